"""Candidates for a field, each with the words it was read from, and the weighing that chooses between them."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from mailbot.model import Evidence, Field, FieldValue, Value
from mailbot.reading.sheet import Sheet

Told = TypeVar("Told")


class Source(enum.IntEnum):
    """Where a candidate stands; a later one gives way to an earlier one (the weight of its kind)."""

    SENDER = 10
    SIGNATURE = 20
    SUBJECT = 25
    HISTORY = 30
    FREE = 40
    LEAD_IN = 60
    LABEL = 80
    REMARK = 100  # said above a forwarded offer, or as a correction of what was said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a field could have: its words, where they stand, and what speaks for and against it."""

    field: Field
    value: FieldValue
    evidence: Evidence
    source: Source
    weight: int  # the sum of what speaks for it
    grounds: tuple[str, ...] = ()  # names of the rules that added or took weight
    unsure: bool = False

    def with_ground(self, rule: str, weight: int) -> Candidate:
        """The same candidate with one more thing that speaks for (or, below zero, against) it."""
        return replace(self, weight=self.weight + weight, grounds=(*self.grounds, rule))


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a field was decided: all its candidates, heaviest first, and the chosen one."""

    field: Field
    chosen: Value | None
    candidates: tuple[Candidate, ...] = ()
    why: str = ""  # name of the rule that decided


def heaviest(found: list[Told], weight: Callable[[Told], int], most: int) -> list[Told]:
    """At most so many, the heaviest, in the order in which they were told."""
    if len(found) <= most:
        return found
    chosen = sorted(range(len(found)), key=lambda nth: -weight(found[nth]))[:most]
    return [found[nth] for nth in sorted(chosen)]


def cite(sheet: Sheet, start: int, end: int, rule: str) -> Evidence:
    """The words between two places of a sheet as evidence for a rule's value."""
    return Evidence(sheet.part.text[start:end], sheet.part.name, start, end, rule)


def weigh(
    field: Field,
    candidates: Iterable[Candidate],
    *,
    enough: int = 1,
    same: Callable[[FieldValue, FieldValue], bool] = lambda a, b: a == b,
    margin: int = 10,
) -> Weighing:
    """Chooses the heaviest candidate; `uncertain` where another value weighs nearly as much.

    Nothing is chosen below `enough`. Of equally heavy ones the first told wins.
    """
    ranked = tuple(sorted(candidates, key=lambda c: -c.weight))
    if not ranked or ranked[0].weight < enough:
        return Weighing(field, None, ranked, "weigh.nothing")
    best = ranked[0]
    rival = next((c for c in ranked[1:] if not same(c.value, best.value)), None)
    close = rival is not None and rival.weight > best.weight - margin
    return Weighing(
        field, Value(best.value, best.evidence, best.unsure or close), ranked, "weigh.close" if close else "weigh.best"
    )
