"""Values that the job centre sets: its own hours, the start, the contact."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.commands.payroll import tell_payroll
from mailbot.desk.commands.places import need_place
from mailbot.desk.places import fell_free
from mailbot.desk.quota import pool_for
from mailbot.desk.wording import number_said
from mailbot.model import HOLDING, Case, Evidence, Field, Start, StartKind, State, Value

_MOST = 37.0


def hours(order: Order) -> None:
    """`timer N`: the hours that the job centre fixes. A case that holds a place moves to the pool that they fit."""
    case, wanted = order.case, order.command.hours
    if wanted is None or not 0 < wanted <= _MOST:
        raise Refused("hours_missing")
    fixed = replace(case, fixed_hours=wanted)
    here, fitting = order.docket.office.pool(case.pool), pool_for(wanted, order.docket.office.pools)
    too_many = here is not None and wanted > here.max_hours
    if case.state not in HOLDING or not too_many:
        order.put(fixed)
        if too_many:
            order.tell(
                "hours_over_pool", hours=number_said(wanted, order.docket.office), pool=here.name if here else ""
            )
    else:
        if fitting is None:
            raise Refused("hours_over_all", hours=number_said(wanted, order.docket.office))
        need_place(order, fitting.name)
        order.put(replace(fixed, pool=fitting.name, pool_fixed=True))
        fell_free(order.docket, case.pool)
        order.tell("moved_pool", pool=fitting.name)
    if case.state is State.FILLED and case.fixed_hours != wanted:
        tell_payroll(order, "changed", order.today)


def start(order: Order) -> None:
    """`start DATE`: when the job begins; of a filled case, from when it is filled."""
    case, day = order.case, order.day()
    value = _value(order, Start(StartKind.DATE, order.command.line, day, "day"))
    case = replace(case, offer=case.offer.with_value(Field.START, value))
    if case.state is not State.FILLED:
        order.put_settled(case)
        return
    if case.ends is not None and day > case.ends:
        raise Refused("ends_before_start")
    order.put(replace(case, filled_from=day))
    tell_payroll(order, "changed", day)


def contact(order: Order) -> None:
    """`kontakt NAME[, PHONE][, MAIL]`: another name takes the former one's phone and mail away with it."""
    command, case = order.command, order.case
    if not command.contact_name.strip():
        raise Refused("contact_missing")
    given = {
        Field.CONTACT_NAME: command.contact_name.strip(),
        Field.CONTACT_PHONE: command.contact_phone.strip(),
        Field.CONTACT_EMAIL: command.contact_email.strip().lower(),
    }
    other = _text(case, Field.CONTACT_NAME).casefold() != given[Field.CONTACT_NAME].casefold()
    offer = case.offer
    for name, text in given.items():
        if text or (other and name is not Field.CONTACT_NAME and not _is_writer(case, name)):
            offer = offer.with_value(name, _value(order, text) if text else None)
    email = given[Field.CONTACT_EMAIL]
    ours = {order.docket.office.address, *order.docket.office.people.all}
    parties = tuple(dict.fromkeys((*case.parties, *([email] if email and email not in ours else []))))
    order.put_settled(replace(case, offer=offer, parties=parties))


def _value(order: Order, value: str | Start) -> Value:
    line = order.command.line
    return Value(value, Evidence(line, "body", 0, len(line), f"command.{order.command.name}"))


def _text(case: Case, name: Field) -> str:
    value = case.offer.get(name)
    return str(value.value) if value is not None else ""


def _is_writer(case: Case, name: Field) -> bool:
    """The workplace's own address stays, whoever its contact is."""
    return name is Field.CONTACT_EMAIL and _text(case, name) == case.writer
