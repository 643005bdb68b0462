"""Cuts out of a text only the stretches that can hold what a grammar reads, so that the rest costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.rulebook.patterns import Folded, Pattern

REACH = 400  # characters on either side of a word that begins a reading


def windows(text: Folded, start: int, end: int, anchor: Pattern, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """Stretches around every match of `anchor`, cut at empty lines, never overlapping. `whole`: all of it as it is."""
    if whole:
        yield start, end
        return
    first = last = -1
    for found in anchor.finditer(text, start, end):
        if found.end() + REACH <= last:
            continue
        begin = _back(text, found.start(), start)
        behind = _forth(text, found.end(), end)
        if first < 0:
            first, last = begin, behind
        elif begin <= last:
            last = max(last, behind)
        else:
            yield first, last
            first, last = begin, behind
    if first >= 0:
        yield first, last


def _back(text: Folded, place: int, start: int) -> int:
    limit = max(start, place - REACH)
    gap = text.text.rfind("\n\n", limit, place)
    if gap >= 0:
        return gap + 2
    blank = text.text.find(" ", limit, place)
    return blank + 1 if limit > start and blank >= 0 else limit


def _forth(text: Folded, place: int, end: int) -> int:
    limit = min(end, place + REACH)
    gap = text.text.find("\n\n", place, limit)
    if gap >= 0:
        return gap
    blank = text.text.rfind(" ", place, limit)
    return blank if limit < end and blank >= 0 else limit
