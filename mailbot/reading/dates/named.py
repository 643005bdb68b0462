"""Reads dates with a month's name (`den 1. marts 2027`, `March 1st`, `1.-15. marts`, `primo marts`), and `den 1.`."""

from __future__ import annotations

import datetime as dt

from mailbot.reading.dates.calendar import (
    Base,
    add_months,
    day_of_month,
    make_date,
    month_start,
    next_day,
)
from mailbot.reading.dates.numeric import precision_of
from mailbot.reading.dates.parts import read_nth_weekday, read_part
from mailbot.reading.dates.reads import (
    APPROX,
    MONTH,
    Read,
    Setting,
    counts_something,
    month_at,
    number_at,
    year_behind,
)
from mailbot.reading.tokens import Tokens, at, behind
from mailbot.rulebook.roles import Role

NAMED_BEGINS = frozenset(
    {
        Role.BETWEEN, Role.ORDINAL, Role.THE_DAY, Role.STARTING, Role.EARLY, Role.MIDDLE, Role.LATE, Role.LAST,
        Role.MONTH, Role.MONTH_SHORT,
    }
)  # fmt: skip


def read_named(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """The date with a month's name that begins at a token."""
    return (
        _day_range(tokens, index, setting)
        or _day_month(tokens, index, setting)
        or read_part(tokens, index, setting)
        or _month_first(tokens, index, setting)
        or read_nth_weekday(tokens, index, setting)
        or _day_alone(tokens, index, setting)
    )


# --- day and month ------------------------------------------------------------------------------------------------


def _day(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """A day of the month (`1.`, `1`, `1ste`, `første`), and the place behind it."""
    token = at(tokens, index)
    day = number_at(tokens, index)
    if day is None:
        nth = token.meaning.get(Role.ORDINAL)
        return (None if nth is None else int(nth)), index + 1
    mark = at(tokens, index + 1)
    return day, index + 1 + (mark.has(Role.ORDINAL_MARK) and mark.glued)


def _dated(base: Base, year: int | None, month: int, day: int) -> dt.date | None:
    return make_date(year, month, day) if year else day_of_month(base, month, day)


def _day_month(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`1. marts 2027`, `1st of March`."""
    day, end = _day(tokens, index)
    if day is None or _is_rest_of_number(tokens, index):
        return None
    place = behind(tokens, end, Role.WITHIN, Role.THE_DAY) if at(tokens, end).has(Role.WITHIN) else end
    month = month_at(tokens, place)
    if month is None:
        return None
    year, end = year_behind(tokens, place + 1)
    return Read(end, "date.day", _dated(setting.base, year, month, day))


def _is_rest_of_number(tokens: Tokens, index: int) -> bool:
    before = at(tokens, index - 1)
    return at(tokens, index).glued and (before.key in (",", ".", ":", "/") or before.is_number)


def _day_range(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`1.-15. marts`, `12. til 30. juli`, `mellem 1. og 15. marts`, `1. marts - 15. april`."""
    begin = index + at(tokens, index).has(Role.BETWEEN)
    begin = behind(tokens, begin, Role.THE_DAY) if begin > index else begin
    first, end = _day(tokens, begin)
    if first is None or _is_rest_of_number(tokens, begin):
        return None
    own_month = month_at(tokens, end)
    own_year, end = year_behind(tokens, end + 1) if own_month else (None, end)
    joint = at(tokens, end)
    joins = joint.key == "-" or joint.has(Role.UP_TO) or (joint.has(Role.PLUS) and begin > index)
    last, last_end = _day(tokens, behind(tokens, end + 1, Role.THE_DAY))
    month = month_at(tokens, last_end)
    if not joins or last is None or month is None:
        return None
    year, last_end = year_behind(tokens, last_end + 1)
    start = _dated(setting.base, own_year or (year if own_month in (None, month) else None), own_month or month, first)
    stop = make_date(start.year + ((month, last) < (start.month, start.day)), month, last) if start else None
    precision = APPROX if begin > index else precision_of(start, stop)
    return Read(last_end, "date.range", start, precision)


def _month_first(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`marts den 1.`, `March 1st`, and the month alone: `marts`, `marts 2027`, `maj/juni`."""
    month = month_at(tokens, index)
    if month is None:
        return None
    place = behind(tokens, index + 1, Role.THE_DAY)
    day, end = _day(tokens, place)
    number = at(tokens, place).is_number
    marked = end > place + 1 or (number and (place > index + 1 or _ends_there(tokens, place, end)))
    if day is not None and marked:
        year, end = year_behind(tokens, end)
        return Read(end, "date.day", _dated(setting.base, year, month, day))
    return _month(tokens, index, month, setting)


def _month(tokens: Tokens, index: int, month: int, setting: Setting) -> Read | None:
    end = index + 1
    joint = at(tokens, end)
    if (joint.key in ("/", "-") or joint.has(Role.UP_TO)) and month_at(tokens, end + 1) is not None:
        end += 2
    end += at(tokens, end).has(Role.MONTH_WORD)
    year, end = year_behind(tokens, end, two_digits=False)
    short = not tokens[index].has(Role.MONTH) and year is None
    if short and (not setting.labelled or tokens[index].has(Role.OCCASION)):  # "efter jul" is after Christmas
        return None
    date = make_date(year, month, 1) if year else month_start(setting.base, month)
    return Read(end, "date.month", date, MONTH)


# --- a day without its month --------------------------------------------------------------------------------------


def _day_alone(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`den 1.`, `d. 15. ds.`, `den første i måneden`, `mandag den 19.`: the next such day."""
    lead = at(tokens, index)
    day, end = _day(tokens, index + 1)
    led = lead.has(Role.THE_DAY) or (lead.has(Role.STARTING) and at(tokens, index + 1).dotted)
    if not led or day is None or not 1 <= day <= 31 or _day_month(tokens, index + 1, setting) is not None:
        return None
    date, end = _in_which_month(tokens, day, end, setting)
    if date is not None:
        return Read(end, "date.day", date)
    weekday = _weekday_before(tokens, index)
    ordinal = not at(tokens, index + 1).is_number
    if ordinal or counts_something(tokens, end) or not _ends_there(tokens, index + 1, end):
        return None
    date = next_day(setting.base, day, weekday) or next_day(setting.base, day)
    return Read(end, "date.day_alone", date, bare=weekday is None)


def _in_which_month(tokens: Tokens, day: int, end: int, setting: Setting) -> tuple[dt.date | None, int]:
    first = setting.base.today.replace(day=1)
    token = at(tokens, end)
    if token.has(Role.THIS_MONTH):
        return make_date(first.year, first.month, day), end + 1
    if token.has(Role.NEXT_MONTH):
        after = add_months(first, 1)
        return make_date(after.year, after.month, day), end + 1
    place = behind(tokens, end, Role.FILLER)
    if place > end and at(tokens, place).has(Role.MONTHS):
        return next_day(setting.base, day), place + 1
    return None, end


def _weekday_before(tokens: Tokens, index: int) -> int | None:
    place = index - 1 - (at(tokens, index - 1).key == ",")
    token = at(tokens, place)
    weekday = token.meaning.get(Role.WEEKDAY, token.meaning.get(Role.WEEKDAY_SHORT))
    return None if weekday is None else int(weekday)


def _ends_there(tokens: Tokens, index: int, end: int) -> bool:
    """Nothing follows that the number could belong to (`den 3. person`)."""
    nxt = at(tokens, end)
    if nxt.has(Role.MONTH) or nxt.has(Role.MONTH_SHORT):
        return False
    if nxt.key in (".", ",", ":") and at(tokens, end + 1).is_number and at(tokens, end + 1).glued:
        return False
    if not nxt.key or nxt.lines or nxt.capital or not nxt.key.isalnum():
        return nxt.key not in ("/", "-", "%", ":")
    return at(tokens, index).is_number and (nxt.has(Role.FILLER) or nxt.has(Role.COUNTED))
