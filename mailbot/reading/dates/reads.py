"""What a reader of dates hands on, and the steps that several of them share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from mailbot.model import StartKind
from mailbot.reading.dates.calendar import Base, full_year
from mailbot.reading.tokens import Tokens, at
from mailbot.rulebook.roles import Role
from mailbot.rulebook.time import DateRules

DAY, WEEK, MONTH, APPROX = "day", "week", "month", "approx"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a date is read in the light of."""

    base: Base
    rules: DateRules
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A start among the tokens, up to (not with) `end`.

    A read without a date is an impossible one (31/2): its words are used up, so that no part of them is read
    as another date.
    """

    end: int
    rule: str
    date: dt.date | None = None
    precision: str = DAY
    kind: StartKind = StartKind.DATE
    doubtful: bool = False
    bare: bool = False  # counts only behind a label or a word for the start


@dataclass(frozen=True, slots=True)
class Placed:
    """A read with its first token."""

    first: int
    read: Read


Reader = Callable[[Tokens, int, Setting], "Read | None"]


def number_at(tokens: Tokens, index: int, longest: int = 2) -> int | None:
    """The whole number of a token."""
    token = at(tokens, index)
    return int(token.key) if token.is_number and len(token.key) <= longest else None


def month_at(tokens: Tokens, index: int, *, short: bool = True) -> int | None:
    """The month of a token."""
    token = at(tokens, index)
    month = token.meaning.get(Role.MONTH)
    if month is None and short:
        month = token.meaning.get(Role.MONTH_SHORT)
    return None if month is None else int(month)


def year_behind(tokens: Tokens, index: int, *, two_digits: bool = True) -> tuple[int | None, int]:
    """A year that stands at a token (behind a comma or a sign too), and the place behind it."""
    signed = at(tokens, index).key in (",", "-", "/", "'", ".")
    place = index + signed
    token = at(tokens, place)
    if not token.is_number or token.lines or (signed and at(tokens, index).key != "," and not token.glued):
        return None, index
    if len(token.key) == 4:
        year = full_year(token.key)
        return (year, place + 1) if year else (None, index)
    if len(token.key) == 2 and two_digits and 20 <= int(token.key) < 60 and not _counts(tokens, place):
        return full_year(token.key), place + 1
    return None, index


def _counts(tokens: Tokens, place: int) -> bool:
    """Something is counted by that number: it is no year."""
    nxt = at(tokens, place + 1)
    return nxt.has(Role.COUNTED) or nxt.is_number or nxt.key in ("-", "/", ":", "%") or nxt.has(Role.MONTH)


def counts_something(tokens: Tokens, index: int) -> bool:
    """Behind a number stands what it counts."""
    return at(tokens, index).has(Role.COUNTED)
