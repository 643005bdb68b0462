"""Tells the jobs of one mail apart: by headings, numbers, a table, items, repeated labels, or "det ene … det andet"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailbot.reading.labels import Labelled, find_labelled
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.rulebook.labels import LabelField

_HEADING = 60  # characters: a heading is no longer
_JOB_FIELDS = (LabelField.TASKS, LabelField.HOURS, LabelField.START)


@dataclass(frozen=True, slots=True)
class Split:
    """The lines of each job, and those that hold for all. One job: all lines are its own."""

    own: tuple[tuple[Line, ...], ...]
    shared: tuple[Line, ...]
    labelled: tuple[tuple[Labelled, ...], ...]  # of each job's own lines
    rule: str


Tells = Callable[[Sequence[Line]], bool]
"""Whether lines hold what makes a job of their own: hours, a start or tasks."""


def split_offers(sheet: Sheet, lines: tuple[Line, ...], tells: tuple[Tells, Tells], *, several: bool = False) -> Split:
    """The jobs of a voice's lines. `tells`: whether lines hold hours or a start, and whether they hold tasks.

    `several`: the mail says elsewhere that it offers more than one.
    """
    text, (timed, described) = sheet.folded, tells
    several = several or any(sheet.rules.offers.count.search(text, x.start, x.end) for x in lines)
    if not any(sheet.rules.offers.one_shared.search(text, x.start, x.end) for x in lines):
        for way in (_by_columns, _by_rows):
            table = way(sheet, lines)
            if table:
                return table
        for rule, groups in (
            ("offers.headings", _by_headings(sheet, lines)),
            ("offers.numbers", _by_numbers(lines, timed, described)),
            ("offers.items", _by_items(lines, timed)),
            ("offers.labels", _by_labels(sheet, lines)),
            ("offers.prose", _by_prose(sheet, lines, tells, several=several)),
            ("offers.paragraphs", _by_paragraphs(lines, tells) if several else []),
        ):
            if len(groups) >= 2:
                return _split(sheet, lines, groups, rule, (timed, described))
    chosen = _one_of_many(lines, described)
    return Split((chosen,), (), (find_labelled(sheet, chosen),), "offers.one")


def _split(
    sheet: Sheet, lines: tuple[Line, ...], groups: list[list[Line]], rule: str, tells: tuple[Tells, Tells]
) -> Split:  # noqa: PLR0913
    """Lines outside the groups are shared; so is the end of the last that tells nothing of a job."""
    timed, described = tells
    last = groups[-1]
    labels = find_labelled(sheet, last)
    while len(last) > 1:
        tail = [x for x in last if x.paragraph == last[-1].paragraph]
        labelled = any(o.label.start >= tail[0].start for o in labels if o.fields)
        for_all = any(sheet.rules.offers.for_all.search(sheet.folded, x.start, x.end) for x in tail)
        if len(tail) == len(last) or ((labelled or timed(tail) or described(tail)) and not for_all):
            break
        last = last[: -len(tail)]
    groups = [*groups[:-1], last]
    shared = tuple(_not_grouped(sheet, lines, [x for g in groups for x in g]))
    own = tuple(tuple(g) for g in groups)
    return Split(own, shared, tuple(find_labelled(sheet, g) for g in own), rule)


def _not_grouped(sheet: Sheet, lines: tuple[Line, ...], grouped: list[Line]) -> Iterator[Line]:
    """The lines, and the sentences of lines, that belong to no job."""
    for line in lines:
        inside = [g for g in grouped if g.start < line.end and line.start < g.end]
        if not inside:
            yield line
            continue
        for span in sheet.sentences(line):
            if not any(g.start < span.end and span.start < g.end for g in inside):
                yield replace(line, start=span.start, body=span.start, end=span.end)


def _one_of_many(lines: tuple[Line, ...], described: Tells) -> tuple[Line, ...]:
    """Of a numbered list of different matters the one that offers a job, with what is not numbered."""
    groups = _numbered(lines)
    if len(groups) < 3:
        return lines
    with_tasks = [g for g in groups if described(g)]
    if len(with_tasks) != 1 or not any(len(g) > 1 or g[0].end - g[0].start > 60 for g in groups):
        return lines
    others = {id(x) for g in groups if g is not with_tasks[0] for x in g}
    return tuple(x for x in lines if id(x) not in others)


# --- ways to tell them apart ---


def _by_headings(sheet: Sheet, lines: tuple[Line, ...]) -> list[list[Line]]:
    marks: list[tuple[int, str]] = []
    for nth, line in enumerate(lines):
        found = sheet.rules.offers.heading.match(sheet.folded, line.body, line.end)
        found = found or sheet.rules.offers.heading.match(sheet.folded, line.start, line.end)
        found = found or sheet.rules.offers.heading_of.search(sheet.folded, line.start, line.end)
        if found:
            mark = found.folded("mark") or found.folded("mark2") or found.folded("mark3")
            if all(mark != known for _, known in marks):
                marks.append((nth, mark))
    return _between(lines, [nth for nth, _ in marks])


def _between(lines: tuple[Line, ...], begins: list[int]) -> list[list[Line]]:
    ends = [*begins[1:], len(lines)]
    return [list(lines[a:b]) for a, b in zip(begins, ends, strict=False)]


def _numbered(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Groups of lines under ascending numbers or letters."""
    groups: list[list[Line]] = []
    expected = ""
    last = max((nth for nth, line in enumerate(lines) if line.numbered), default=-1)
    for nth, line in enumerate(lines):
        if line.numbered and (not groups or line.mark == expected):
            groups.append([line])
            expected = chr(ord(line.mark[-1]) + 1) if len(line.mark) == 1 else ""
        elif groups and (line.paragraph == groups[-1][-1].paragraph or line.bullet or line.indent > 0):
            groups[-1].append(line)
        elif groups and len(groups) >= 2 and nth > last:
            break
        elif groups:
            groups[-1].append(line)
    return groups


def _by_numbers(lines: tuple[Line, ...], timed: Tells, described: Tells) -> list[list[Line]]:
    groups = _numbered(lines)
    if len(groups) >= 2 and all(timed(g) and described(g) for g in groups):
        return groups
    return []


def _by_items(lines: tuple[Line, ...], timed: Tells) -> list[list[Line]]:
    items = [x for x in lines if x.bullet]
    if len(items) >= 2 and all(timed([x]) and x.end - x.start > 40 for x in items):
        return [[x] for x in items]
    return []


def _by_labels(sheet: Sheet, lines: tuple[Line, ...]) -> list[list[Line]]:
    """The same labels come again: the second job begins where the first label is repeated."""
    labelled = [o for o in find_labelled(sheet, lines) if o.fields]
    firsts = [o.fields[0] for o in labelled]
    repeated = [f for f in _JOB_FIELDS if firsts.count(f) >= 2]
    if LabelField.TASKS not in repeated or len(repeated) < 2:
        return []
    opening = next(f for f in firsts if firsts.count(f) >= 2)
    begins = [o.line for o in labelled if o.fields[0] is opening]
    return _between(lines, begins)


def _by_paragraphs(lines: tuple[Line, ...], tells: tuple[Tells, Tells]) -> list[list[Line]]:
    """Each paragraph that tells both hours (or a start) and tasks under a short heading is a job."""
    timed, described = tells
    paragraphs: dict[int, list[Line]] = {}
    for line in lines:
        paragraphs.setdefault(line.paragraph, []).append(line)
    found = [g for g in paragraphs.values() if timed(g) and described(g)]
    headed = all(len(g) > 1 and g[0].end - g[0].start <= _HEADING for g in found)
    return found if headed or len(found) == len([g for g in paragraphs.values() if timed(g)]) else []


def _by_prose(sheet: Sheet, lines: tuple[Line, ...], tells: tuple[Tells, Tells], *, several: bool) -> list[list[Line]]:
    rules, text = sheet.rules.offers, sheet.folded
    spans = [(x, s) for x in lines for s in sheet.sentences(x)]
    first = next((n for n, (_, s) in enumerate(spans) if rules.first_of.match(text, s.start, s.end)), None)
    if first is None:
        return []
    pieces = [replace(x, start=s.start, body=s.start, end=s.end) for x, s in spans]
    begins = [first, *(n for n, p in enumerate(pieces) if n > first and rules.further.match(text, p.start, p.end))]
    groups = _between(tuple(pieces), begins) if len(begins) >= 2 else []
    counted = several or any(rules.count.search(text, x.start, x.end) for x in lines)
    timed, described = tells
    return groups if counted or all(timed(g) and described(g) for g in groups) else []


# --- tables ---


def _cells(sheet: Sheet, line: Line) -> list[Span]:
    spans, at = [], line.start
    for piece in sheet.text[line.start : line.end].split("|"):
        left = len(piece) - len(piece.lstrip())
        spans.append(Span(at + left, max(at + left, at + len(piece.rstrip()))))
        at += len(piece) + 1
    return spans


def _table(sheet: Sheet, lines: tuple[Line, ...]) -> list[tuple[Line, list[Span]]]:
    rows = [(x, _cells(sheet, x)) for x in lines if "|" in sheet.text[x.start : x.end]]
    width = max((len(c) for _, c in rows), default=0)
    return [(x, c) for x, c in rows if len(c) == width] if width >= 3 else []


def _by_columns(sheet: Sheet, lines: tuple[Line, ...]) -> Split | None:
    """`label | one | other`: each further column is a job."""
    rows = _table(sheet, lines)
    named = [(x, c, sheet.rules.labels.name(sheet.folded, c[0].start, c[0].end)) for x, c in rows]
    told = [(x, c, n) for x, c, n in named if n and n.fields]
    if len(told) < 2:
        return None
    width = len(told[0][1])
    own, labelled = [], []
    for column in range(1, width):
        cells = [(x, c[column]) for x, c in rows if c[column].start < c[column].end]
        pieces = tuple(replace(x, start=s.start, body=s.start, end=s.end, mark="") for x, s in cells)
        values = tuple(Labelled(n.fields, c[0], c[column], n.rule, 0, 0) for _, c, n in told)
        own.append(pieces)
        labelled.append(values)
    return _tabled(lines, rows, own, labelled, "offers.columns")


def _by_rows(sheet: Sheet, lines: tuple[Line, ...]) -> Split | None:
    """A row of labels, then a job in each row."""
    rows = _table(sheet, lines)
    if len(rows) < 3:
        return None
    heads = [sheet.rules.labels.name(sheet.folded, c.start, c.end) for c in rows[0][1]]
    if sum(1 for h in heads if h and h.fields) < 2:
        return None
    own, labelled = [], []
    for line, cells in rows[1:]:
        own.append(
            tuple(replace(line, start=s.start, body=s.start, end=s.end, mark="") for s in cells if s.start < s.end)
        )
        values = zip(rows[0][1], cells, heads, strict=True)
        labelled.append(
            tuple(Labelled(h.fields, head, cell, h.rule, 0, 0) for head, cell, h in values if h and h.fields)
        )
    return _tabled(lines, rows, own, labelled, "offers.rows")


def _tabled(  # noqa: PLR0913
    lines: tuple[Line, ...],
    rows: list[tuple[Line, list[Span]]],
    own: list[tuple[Line, ...]],
    labelled: list[tuple[Labelled, ...]],
    rule: str,
) -> Split:
    of_table = {id(x) for x, _ in rows}
    shared = tuple(x for x in lines if id(x) not in of_table)
    return Split(tuple(own), shared, tuple(labelled), rule)
