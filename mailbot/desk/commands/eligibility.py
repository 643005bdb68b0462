"""Whether a workplace meets the conditions: decided by people, passed on by the bot."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.commands.payroll import tell_payroll
from mailbot.desk.places import given_up
from mailbot.desk.states import closed
from mailbot.model import ALIVE, Closing, LetterKind, State


def approve(order: Order) -> None:
    """`godkendt ROUTE`: eligible, by that employment route; open, or waiting where the pool is full."""
    case, route = order.case, order.command.route
    if route is None:
        raise Refused("route_missing")
    if case.route is route and (case.municipal or case.eligible):
        raise Refused("same_route")
    approved = replace(case, eligible=True, route=route)
    done = order.put_settled(approved) if case.state in ALIVE else order.put(approved)
    asks = letters.asks_of(order.docket, done)
    order.docket.send(letters.to_workplace(LetterKind.APPROVED, done, asks=asks))
    if done.state is State.FILLED:
        tell_payroll(order, "changed", order.today)


def reject(order: Order) -> None:
    """`afvist: REASON`: closed as rejected; the workplace hears the reason."""
    case = order.case
    rejected = closed(replace(case, eligible=False), Closing.REJECTED, order.text())
    done = order.put(rejected)
    order.docket.send(letters.to_workplace(LetterKind.REJECTED, done))
    given_up(order.docket, case)


def direction(order: Order) -> None:
    """`direktionen`: the question goes to the management, whose answer counts the same way."""
    to = order.docket.office.people.direction
    if to is None:
        raise Refused("no_direction")
    order.note(to)
    order.docket.send(
        letters.to_coordinators(
            order.docket,
            LetterKind.ELIGIBILITY,
            order.case,
            to=(to,),
            occasion="direction",
            commands=("approve", "reject"),
        )
    )
