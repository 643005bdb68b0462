"""A case ends, or is opened again."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk.commands.order import Order
from mailbot.desk.commands.payroll import tell_payroll
from mailbot.desk.places import given_up
from mailbot.desk.states import closed, settled
from mailbot.model import Closing, State


def close(order: Order) -> None:
    """`luk: REASON`: closed as lapsed."""
    _close(order, Closing.LAPSED)


def withdraw(order: Order) -> None:
    """`trukket: REASON`: withdrawn by telephone."""
    _close(order, Closing.WITHDRAWN)


def reopen(order: Order) -> None:
    """`genåbn`: a closed case stands again where its values put it; who filled it is forgotten, the offer is not."""
    case = order.case
    fresh = replace(
        case,
        state=State.AWAITING_INFORMATION,
        reason=None,
        reason_text=None,
        eligible=case.eligible or None,
        reference=None,
        filled_from=None,
        filled_hours=None,
        ends=None,
        payroll_due=None,
    )
    order.put(settled(fresh, order.docket))
    if case.payroll_due is not None:
        order.tell("payroll_unaware")


def _close(order: Order, why: Closing) -> None:
    case = order.case
    order.put(closed(case, why, order.text()))
    if case.state is State.FILLED:
        tell_payroll(order, "ended", order.today)
    given_up(order.docket, case)
