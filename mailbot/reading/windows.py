"""Cuts out of a text only the sentences that can hold what a grammar reads, so that the rest costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.rulebook.patterns import Folded, Pattern

_REACH = 400  # characters on either side of a word that begins a reading
_NEW_SENTENCE = re.compile(r"[.!?]\s(?=\s?[A-ZÆØÅ])|\n\s*\n")


def windows(text: Folded, start: int, end: int, anchor: Pattern, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """Stretches around every match of `anchor`: its sentence and the one before it, never overlapping.

    `whole`: all of the stretch as it is.
    """
    if whole:
        yield start, end
        return
    first = last = -1
    for found in anchor.finditer(text, start, end):
        if found.end() <= last:
            continue
        begin, stop = _back(text, found.start(), start), _forth(text, found.end(), end)
        if last >= begin:
            last = stop
            continue
        if first >= 0:
            yield first, last
        first, last = begin, stop
    if first >= 0:
        yield first, last


def _back(text: Folded, place: int, start: int) -> int:
    limit = max(start, place - _REACH)
    ends = [found.end() for found in _NEW_SENTENCE.finditer(text.text, limit, place)]
    if len(ends) > 1:
        return ends[-2]
    blank = text.text.find(" ", limit, place)
    return blank + 1 if limit > start and blank >= 0 else limit


def _forth(text: Folded, place: int, end: int) -> int:
    limit = min(end, place + _REACH)
    found = _NEW_SENTENCE.search(text.text, place, limit)
    if found is not None:
        return found.end()
    blank = text.text.rfind(" ", place, limit)
    return blank if limit < end and blank >= 0 else limit
