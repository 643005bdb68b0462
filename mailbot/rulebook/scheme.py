"""Schema of rules/scheme.toml: the numbers of the scheme, its days and its limits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from mailbot.config import Pools
from mailbot.rulebook.schema import Rules

Count = Annotated[int, Field(ge=1)]


class Reminders(Rules):
    """When a workplace that does not answer is reminded; days after the last query."""

    days: tuple[Count, ...]
    give_up_after: Count
    ask_at_most: Count


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

    fixed: tuple[Annotated[str, Field(pattern=r"^\d\d-\d\d$")], ...]  # MM-DD
    from_easter: tuple[int, ...]  # days after Easter Sunday

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
