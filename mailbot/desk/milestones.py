"""When the coordinators are asked how a placement goes: first months, interview, status, the grant's end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mailbot.desk.calendar import add_months, working_day_from
from mailbot.desk.office import Office
from mailbot.desk.wording import day_said, number_said
from mailbot.model import Case, Reason


@dataclass(frozen=True, slots=True)
class Milestone:
    """One follow-up of a filled case."""

    occasion: str  # weeks, interview, status, grant_end
    due_on: dt.date  # a working day
    reason: Reason


def milestones(case: Case, office: Office) -> tuple[Milestone, ...]:
    """All of a filled case, earliest first; none for a case that has not begun, or from its end on.

    What lay before the case was known to the bot (it was taken over from a list) is not asked about afterwards.
    """
    if case.filled_from is None:
        return ()
    first, scheme = case.filled_from, office.rules.scheme
    weeks = [_weeks(first, count, office) for count in scheme.follow_ups.rhythm_weeks]
    months = scheme.follow_ups
    later = [
        _months("interview", first, months.interview_months, office),
        _months("status", first, months.status_months, office),
        _months("grant_end", first, months.grant_months, office),
    ]
    known_from = case.created.astimezone(office.zone).date()
    return tuple(
        m
        for m in sorted([*weeks, *later], key=lambda m: m.due_on)
        if m.due_on >= known_from and (case.ends is None or m.due_on < case.ends)
    )


def _weeks(first: dt.date, weeks: int, office: Office) -> Milestone:
    due = working_day_from(first + dt.timedelta(weeks=weeks), office.rules.scheme.working_days)
    return Milestone("weeks", due, Reason("follow_up.weeks", (("weeks", str(weeks)),)))


def _months(occasion: str, first: dt.date, months: int, office: Office) -> Milestone:
    day = add_months(first, months)
    told = (("years", number_said(months / 12, office)), ("day", day_said(day, office)))
    due = working_day_from(day, office.rules.scheme.working_days)
    return Milestone(occasion, due, Reason(f"follow_up.{occasion}", told))
