"""Reads hours and start of one offer: labelled values first, then what its sentences say, corrections over both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from mailbot.model import Field, Hours, Start, StartKind
from mailbot.reading.contact import Told
from mailbot.reading.dates import StartFound, find_starts
from mailbot.reading.evidence import Candidate, Source, Weighing, cite, weigh
from mailbot.reading.hours import HoursFound, find_hours, find_pieces, read_joined
from mailbot.reading.labels import Labelled
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.tasks import tells_tasks
from mailbot.reading.voices import Role
from mailbot.rulebook.labels import LabelField
from mailbot.rulebook.time import Told as ToldHow

_CUE = {"strong": 15, "weak": 3, "": -18}
_OTHERS = "others"  # the trap of rules/hours.toml for somebody else's hours
_BARE_WORDS = 8
_COLUMN = "|"
_ROWS = 2
_ENOUGH_HOURS = 15
_NEAR = 14  # characters between a label without a sign and its value
_HOW = {ToldHow.NUMBER: -10}


def find_hours_told(told: Sequence[Told]) -> list[Candidate]:
    """All statements about the job's hours, with what speaks for each."""
    found: list[Candidate] = []
    for one in told:
        behind = [v for v in one.labelled if LabelField.HOURS in v.fields and not v.empty]
        for value in behind:
            found += _labelled_hours(one, value)
        if len(behind) >= _ROWS:
            found += _pieces_in(one, [v.value for v in behind], int(Source.LABEL) - int(Source.FREE) + 15)
        for line in one.lines:
            found += _free_hours(one, line, behind)
    for one in told:
        found += _hours_in_rows(one)
    if not any(c.weight >= _ENOUGH_HOURS for c in found):
        found += [c for one in told for c in _hours_in_pieces(one)]
    for way in (_signless_hours, _hours_beside_tasks):
        found = found or [c for one in told for line in one.lines for c in way(one, line)]
    return found


def _hours_in_rows(told: Told) -> Iterator[Candidate]:
    """Rows that begin with a day of the week and each tell hours: their sum."""
    sheet = told.sheet
    rows = []
    for line in told.lines:
        if _COLUMN not in sheet.text[line.body : line.end]:
            continue
        pieces = find_pieces(sheet.folded, line.body, line.end, sheet.rules)
        first = next(iter(pieces.days), None)
        if first and first[0] - line.body <= 1 and len(pieces.amounts) == 1:
            rows.append((first, pieces.amounts[0]))
    if len(rows) < _ROWS:
        return
    joined = ", ".join(f"{sheet.words(*day)} {sheet.words(*hours)}" for day, hours in rows)
    yield from _joined(told, joined, Span(rows[0][0][0], rows[-1][1][1]), 25)


def _hours_in_pieces(told: Told) -> Iterator[Candidate]:
    """Days in one sentence, the hours of each in another ("to formiddage … Hver er sat til halvanden time")."""
    yield from _pieces_in(told, [Span(x.start, x.end) for x in told.lines], -12)


def _pieces_in(told: Told, spans: Sequence[Span], weight: int) -> Iterator[Candidate]:
    sheet = told.sheet
    days: list[tuple[int, int]] = []
    hours: list[tuple[int, int]] = []
    for span in spans:
        pieces = find_pieces(sheet.folded, span.start, span.end, sheet.rules)
        days += pieces.days
        hours += pieces.amounts
    shown = {sheet.words(*h) for h in hours}
    if not days or len(shown) != 1:
        return
    nearest = min(days, key=lambda d: abs(d[0] - hours[0][0]))
    joined = f"{sheet.words(*nearest)} {sheet.words(*hours[0])}"
    first, last = sorted((nearest, hours[0]))
    yield from _joined(told, joined, Span(first[0], last[1]), weight)


def _joined(told: Told, joined: str, at: Span, weight: int) -> Iterator[Candidate]:
    read = read_joined(joined, told.sheet.rules)
    if read is None:
        return
    evidence = cite(told.sheet, at.start, at.end, "hours.pieces")
    weight += int(Source.FREE) - _distance(told)
    yield Candidate(
        Field.WEEKLY_HOURS, read.hours, evidence, Source.FREE, weight, ("hours.pieces",), weight < int(Source.FREE)
    )


def _labelled_hours(told: Told, value: Labelled) -> Iterator[Candidate]:
    sheet = told.sheet
    only = value.fields[:1] == (LabelField.HOURS,)
    statements = _hours_in(sheet, value.value.start, value.value.end, labelled=only)
    good = [f for f in statements if not f.trap]
    for nth, one in enumerate(good):
        yield _hours(told, one, Source.LABEL, (10 if nth == 0 else -15) + _HOW.get(one.told, 0))


def _free_hours(told: Told, line: Line, behind: Sequence[Labelled]) -> Iterator[Candidate]:
    sheet = told.sheet
    other = _of_other_matters(told, line)
    for one in _hours_in(sheet, line.start, line.end, labelled=False):
        if one.trap or any(v.value.start <= one.start < v.value.end for v in (*behind, *other)):
            continue
        weight = (12 if one.cue else 0) + _HOW.get(one.told, 0) - (8 if one.uncertain else 0)
        weight += _corrects(told, line, one.start) - _of_before(told, line, one.start)
        yield _hours(told, one, Source.FREE, weight)


def _hours_beside_tasks(told: Told, line: Line) -> Iterator[Candidate]:
    """Hours that seem another's ("hjælp til pedellen …, 3 timer om ugen"), but stand among the job's own tasks."""
    for one in _hours_in(told.sheet, line.start, line.end, labelled=False):
        if one.trap == _OTHERS and tells_tasks(told.sheet, line, one.start):
            yield _hours(told, one, Source.FREE, -10)


def _signless_hours(told: Told, line: Line) -> Iterator[Candidate]:
    """A label without a sign behind it: "Timetal omkring 3."."""
    for span in told.sheet.sentences(line):
        behind = _behind_label(told.sheet, span)
        if behind is None:
            continue
        for one in _hours_in(told.sheet, behind, span.end, labelled=True):
            if not one.trap and one.start - behind <= _NEAR:
                yield _hours(told, one, Source.FREE, 0)


def _behind_label(sheet: Sheet, span: Span) -> int | None:
    """Where the longest label for hours at the beginning of a sentence ends."""
    found, at = None, span.start
    for _ in range(4):
        at = sheet.text.find(" ", at + 1, span.end)
        if at < 0:
            break
        named = sheet.rules.labels.name(sheet.folded, span.start, at)
        if named and named.fields[:1] == (LabelField.HOURS,):
            found = at
    return found


def _hours_in(sheet: Sheet, start: int, end: int, *, labelled: bool) -> list[HoursFound]:
    find = partial(find_hours, sheet.folded, start, end, sheet.rules, labelled=labelled)
    return sheet.once(("hours", start, end, labelled), find)


def _starts_in(sheet: Sheet, start: int, end: int, today: dt.date, *, labelled: bool) -> list[StartFound]:
    find = partial(find_starts, sheet.folded, start, end, sheet.rules, today, labelled=labelled)
    return sheet.once(("starts", start, end, today, labelled), find)


def _hours(told: Told, found: HoursFound, source: Source, weight: int) -> Candidate:
    evidence = cite(told.sheet, found.start, found.end, found.rule)
    weight += int(source) - _distance(told)
    return Candidate(Field.WEEKLY_HOURS, found.hours, evidence, source, weight, (found.rule,), found.uncertain)


def _of_other_matters(told: Told, line: Line) -> list[Labelled]:
    """Labelled values that tell neither hours nor a start, but for what puts right."""
    if _corrects(told, line):
        return []
    return [v for v in told.labelled if v.rule == "label.other" or v.fields == (LabelField.CONTACT,)]


def _corrects(told: Told, line: Line, at: int | None = None) -> int:
    """A line at the end that puts right what was said before; the sentence that says so more than those around it."""
    late = line is not told.lines[0] and any(line is last for last in told.lines[-3:])
    pattern, text = told.sheet.rules.remarks.correction, told.sheet.folded
    if not late or not pattern.search(text, line.start, line.end):
        return 0
    span = next((s for s in told.sheet.sentences(line) if at is not None and s.start <= at < s.end), None)
    if span is None or pattern.search(text, span.start, span.end):
        return 35 - (30 if at is not None and told.sheet.rules.remarks.denied.holds(text, line.start, at) else 0)
    return 15


def _of_before(told: Told, line: Line, at: int) -> int:
    """What a sentence about somebody who was there before loses."""
    span = next((s for s in told.sheet.sentences(line) if s.start <= at < s.end), None)
    before = span and told.sheet.rules.tasks.former.search(told.sheet.folded, span.start, span.end)
    return 26 if before else 0


def _distance(told: Told) -> int:
    return {Role.WRITER: 0, Role.FORWARDED: 4, Role.ATTACHMENT: 6, Role.HISTORY: 20}[told.voice.role]


def _same_hours(one: object, other: object) -> bool:
    return isinstance(one, Hours) and isinstance(other, Hours) and (one.min, one.max) == (other.min, other.max)


def weigh_hours(candidates: Sequence[Candidate]) -> Weighing:
    """Which hours are the job's."""
    return weigh(Field.WEEKLY_HOURS, candidates, enough=15, same=_same_hours, margin=6)


def find_starts_told(told: Sequence[Told], today: dt.date) -> list[Candidate]:
    """All statements about the job's start, with what speaks for each."""
    found: list[Candidate] = []
    for one in told:
        behind = [v for v in one.labelled if LabelField.START in v.fields and not v.empty]
        for value in behind:
            worked = len(value.fields) > 1 and bool(list(_labelled_hours(one, value)))
            found += _labelled_starts(one, value, today, cued=worked)
        for line in one.lines:
            found += _free_starts(one, line, behind, today)
    return found or [c for one in told for line in one.lines for c in _bare_starts(one, line, today)]


def _labelled_starts(told: Told, value: Labelled, today: dt.date, *, cued: bool) -> Iterator[Candidate]:
    """`cued`: the value tells hours as well, so that only what is said to be the start counts."""
    sheet = told.sheet
    only = value.fields[:1] == (LabelField.START,)
    statements = _starts_in(sheet, value.value.start, value.value.end, today, labelled=only)
    good = [f for f in statements if not f.trap and (f.cue or not cued)]
    for nth, one in enumerate(good):
        weight = int(Source.LABEL) + (10 if nth == 0 else -15) - _distance(told) - 8 * (len(value.fields) > 1)
        evidence = cite(sheet, one.start, one.end, one.rule)
        yield Candidate(Field.START, one.value, evidence, Source.LABEL, weight, (one.rule,), one.uncertain)


def _free_starts(told: Told, line: Line, behind: Sequence[Labelled], today: dt.date) -> Iterator[Candidate]:
    sheet = told.sheet
    other = _of_other_matters(told, line)
    for one in _starts_in(sheet, line.start, line.end, today, labelled=False):
        if one.trap or any(v.value.start <= one.start < v.value.end for v in (*behind, *other)):
            continue
        weight = int(Source.FREE) + _CUE[one.cue] - (8 if one.uncertain else 0)
        weight += _corrects(told, line, one.start)
        evidence = cite(sheet, one.start, one.end, one.rule)
        weight -= _distance(told) + _of_before(told, line, one.start)
        yield Candidate(Field.START, one.value, evidence, Source.FREE, weight, (one.rule,), one.uncertain)


def _bare_starts(told: Told, line: Line, today: dt.date) -> Iterator[Candidate]:
    """A short sentence that is little more than "Snarest." or "Efter aftale."."""
    for span in told.sheet.sentences(line):
        if len(told.sheet.words(span.start, span.end).split()) > _BARE_WORDS:
            continue
        for one in _starts_in(told.sheet, span.start, span.end, today, labelled=True):
            share = 3 if one.value.kind is StartKind.ASAP else 2  # "fleksible" is said of many things
            most = (one.end - one.start) * share >= span.end - span.start
            if most and not one.trap and one.value.kind in (StartKind.ASAP, StartKind.BY_AGREEMENT):
                evidence = cite(told.sheet, one.start, one.end, one.rule)
                weight = int(Source.FREE) - 20 - _distance(told)
                yield Candidate(Field.START, one.value, evidence, Source.FREE, weight, (one.rule,), one.uncertain)


def _same_start(one: object, other: object) -> bool:
    if not (isinstance(one, Start) and isinstance(other, Start)):
        return False
    return (one.kind, one.date, one.precision) == (other.kind, other.date, other.precision)


def weigh_start(candidates: Sequence[Candidate]) -> Weighing:
    """Which start is the job's."""
    return weigh(Field.START, candidates, enough=10, same=_same_start, margin=6)
