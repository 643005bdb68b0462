"""The building blocks of a statement about hours."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Sort(enum.StrEnum):
    """What a building block is."""

    AMOUNT = "amount"
    NUMBER = "number"  # an amount whose unit is understood
    SHARE = "share"  # of a full post
    CLOCK = "clock"
    DAYS = "days"
    TIMES = "times"
    PERIOD = "period"
    PER_DAY = "per_day"
    PAUSE = "pause"
    PERSONS = "persons"
    SPLIT = "split"
    TOTAL = "total"
    EACH = "each"
    FIRST = "first"
    LATER = "later"
    EXCEPTED = "excepted"
    NOT = "not"
    OPEN_UP = "open_up"
    OPEN_DOWN = "open_down"
    ABOUT = "about"
    AND = "and"
    OR = "or"
    COMMA = "comma"
    GAP = "gap"  # a word that belongs to no statement


@dataclass(frozen=True, slots=True)
class Atom:
    """One block: tokens `first` up to (not with) `last`, and what it is worth.

    `low` and `high` are hours (AMOUNT, CLOCK, PAUSE), how many (DAYS, TIMES, PERSONS), a share; None is an open end.
    `weeks` says in how many weeks it happens once.
    """

    sort: Sort
    first: int
    last: int
    low: float | None = None
    high: float | None = None
    weeks: float = 1
    sure: bool = True  # clock: told as one; days: by their names; pause: told whether it is paid
    doubtful: bool = False
    about: bool = False
    vague: bool = False
