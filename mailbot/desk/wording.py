"""Numbers and days as values of reasons: the job centre's own sentences are Danish, whoever reads them."""

from __future__ import annotations

import datetime as dt

from mailbot.desk.office import Office


def number_said(number: float, office: Office) -> str:
    """Like `4` or `4,5`."""
    return f"{round(number, 2):g}".replace(".", office.rules.wording.da.decimal)


def day_said(day: dt.date, office: Office) -> str:
    """Like `1. marts 2027`."""
    words = office.rules.wording.da
    names = {"month": words.months[day.month - 1], "weekday": words.weekdays[day.weekday()]}
    return words.dates.day.format_map({"day": day.day, "year": day.year, "week": day.isocalendar().week} | names)
