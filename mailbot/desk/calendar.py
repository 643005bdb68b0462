"""Danish working days, and months added to a day."""

from __future__ import annotations

import calendar
import datetime as dt

from mailbot.rulebook.scheme import WorkingDays

_SATURDAY = 5


def easter(year: int) -> dt.date:
    """Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return dt.date(year, f // 31, f % 31 + 1)


def is_working_day(day: dt.date, rules: WorkingDays) -> bool:
    """Monday to Friday, without public holidays and the further days in the rules."""
    if day.weekday() >= _SATURDAY or rules.closed(day):
        return False
    return (day - easter(day.year)).days not in rules.from_easter


def working_day_from(day: dt.date, rules: WorkingDays) -> dt.date:
    """The first working day on or after a day."""
    while not is_working_day(day, rules):
        day += dt.timedelta(days=1)
    return day


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
