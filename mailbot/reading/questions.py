"""Finds the numbered questions that a mail quotes, and the answers to them that stand above or between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.model import Layer
from mailbot.reading.asked import answered_by_number
from mailbot.reading.labels import Labelled
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.voices import Voice
from mailbot.rulebook.labels import LabelField

_ENOUGH = 2  # questions that make a form of it


@dataclass(frozen=True, slots=True)
class _Question:
    number: int
    fields: tuple[LabelField, ...]


def answers_to_quoted(voice: Voice) -> tuple[Labelled, ...]:
    """What the writer answers to questions that stand numbered in the quoted text, as labelled values."""
    between = list(_between(voice))
    asked = {q.number: q.fields for q in _questions(voice.sheet)}
    if len(between) >= _ENOUGH:
        return tuple(one for fields, span in between for one in _labelled(fields, span))
    if len(asked) < _ENOUGH:
        return ()
    found = answered_by_number(voice, max(asked))
    return tuple(one for number, span in found if asked.get(number) for one in _labelled(asked[number], span))


def _between(voice: Voice) -> Iterator[tuple[tuple[LabelField, ...], Span]]:
    """What the writer put directly below a quoted question, numbered or not."""
    sheet, said = voice.sheet, {id(x) for x in voice.said}
    fields: tuple[LabelField, ...] = ()
    begin: Line | None = None
    for line in sheet.lines:
        if id(line) in said:
            begin = begin or line
            if fields:
                last = line
            continue
        if fields and begin:
            yield fields, Span(begin.start, last.end)
            fields = ()
        begin = None
        stop = sheet.text.find("?", line.body, line.end) if line.layer is Layer.QUOTED else -1
        if stop > 0:
            fields = sheet.rules.labels.asked_in(sheet.folded, line.body, stop)
    if fields and begin:
        yield fields, Span(begin.start, last.end)


def _questions(sheet: Sheet) -> Iterator[_Question]:
    for line in sheet.of(Layer.QUOTED):
        text = sheet.text[line.start : line.end]
        if not line.mark.isdigit() or "?" not in text:
            continue
        stop = sheet.text.find("?", line.body, line.end)
        yield _Question(int(line.mark), sheet.rules.labels.asked_in(sheet.folded, line.body, stop))


def _labelled(fields: tuple[LabelField, ...], span: Span) -> Iterator[Labelled]:
    """One value for each field that was asked for."""
    before = Span(span.start, span.start)
    for field in fields:
        yield Labelled((field,), before, span, "answer.quoted", 0, 0)
