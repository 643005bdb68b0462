"""Reads days of the week and how many of them: man-fre, tirsdag og torsdag, to formiddage, hver anden fredag."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.reading.numbers import read_span
from mailbot.reading.tokens import Tokens, at, behind
from mailbot.rulebook.roles import Role

_WEEK = 7
DAYS_BEGIN = frozenset({Role.EVERY, Role.WEEKDAY, Role.WEEKDAY_SHORT, Role.WORKDAYS})


@dataclass(frozen=True, slots=True)
class Days:
    """So many days, once in so many weeks. `named`: by their names, not only counted."""

    least: float
    most: float
    end: int
    named: bool
    weeks: float = 1


def read_days(tokens: Tokens, index: int) -> Days | None:
    """The days that begin at a token."""
    return _every(tokens, index) or _names(tokens, index) or _group(tokens, index) or _counted(tokens, index)


def _every(tokens: Tokens, index: int) -> Days | None:
    """`hver mandag`, `hver anden fredag`, `hver 2. torsdag`."""
    token = tokens[index]
    if not token.has(Role.EVERY):
        return None
    nth = at(tokens, index + 1)
    weeks, begin = 1.0, index + 1
    if token.has(Role.ORDINAL):
        weeks = token.meaning[Role.ORDINAL]
    elif nth.has(Role.ORDINAL):
        weeks, begin = nth.meaning[Role.ORDINAL], index + 2
    elif nth.is_number and nth.dotted:
        weeks, begin = float(nth.key), index + 2
    days = _names(tokens, begin) or _group(tokens, begin) or _dayparts(tokens, begin)
    if days is None or not 1 <= weeks <= 5:
        return None
    return Days(days.least, days.most, days.end, days.named, weeks)


def _dayparts(tokens: Tokens, index: int) -> Days | None:
    """`(hver) formiddag på hverdage`."""
    begin = _behind_daypart(tokens, index)
    return _group(tokens, behind(tokens, begin, Role.FILLER)) if begin > index else None


def _names(tokens: Tokens, index: int) -> Days | None:
    """`mandag, onsdag og fredag`, `man-fre`, `ma + ti`."""
    first = _name(tokens, index)
    if first is None:
        return None
    days, end, short = {first}, index + 1, _is_short(tokens, index)
    last, last_end = first, end
    while True:
        end = _behind_daypart(tokens, end)
        joint = _joint(tokens, end)
        side_by_side = (
            not (joint or short) and at(tokens, end).has(Role.WEEKDAY) and end == last_end
        )  # "mandag onsdag og fredag"
        after = _name(tokens, end + joint) if joint or side_by_side else None
        if after is None or _is_amount(tokens, end + joint):
            break
        ranged = at(tokens, end).key == "-" or at(tokens, end).has(Role.UP_TO)
        days |= set(_from_to(last, after)) if ranged else {after}
        last, end, short = after, end + joint + 1, False
        last_end = end
    if short and not _stands_for_a_day(tokens, index, end):
        return None
    return Days(len(days), len(days), end, named=True)


def _name(tokens: Tokens, index: int) -> int | None:
    token = at(tokens, index)
    day = token.meaning.get(Role.WEEKDAY, token.meaning.get(Role.WEEKDAY_SHORT))
    return None if day is None else int(day)


def _is_short(tokens: Tokens, index: int) -> bool:
    return not tokens[index].has(Role.WEEKDAY)


def _is_amount(tokens: Tokens, index: int) -> bool:
    """`to timer` in place of Thursday."""
    span = read_span(tokens, index)
    return span is not None and at(tokens, span.end).has(Role.HOUR)


def _joint(tokens: Tokens, index: int) -> int:
    """How many tokens join two days of a list; 0 where none do."""
    token = at(tokens, index)
    if token.key == "," and at(tokens, index + 1).has(Role.PLUS):
        return 2
    joins = token.key in (",", "-", "/", "+") or any(token.has(r) for r in (Role.PLUS, Role.UP_TO, Role.OR_ELSE))
    return int(joins)


def _from_to(first: int, last: int) -> list[int]:
    return [(first + step - 1) % _WEEK + 1 for step in range((last - first) % _WEEK + 1)]


def _behind_daypart(tokens: Tokens, index: int) -> int:
    return index + at(tokens, index).has(Role.DAYPART)


def _stands_for_a_day(tokens: Tokens, index: int, end: int) -> bool:
    """A lone abbreviation (`man`, `to`) is a day where it has its dot, a clock or a number behind it."""
    token, nxt = tokens[index], at(tokens, end)
    if token.has(Role.NUMBER) or not (token.dotted or nxt.is_number or nxt.has(Role.CLOCK)):
        return False
    return token.dotted or nxt.has(Role.CLOCK) or _another_near(tokens, end)


def _another_near(tokens: Tokens, index: int) -> bool:
    near = [at(tokens, i) for i in range(index, index + 7)] + [
        at(tokens, i) for i in range(max(0, index - 8), index - 1)
    ]
    interval = at(tokens, index + 1).key in ("-", ".", ":")
    return interval or any(t.has(Role.WEEKDAY) or t.has(Role.WEEKDAY_SHORT) for t in near)


def _group(tokens: Tokens, index: int) -> Days | None:
    """`hverdage`, `weekend`, `alle dage`; `fire hverdage` counts."""
    token = at(tokens, index)
    if token.has(Role.WORKDAYS):
        count = token.meaning[Role.WORKDAYS]
        return Days(count, count, _behind_daypart(tokens, index + 1), named=True)
    return None


def _counted(tokens: Tokens, index: int) -> Days | None:
    """`2 dage`, `to formiddage`, `fire hverdage`, `mindst to dage`."""
    index = behind(tokens, index, Role.LOWER, Role.UPPER, Role.ABOUT)
    span = read_span(tokens, index)
    if span is None or span.high is None or span.vague or span.high > _WEEK or span.low != int(span.low):
        return None
    noun = at(tokens, span.end)
    counts = any(noun.has(r) for r in (Role.DAY, Role.DAYPART, Role.WORKDAYS, Role.WEEKDAY))
    return Days(span.low, span.high, span.end + 1, named=False) if counts else None
