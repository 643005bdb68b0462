"""Finds labelled values (`Timer: 5`, a table's row, a heading above its text) in the shapes that people write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.rulebook.labels import LabelField

_COLUMN = "|"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what stands behind or below it."""

    fields: tuple[LabelField, ...]  # what it can mean, the likeliest first; empty: a label of something else
    label: Span
    value: Span
    rule: str
    line: int  # index of the line that holds the label
    last: int  # index of the last line of the value

    @property
    def empty(self) -> bool:
        """Nothing stands behind it."""
        return self.value.start >= self.value.end


@dataclass(frozen=True, slots=True)
class _Found:
    fields: tuple[LabelField, ...]
    label: Span
    behind: int
    rule: str


def find_labelled(sheet: Sheet, lines: Sequence[Line]) -> tuple[Labelled, ...]:
    """All labelled values of these lines, in order."""
    return sheet.once(("labelled", tuple((x.body, x.end) for x in lines)), lambda: _find_labelled(sheet, lines))


def _find_labelled(sheet: Sheet, lines: Sequence[Line]) -> tuple[Labelled, ...]:
    found: list[Labelled] = []
    for at, line in enumerate(lines):
        if len(found) >= sheet.rules.bounds.labels:
            break
        labels = list(_labels_in(sheet, line))
        for nth, one in enumerate(labels):
            if nth + 1 < len(labels):
                end, last = _trimmed(sheet, one.behind, labels[nth + 1].label.start), at
            else:
                end, last = _value_end(sheet, lines, at, one)
            start = _skip(sheet, one.behind, end)
            found.append(Labelled(one.fields, one.label, Span(start, max(start, end)), one.rule, at, last))
    return tuple(found)


def _labels_in(sheet: Sheet, line: Line) -> Iterator[_Found]:
    """The labels of one line: at its beginning in any shape, further in only with a colon."""
    rules = sheet.rules.labels
    first = sheet.label_at(line.body, line.end)
    if first:
        yield _Found(first.fields, Span(line.body, first.end), first.behind, first.rule)
    at = sheet.text.find(":", first.behind if first else line.body, line.end)
    while at >= 0:
        begin = max(sheet.text.rfind(c, line.body, at) for c in ".,;|?!(\n") + 1
        begin = max(begin, first.behind if first else line.body)
        begin = _skip(sheet, begin, at)
        named = rules.name(sheet.folded, begin, at) if begin > line.body else None
        if named and named.fields:
            yield _Found(named.fields, Span(begin, at), at + 1, named.rule)
        at = sheet.text.find(":", at + 1, line.end)


def _value_end(sheet: Sheet, lines: Sequence[Line], at: int, found: _Found) -> tuple[int, int]:
    """Where the value of a line's last label ends, and in which line."""
    line = lines[at]
    alone = _skip(sheet, found.behind, line.end) >= line.end
    end, last = line.end, at
    for nth in range(at + 1, len(lines)):
        following = lines[nth]
        if not _belongs(sheet, line, lines[nth - 1], following, alone and last == at, found):
            break
        end, last = following.end, nth
    return end, last


def _belongs(sheet: Sheet, line: Line, before: Line, following: Line, first: bool, found: _Found) -> bool:  # noqa: PLR0913
    rules = sheet.rules.labels
    if sheet.label_at(following.body, following.end) or following.layer != line.layer:
        return False
    if rules.ends_value(sheet.folded, following.body, following.end) or not found.fields:
        return False
    if first:
        return following.paragraph <= line.paragraph + 1
    if following.mark:
        return (bool(before.mark) or before is line) and not line.mark
    if following.indent > line.indent + 1:
        return True
    alone = found.behind >= line.end
    return following.paragraph == before.paragraph and not line.mark and (alone or found.fields[0] in rules.long_values)


def _skip(sheet: Sheet, at: int, end: int) -> int:
    while at < end and (sheet.text[at].isspace() or sheet.text[at] in "|\u200b\xad*_"):
        at += 1
    return at


def _trimmed(sheet: Sheet, start: int, end: int) -> int:
    while end > start and (sheet.text[end - 1].isspace() or sheet.text[end - 1] in ",;|/"):
        end -= 1
    return end
