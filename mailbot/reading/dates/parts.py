"""Reads a part of a month or a certain weekday of it: primo marts, sidst i næste måned, første mandag i februar."""

from __future__ import annotations

import datetime as dt

from mailbot.reading.dates.calendar import add_months, make_date, month_start, nth_weekday
from mailbot.reading.dates.reads import APPROX, DAY, Read, Setting, month_at, year_behind
from mailbot.reading.tokens import Tokens, at, behind
from mailbot.rulebook.roles import Role


def read_part(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`primo marts`, `i starten af marts`, `midt i næste måned`, `sidst på måneden`."""
    part = _part(tokens, index, setting)
    if part is None:
        return None
    place = behind(tokens, index + 1, Role.FILLER)
    first, end = which_month(tokens, place, setting)
    if first is None:
        return None
    date = first.replace(day=part)
    if date < setting.base.today and not setting.base.nearest and not at(tokens, end - 1).is_number:
        date = _later(date, setting.base.today, at(tokens, place).has(Role.MONTHS))
    return Read(end, "date.part", date, APPROX)


def _later(date: dt.date, today: dt.date, of_this_month: bool) -> dt.date:
    """The same part of the next such month, where this one's is long over."""
    if (today - date).days <= 10:
        return date
    return add_months(date, 1 if of_this_month else 12)


def _part(tokens: Tokens, index: int, setting: Setting) -> int | None:
    token = at(tokens, index)
    if token.has(Role.EARLY):
        return setting.rules.early_day
    if token.has(Role.MIDDLE):
        return setting.rules.middle_day
    return setting.rules.late_day if token.has(Role.LATE) else None


def which_month(tokens: Tokens, index: int, setting: Setting) -> tuple[dt.date | None, int]:
    """The first of the month that stands there, and the place behind it."""
    today = setting.base.today
    month = month_at(tokens, index)
    if month is not None:
        end = index + 1 + at(tokens, index + 1).has(Role.MONTH_WORD)
        year, end = year_behind(tokens, end, two_digits=False)
        return (make_date(year, month, 1) if year else month_start(setting.base, month)), end
    if at(tokens, index).has(Role.NEXT_MONTH):
        return add_months(today.replace(day=1), 1), index + 1
    if at(tokens, index).has(Role.MONTHS) or at(tokens, index).has(Role.THIS_MONTH):
        return today.replace(day=1), index + 1
    return None, index


def read_nth_weekday(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`første mandag i februar`, `første hverdag i januar`, `sidste fredag i marts`."""
    token, day = at(tokens, index), at(tokens, index + 1)
    nth = -1 if token.has(Role.LAST) else token.meaning.get(Role.ORDINAL)
    if nth is None or not (day.has(Role.WEEKDAY) or day.has(Role.WORKING_DAY)):
        return None
    place = behind(tokens, index + 2, Role.FILLER)
    first, end = which_month(tokens, place, setting)
    if first is None or place == index + 2:
        return None
    for month in (first, add_months(first, 1 if at(tokens, place).has(Role.MONTHS) else 12)):
        date = _nth(month, day.meaning.get(Role.WEEKDAY), int(nth))
        if date is not None and (date >= setting.base.today or setting.base.nearest):
            return Read(end, "date.nth_weekday", date, DAY)
    return None


def _nth(month: dt.date, weekday: float | None, nth: int) -> dt.date | None:
    if weekday is not None:
        return nth_weekday(month.year, month.month, int(weekday), nth)
    days = (month + dt.timedelta(days=n) for n in range(28))
    working = [d for d in days if d.weekday() < 5 and (d.month, d.day) != (1, 1)]
    return working[nth - 1] if 0 < nth <= len(working) else None
