"""Danish working days, checked against a table that others keep."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest

from mailbot.desk.calendar import add_months, easter, is_working_day, working_day_from
from tests.desk.builders import rules


@pytest.mark.parametrize("year", range(2024, 2041))
def test_working_days_are_those_without_public_holidays_and_the_further_days(year: int) -> None:
    public = holidays.country_holidays("DK", years=year)
    day = dt.date(year, 1, 1)
    while day.year == year:
        further = day.strftime("%m-%d") in ("06-05", "12-24", "12-31")
        expected = day.weekday() < 5 and day not in public and not further
        assert is_working_day(day, rules().scheme.working_days) is expected, day
        day += dt.timedelta(days=1)


def test_easter_of_some_years() -> None:
    assert [easter(y).isoformat() for y in (2024, 2027, 2038, 2076)] == [
        "2024-03-31",
        "2027-03-28",
        "2038-04-25",
        "2076-04-19",
    ]


def test_months_are_clipped_to_the_month() -> None:
    assert add_months(dt.date(2026, 8, 31), 30) == dt.date(2029, 2, 28)
    assert add_months(dt.date(2024, 2, 29), 60) == dt.date(2029, 2, 28)
    assert add_months(dt.date(2026, 12, 1), 54) == dt.date(2031, 6, 1)


def test_a_day_before_easter_waits_until_after_it() -> None:
    assert working_day_from(dt.date(2027, 3, 25), rules().scheme.working_days) == dt.date(2027, 3, 30)
