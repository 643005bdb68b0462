"""What payroll has to do for a filled case: a checklist by employment route, and again whenever it changes."""

from __future__ import annotations

import datetime as dt

from mailbot.desk import letters
from mailbot.desk.commands.order import Order
from mailbot.desk.office import Office
from mailbot.desk.wording import day_said
from mailbot.model import Case, LetterKind, Reason, Route

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


def tell_payroll(order: Order, occasion: str, since: dt.date) -> None:
    """Adds the `payroll_notice`: `new`, `changed` or `ended`. Without an address the coordinator hears so."""
    to = order.docket.office.people.payroll
    if to is None:
        order.tell("no_payroll")
        return
    case, changes = order.case, order.docket.changes(order.case)
    rerouted = occasion == "changed" and any(change.field == "route" for change in changes)
    order.docket.send(
        letters.to_coordinators(
            order.docket,
            LetterKind.PAYROLL_NOTICE,
            case,
            to=(to,),
            changes=changes,
            occasion=occasion,
            reasons=checklist(case, "new" if rerouted else occasion, order.docket.office),
            due=since,
        )
    )


def checklist(case: Case, occasion: str, office: Office) -> tuple[Reason, ...]:
    """What is to be done, in order: for a new case (or a new route), after a change, or at the end."""
    codes = _LISTS[occasion].get(case.route, ()) if case.route else ()
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
