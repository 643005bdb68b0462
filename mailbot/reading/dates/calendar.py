"""Dates without a year, ISO weeks, Easter, days around a feast: arithmetic that never rolls a wrong date over."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from mailbot.rulebook.time import Occasion

_FRIDAY = 4
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Base:
    """The day that relative dates count from. `nearest`: a date without a year is the nearest, else the next."""

    today: dt.date
    nearest: bool = False

    def choose(self, candidates: list[dt.date], running: int = 0) -> dt.date | None:
        """The date that is meant among the same one of several years. It may have begun `running` days ago."""
        if self.nearest:
            return min(candidates, key=lambda d: abs((d - self.today).days), default=None)
        earliest = self.today - dt.timedelta(days=running)
        return min((d for d in candidates if d >= earliest), default=None)


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, None where there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def full_year(digits: str) -> int | None:
    """A year of two or four digits; None for anything else."""
    if len(digits) == 4:
        return int(digits) if digits[:2] in ("19", "20") else None
    return 2000 + int(digits) if len(digits) == 2 else None


def day_of_month(base: Base, month: int, day: int) -> dt.date | None:
    """The 15th of March without a year. A day that the meant year does not have (29 February) is none."""
    year = base.today.year + ((month, day) < (base.today.month, base.today.day))
    if base.nearest and 1 <= month <= 12:
        about = [dt.date(y, month, min(max(day, 1), 28)) for y in range(base.today.year - 1, base.today.year + 2)]
        year = (base.choose(about) or base.today).year
    return make_date(year, month, day)


def next_day(base: Base, day: int, weekday: int | None = None) -> dt.date | None:
    """The next date with that day of the month, and on that weekday where one is told."""
    for ahead in range(14):
        year, month = divmod(base.today.year * 12 + base.today.month - 1 + ahead, 12)
        date = make_date(year, month + 1, day)
        if date is not None and date >= base.today and weekday in (None, date.isoweekday()):
            return date
    return None


def month_start(base: Base, month: int) -> dt.date | None:
    """The first of that month: of the running one, else of the next of its name."""
    years = range(base.today.year - 1, base.today.year + 2)
    return base.choose([dt.date(y, month, 1) for y in years], running=base.today.day - 1)


def week_start(year: int, week: int) -> dt.date | None:
    """The Monday of an ISO week; None where the year has no such week (ISO 8601)."""
    try:
        return dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def next_week(base: Base, week: int) -> dt.date | None:
    """The Monday of the next such week; the running week counts."""
    years = range(base.today.year - 1, base.today.year + 7)
    mondays = [monday for year in years if (monday := week_start(year, week)) is not None]
    return base.choose(mondays, running=6)


def monday_of(date: dt.date) -> dt.date:
    """The Monday of that date's week."""
    return date - dt.timedelta(days=date.weekday())


def coming(today: dt.date, weekday: int) -> dt.date:
    """The next such weekday after today (1 Monday to 7 Sunday)."""
    return today + dt.timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last day where it has none."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date | None:
    """The nth such weekday of a month; the last for -1."""
    last = calendar.monthrange(year, month)[1]
    days = [d for n in range(1, last + 1) if (d := dt.date(year, month, n)).isoweekday() == weekday]
    return days[-1] if nth == -1 else days[nth - 1] if 0 < nth <= len(days) else None


def first_working_day(date: dt.date) -> dt.date:
    """That date, or the Monday after it at a weekend."""
    return date if date.weekday() <= _FRIDAY else monday_of(date) + _WEEK


def easter(year: int) -> dt.date:
    """Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return dt.date(year, month, day + 1)


def occasion_days(occasion: Occasion, year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a feast or a holiday in a year; one over New Year begins in it."""
    if occasion.easter is not None:
        sunday = easter(year)
        first, last = (sunday + dt.timedelta(days=n) for n in occasion.easter)
        return first, last
    if occasion.weeks is not None:
        return dt.date.fromisocalendar(year, occasion.weeks[0], 1), dt.date.fromisocalendar(year, occasion.weeks[1], 7)
    assert occasion.fixed is not None  # noqa: S101
    first, last = (_month_day(year, one) for one in occasion.fixed)
    return (first, last) if first <= last else (first, _month_day(year + 1, occasion.fixed[1]))


def _month_day(year: int, text: str) -> dt.date:
    """`02-29` is the last of February in other years."""
    month, day = int(text[:2]), int(text[3:])
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_occasion(base: Base, occasion: Occasion, *, after: bool) -> tuple[dt.date, dt.date]:
    """The days of the next one; `after`: of the next that is over after today."""
    for year in range(base.today.year - 1, base.today.year + 2):
        first, last = occasion_days(occasion, year)
        if first_working_day(last + dt.timedelta(days=1)) >= base.today if after else first >= base.today:
            return first, last
    return occasion_days(occasion, base.today.year + 2)
