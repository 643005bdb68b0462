"""Payroll hears of what a command changed in a filled case."""

from __future__ import annotations

import datetime as dt

from mailbot.desk import payroll
from mailbot.desk.commands.order import Order
from mailbot.desk.wording import day_said
from mailbot.model import Case


def tell_payroll(order: Order, occasion: str, since: dt.date) -> None:
    """Adds the `payroll_notice`: `new`, `changed` or `ended`. Without an address the coordinator hears so."""
    draft = payroll.notice(order.docket, order.case, occasion, since, order.docket.changes(order.case))
    if draft is None:
        order.tell("no_payroll")
    else:
        order.docket.send(draft)


def tell_payroll_later(order: Order, ended: Case) -> Case:
    """The closed case, of whose end payroll hears on the next working day."""
    if order.docket.office.people.payroll is None:
        order.tell("no_payroll")
        return ended
    later = payroll.told_later(ended, order.docket)
    if later.payroll_due is not None:
        order.tell("payroll_later", day=day_said(later.payroll_due, order.docket.office))
    return later
