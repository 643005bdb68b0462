"""Pairs the stretches of an answer with the questions they answer: by number, or by the quoted question above them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from mailbot.model import Ask, Field, Layer
from mailbot.reading.labels import Labelled
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.voices import Voice
from mailbot.rulebook.labels import LabelField

FIELD_LABELS = {
    Field.INSTITUTION: LabelField.INSTITUTION,
    Field.CONTACT_NAME: LabelField.CONTACT,
    Field.JOB_DESCRIPTION: LabelField.TASKS,
    Field.WEEKLY_HOURS: LabelField.HOURS,
    Field.START: LabelField.START,
}


@dataclass(frozen=True, slots=True)
class Paired:
    """A stretch of text and the question it answers."""

    ask: Ask
    span: Span
    rule: str

    def as_labelled(self) -> Labelled:
        """The stretch as if its question were a label in front of it."""
        nothing = Span(self.span.start, self.span.start)
        return Labelled((FIELD_LABELS[self.ask.field],), nothing, self.span, self.rule, 0, 0)


def pair(voice: Voice, asks: Sequence[Ask]) -> tuple[tuple[Paired, ...], tuple[Line, ...]]:
    """The paired stretches, and the lines that are in none."""
    asked = [a for a in asks if a.field in FIELD_LABELS]
    paired = [p for p in (*_by_numbers(voice, asks), *_below_quotes(voice, asks)) if p.ask in asked]
    left = tuple(x for x in voice.said if not any(p.span.start < x.end and x.start < p.span.end for p in paired))
    return tuple(paired), left


def _by_numbers(voice: Voice, asks: Sequence[Ask]) -> Iterator[Paired]:
    for number, span in answered_by_number(voice, len(asks)):
        yield Paired(asks[number - 1], span, "answer.number")


def answered_by_number(voice: Voice, most: int) -> Iterator[tuple[int, Span]]:
    """The stretches behind ascending numbers up to `most`."""
    marks = list(_marks(voice, most))
    if not marks or (most == 1 and len(marks) == 1 and marks[0][0] != 1):
        return
    last = voice.said[-1].end
    for nth, (number, begin, _) in enumerate(marks):
        end = marks[nth + 1][2] if nth + 1 < len(marks) else _paragraph_end(voice, begin, last)
        text = voice.sheet.text[begin:end]
        span = Span(begin + len(text) - len(text.lstrip()), begin + len(text.rstrip()))
        if span.end > span.start:
            yield number, span


def _marks(voice: Voice, most: int) -> Iterator[tuple[int, int, int]]:
    """Ascending numbers in front of answers: the number, where its answer begins, where the mark begins."""
    sheet, expected, started = voice.sheet, 0, False
    for line in voice.said:
        for found in sheet.rules.answers.number.finditer(sheet.folded, line.start, line.end):
            number = int(found.folded("number"))
            begins_line = found.start("number") - line.start <= 6
            if not expected < number <= most or not (begins_line or started and number == expected + 1):
                continue
            if sheet.rules.labels.ordinal_followers.pattern.match(sheet.folded, found.end(), line.end):
                continue
            expected, started = number, True
            yield number, found.end(), found.start()


def _paragraph_end(voice: Voice, begin: int, last: int) -> int:
    """The last numbered answer ends with its paragraph."""
    at = next((n for n, x in enumerate(voice.said) if x.start <= begin <= x.end), None)
    if at is None:
        return last
    end = voice.said[at].end
    for line in voice.said[at + 1 :]:
        if line.paragraph != voice.said[at].paragraph:
            break
        end = line.end
    return end


def _below_quotes(voice: Voice, asks: Sequence[Ask]) -> Iterator[Paired]:
    for number, span in answered_below(voice, range(1, len(asks) + 1)):
        yield Paired(asks[number - 1], span, "answer.quoted")


def answered_below(voice: Voice, numbers: Container[int]) -> Iterator[tuple[int, Span]]:
    """Lines of the writer directly below a quoted question of these numbers."""
    sheet = voice.sheet
    said = {id(x) for x in voice.said}
    ask: int | None = None
    begin: Line | None = None
    end = 0
    for line in sheet.lines:
        if id(line) in said:
            begin, end = begin or line, line.end
            continue
        if ask and begin:
            yield ask, Span(begin.start, end)
        begin = None
        if line.layer is Layer.QUOTED:
            ask = _question_of(sheet, line, numbers) or (None if _is_text(sheet, line) else ask)
    if ask and begin:
        yield ask, Span(begin.start, end)


def _is_text(sheet: Sheet, line: Line) -> bool:
    return any(c.isalpha() for c in sheet.text[line.start : line.end])


def _question_of(sheet: Sheet, line: Line, numbers: Container[int]) -> int | None:
    """The number of the question that a quoted line holds."""
    if not sheet.text[line.start : line.end].rstrip().endswith(("?", ":", ".")) or not line.numbered:
        return None
    number = int(line.mark) if line.mark.isdigit() else 0
    return number if number in numbers else None
