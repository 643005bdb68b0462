"""A part's text as a person sees it: logical lines (wraps joined), paragraphs and sentences, each with its layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from mailbot.model import Layer, Part, Segment
from mailbot.reading.segmenting import sentence_ends
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import LabelAt
from mailbot.rulebook.patterns import Folded

Found = TypeVar("Found")
_WRAP = range(50, 101)  # columns at which mail programs break lines
_UNKNOWN: Any = object()
_TELLING = (Layer.NEWEST, Layer.FORWARDED, Layer.ATTACHMENT)


class Span(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a person reads as one line or one item: hard wraps are joined."""

    start: int  # first place that is no blank, bullet or number included
    end: int
    body: int  # first place behind a bullet or number
    layer: Layer
    paragraph: int  # lines without an empty line between them share it
    indent: int
    mark: str = ""  # the bullet or number in front of it, e.g. "-", "1", "a"

    @property
    def numbered(self) -> bool:
        """Its mark is a number or letter."""
        return bool(self.mark) and self.mark.isalnum()

    @property
    def bullet(self) -> bool:
        """Its mark is a sign."""
        return bool(self.mark) and not self.mark.isalnum()


@dataclass(frozen=True, slots=True)
class _Physical:
    start: int
    end: int
    body: int
    indent: int
    mark: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """A part with its matching copy, in which quote marks are blanks, and its logical lines."""

    part: Part
    rules: Rulebook = field(repr=False)

    @cached_property
    def folded(self) -> Folded:
        """The text for patterns; places are those of the part's text."""
        return Folded(_without_quote_marks(self.part.text))

    @cached_property
    def _known(self) -> dict[Any, Any]:
        return {}

    def once(self, key: Any, find: Callable[[], Found]) -> Found:
        """What was found under a key before, else what is found now: readers ask for the same stretches again."""
        known: Found = self._known.get(key, _UNKNOWN)
        if known is _UNKNOWN:
            known = self._known[key] = find()
        return known

    def label_at(self, start: int, end: int) -> LabelAt | None:
        """The label at the beginning of a line."""
        return self.once(("label", start, end), lambda: self.rules.labels.label_at(self.folded, start, end))

    @cached_property
    def text(self) -> str:
        """The part's text, its quote marks blanked."""
        return self.folded.text

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All logical lines in order."""
        return tuple(_logical_lines(self))

    @cached_property
    def cut(self) -> bool:
        """Some of what may tell an offer is beyond the bound up to which it is read."""
        return any(end < segment.end for segment, end in _read_segments(self) if segment.layer in _TELLING)

    def of(self, *layers: Layer) -> tuple[Line, ...]:
        """The lines of these layers."""
        return tuple(line for line in self.lines if line.layer in layers)

    def words(self, start: int, end: int) -> str:
        """A stretch as one line of text."""
        return " ".join(self.text[start:end].replace("\u200b", "").replace("\xad", "").split())

    def sentences(self, line: Line) -> tuple[Span, ...]:
        """The sentences of a line."""
        key = ("sentences", line.body, line.end)
        return self.once(key, lambda: tuple(_sentences(self, line.body, line.end)))


def _without_quote_marks(text: str) -> str:
    if ">" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        marks = 0
        while marks < len(line) and line[marks] in "> ":
            marks += 1
        if ">" in line[:marks]:
            lines[at] = " " * marks + line[marks:]
    return "\n".join(lines)


def _read_segments(sheet: Sheet) -> Iterator[tuple[Segment, int]]:
    """The segments that are read, each with its end or the end of the last line within the bound of its layer."""
    left = dict.fromkeys(Layer, sheet.rules.bounds.text)
    for segment in sheet.part.segments:
        end = min(segment.end, segment.start + left[segment.layer])
        left[segment.layer] -= end - segment.start
        if end < segment.end:
            line_end = sheet.text.rfind("\n", segment.start, end)
            end = line_end if line_end >= end - sheet.rules.bounds.line else end
        yield segment, max(end, segment.start)


def _logical_lines(sheet: Sheet) -> Iterator[Line]:
    paragraph = 0
    for segment, segment_end in _read_segments(sheet):
        rows = _physical_lines(sheet, segment.start, segment_end)
        width = max((r.width for r in rows if r and r.width <= _WRAP.stop), default=0)
        hard_wrapped = width in _WRAP and sum(1 for r in rows if r and r.width > _WRAP.stop) <= 1
        open_line: Line | None = None
        before: _Physical | None = None
        for row in rows:
            if row is None:
                paragraph += 1
            elif open_line and before and _goes_on(sheet, open_line, before, row, width if hard_wrapped else 0):
                open_line = Line(
                    open_line.start,
                    row.end,
                    open_line.body,
                    open_line.layer,
                    paragraph,
                    open_line.indent,
                    open_line.mark,
                )
                before = row
                continue
            if open_line:
                yield open_line
            open_line = (
                Line(row.start, row.end, row.body, segment.layer, paragraph, row.indent, row.mark) if row else None
            )
            before = row
        if open_line:
            yield open_line
        paragraph += 1


def _physical_lines(sheet: Sheet, start: int, end: int) -> list[_Physical | None]:
    rows: list[_Physical | None] = []
    for offset, raw in _split(sheet.text[start:end], sheet.rules.bounds.line):
        at = start + offset
        left = len(raw) - len(raw.lstrip())
        stripped = raw.strip()
        if stripped:
            rows.append(_physical(sheet, at + left, at + left + len(stripped), left, len(raw.rstrip())))
        else:
            rows.append(None)
    return rows


def _split(text: str, most: int) -> Iterator[tuple[int, str]]:
    """The lines of a text with their places; one that is too long is several, cut behind a sentence or a word."""
    place = 0
    for line in text.split("\n"):
        at = 0
        while len(line) - at > most:
            sentence = line.rfind(". ", at + most // 2, at + most) + 1
            stop = sentence or line.rfind(" ", at + 1, at + most) + 1 or at + most
            yield place + at, line[at:stop]
            at = stop
        yield place + at, line[at:]
        place += len(line) + 1


def _physical(sheet: Sheet, start: int, end: int, indent: int, width: int) -> _Physical:
    marked = sheet.rules.labels.item_mark.match(sheet.folded, start, end)
    if (
        marked
        and marked.end() < end
        and not sheet.rules.labels.ordinal_followers.pattern.match(sheet.folded, marked.end(), end)
    ):
        return _Physical(start, end, marked.end(), indent, marked["mark"].strip("().: "), width)
    return _Physical(start, end, start, indent, "", width)


def _goes_on(sheet: Sheet, line: Line, before: _Physical, row: _Physical, width: int) -> bool:
    """Whether a physical line is the rest of the logical line before it."""
    if row.mark or row.end - line.start > sheet.rules.bounds.line:
        return False
    if sheet.label_at(row.start, row.end) is not None:  # it is not the rest of the line before
        return False
    if sheet.rules.signatures.postscript_line.match(sheet.folded, row.start, row.end):
        return False
    if " | " in sheet.text[line.start : line.end] or " | " in sheet.text[row.start : row.end]:
        return False
    above = sheet.label_at(line.body, line.end)
    if above is not None and not sheet.text[above.behind : line.end].strip():  # nothing but a label
        return False
    if (line.mark or before.indent == line.indent) and row.indent >= line.indent + 2 and before.width > 30:
        return True  # a hanging indent
    if row.indent >= 8 and before.indent in (line.indent, row.indent):
        return True
    first_word = sheet.text[row.start : row.end].split(None, 1)[0]
    if width and before.width + 1 + len(first_word) > width:
        return True
    unfinished = sheet.text[before.end - 1] not in ".!?:;" and before.width >= 40
    return unfinished and first_word[0].islower()


def _sentences(sheet: Sheet, start: int, end: int) -> Iterator[Span]:
    at = start
    for stop in sentence_ends(sheet.folded, sheet.rules.labels, start, end):
        if sheet.text[at:stop].strip():
            left = len(sheet.text[at:stop]) - len(sheet.text[at:stop].lstrip())
            yield Span(at + left, at + len(sheet.text[at:stop].rstrip()))
        at = stop
