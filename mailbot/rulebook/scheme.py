"""Schema of rules/scheme.toml: the numbers of the scheme, its days and its limits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from mailbot.config import Pools
from mailbot.entries import Whole
from mailbot.rulebook.schema import Rules


def _day_of_the_year(text: str) -> str:
    try:
        dt.datetime.strptime(f"2028-{text}", "%Y-%m-%d")  # noqa: DTZ007 - a leap year: 02-29 is a day
    except ValueError:
        raise ValueError(f'{text!r} is no day of the year; write it like "12-24"') from None
    return text


Count = Annotated[Whole, Field(ge=1)]
DayOfTheYear = Annotated[str, AfterValidator(_day_of_the_year)]  # MM-DD


class Reminders(Rules):
    """When a workplace that does not answer is reminded; days after the last query."""

    days: tuple[Count, ...]
    give_up_after: Count
    ask_at_most: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.days) != sorted(set(self.days)) or (self.days and self.give_up_after <= self.days[-1]):
            raise ValueError("days have to grow, and give_up_after has to come after the last of them")
        return self


class FollowUps(Rules):
    """When coordinators are asked about a placement."""

    placement_check_days: Count
    rhythm_weeks: tuple[Count, ...]
    interview_months: Count
    status_months: Count
    grant_months: Count


class Limits(Rules):
    """How many letters may go out, whatever arrives."""

    per_address_a_day: Count
    per_case_a_day: Count
    per_domain_a_day: Count
    an_hour_in_all: Count


class WorkingDays(Rules):
    """Days on which offices are closed beside Saturdays, Sundays and the holidays that move with Easter."""

    fixed: tuple[DayOfTheYear, ...]
    from_easter: tuple[Whole, ...]  # days after Easter Sunday

    def closed(self, day: dt.date) -> bool:
        """The fixed days only; the moving ones need Easter (see desk/calendar.py)."""
        return day.strftime("%m-%d") in self.fixed


class Digest(Rules):
    """What the digest looks ahead to."""

    starts_within_days: Count


class SchemeRules(Rules):
    """All of rules/scheme.toml."""

    decided: dt.date
    pools: Pools
    reminders: Reminders
    follow_ups: FollowUps
    limits: Limits
    working_days: WorkingDays
    digest: Digest
    public_mail_hosts: tuple[str, ...]
