"""What payroll has to do for a filled case: a checklist by employment route, and again whenever it changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.calendar import working_day_from
from mailbot.desk.docket import Docket
from mailbot.desk.history import told
from mailbot.desk.office import Office
from mailbot.desk.wording import day_said
from mailbot.model import Case, Change, Draft, LetterKind, Reason, Route

_NEW = {
    Route.KOMMUNAL: ("hire", "contract", "insured_by_municipality"),
    Route.FORENING: ("hire", "contract", "posting", "insured_by_municipality"),
    Route.INSTITUTION: ("hired_by_workplace", "transfer", "refund", "insured_by_workplace"),
}
_ENDED = {
    Route.KOMMUNAL: ("stop_wage",),
    Route.FORENING: ("stop_wage", "stop_posting"),
    Route.INSTITUTION: ("stop_transfer",),
}
_CHANGED = {
    Route.KOMMUNAL: ("change_wage",),
    Route.FORENING: ("change_wage", "change_posting"),
    Route.INSTITUTION: ("change_transfer",),
}
_LISTS = {"new": _NEW, "changed": _CHANGED, "ended": _ENDED}


def notice(docket: Docket, case: Case, occasion: str, since: dt.date, changes: tuple[Change, ...]) -> Draft | None:
    """The `payroll_notice`: `new`, `changed`, `ended` or `taken_back`. None where payroll has no address."""
    to = docket.office.people.payroll
    if to is None:
        return None
    rerouted = occasion == "changed" and any(change.field == "route" for change in changes)
    return letters.to_coordinators(
        docket,
        LetterKind.PAYROLL_NOTICE,
        case,
        to=(to,),
        changes=changes,
        occasion=occasion,
        reasons=checklist(case, "new" if rerouted else occasion, docket.office),
        due=since,
    )


def told_later(case: Case, docket: Docket) -> Case:
    """An end that has come: payroll hears of it on the next working day, unless it is taken back before."""
    rules = docket.office.rules.scheme.working_days
    return replace(case, payroll_due=working_day_from(docket.today + dt.timedelta(days=1), rules))


def tell_of_end(docket: Docket, case: Case) -> Case:
    """Adds the notice that was put off; the case as it is now, without it."""
    day = case.ends or docket.today
    draft = notice(docket, case, "ended", day, (Change(case.number, "ends", None, told(day)),))
    if draft is not None:
        docket.send(draft)
        docket.note(case, "history.payroll", ", ".join(draft.to))
    return docket.put(case, replace(case, payroll_due=None), "history.payroll")


def checklist(case: Case, occasion: str, office: Office) -> tuple[Reason, ...]:
    """What is to be done, in order: for a new case (or a new route), after a change, or at the end."""
    codes = _LISTS.get(occasion, {}).get(case.route, ()) if case.route else ()
    return tuple(
        Reason(f"payroll.{code}", _values(code, case, office)) for code in codes if _applies(code, case, office)
    )


def _applies(code: str, case: Case, office: Office) -> bool:
    law, hours = office.rules.office.law, case.fixed_hours or case.filled_hours or 0
    return code != "contract" or hours > law.contract_over_hours


def _values(code: str, case: Case, office: Office) -> tuple[tuple[str, str], ...]:
    if code == "contract" and case.filled_from is not None:
        last = case.filled_from + dt.timedelta(days=office.rules.office.law.contract_days)
        return (("day", day_said(last, office)), ("law", office.rules.office.law.contract))
    return ()
