"""Reads in how many weeks something happens once: om ugen, hver anden uge, i lige uger, om måneden, pr. år."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.reading.tokens import Token, Tokens, at
from mailbot.rulebook.roles import Role

WEEKS = {Role.WEEK: 1.0, Role.MONTHS: 52 / 12, Role.QUARTER: 13.0, Role.HALF_YEAR: 26.0, Role.YEAR: 52.0}
_ADJECTIVES = {Role.WEEKLY: 1.0, Role.MONTHLY: 52 / 12, Role.YEARLY: 52.0}
PERIOD_BEGINS = frozenset({*_ADJECTIVES, Role.PER, Role.EVERY, Role.OTHER_WEEKS, Role.SPLIT})


@dataclass(frozen=True, slots=True)
class Weeks:
    """Once in so many weeks."""

    weeks: float
    end: int


def read_weeks(tokens: Tokens, index: int) -> Weeks | None:
    """The period that begins at a token."""
    token = tokens[index]
    for role, weeks in _ADJECTIVES.items():
        if token.has(role):
            return Weeks(weeks, index + 1)
    other = index + token.has(Role.PER)
    if at(tokens, other).has(Role.OTHER_WEEKS):
        return Weeks(2.0, other + 1)
    if token.has(Role.EVERY):
        return _every(tokens, index)
    if token.has(Role.PER) or token.has(Role.SPLIT):
        return _per(tokens, index)
    return None


def _per(tokens: Tokens, index: int) -> Weeks | None:
    """`om ugen`, `pr. uge`, `/uge`, `i den uge`."""
    nxt = at(tokens, index + 1)
    noun = index + 1 + (nxt.has(Role.PER) and _noun(nxt) is None)
    if nxt.is_number and len(nxt.key) <= 2 and at(tokens, index + 2).has(Role.DAY):  # "over 14 dage"
        return _nth(tokens, index + 2, float(nxt.key))
    weeks = _noun(at(tokens, noun))
    counted = at(tokens, noun + 1).is_number and not at(tokens, noun + 2).has(Role.HOUR)
    if weeks is None or counted:  # "i uge 12"
        return None
    return Weeks(weeks, noun + 1)


def _every(tokens: Tokens, index: int) -> Weeks | None:
    """`hver uge`, `hver anden uge`, `hver 14. dag`, `hver tredje uge`."""
    first = tokens[index]
    nth = at(tokens, index + 1)
    if Role.ORDINAL in first.meaning:  # hveranden
        return _nth(tokens, index + 1, first.meaning[Role.ORDINAL])
    weeks = _noun(nth)
    if weeks is not None:
        return Weeks(weeks, index + 2)
    if nth.is_number and len(nth.key) <= 2:
        return _nth(tokens, index + 2, float(nth.key))
    if nth.has(Role.ORDINAL):
        return _nth(tokens, index + 2, nth.meaning[Role.ORDINAL])
    return _nth(tokens, index + 2, nth.meaning[Role.NUMBER]) if nth.has(Role.NUMBER) else None


def _nth(tokens: Tokens, noun: int, count: float) -> Weeks | None:
    token = at(tokens, noun)
    if token.has(Role.DAY):
        return Weeks(count / 7, noun + 1) if count % 7 == 0 and count else None
    weeks = _noun(token)
    return Weeks(weeks * count, noun + 1) if weeks is not None and count else None


def _noun(token: Token) -> float | None:
    return next((weeks for role, weeks in WEEKS.items() if token.has(role)), None)


def read_per_day(tokens: Tokens, index: int) -> int | None:
    """Behind `om dagen`, `pr. dag`, `dagligt`, `hver dag`; None where no such words stand."""
    token = tokens[index]
    if token.has(Role.DAILY):
        return index + 1
    noun = at(tokens, index + 1)
    if token.has(Role.EVERY) and noun.has(Role.DAYPART):
        return index + 2
    return index + 2 if (token.has(Role.PER) or token.has(Role.EVERY)) and noun.has(Role.DAY) else None
