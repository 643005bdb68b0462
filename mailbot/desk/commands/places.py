"""Places: reserved, given back, filled, ended, and counted in another pool."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.commands.payroll import tell_payroll, tell_payroll_later
from mailbot.desk.places import fell_free, given_up, spare
from mailbot.desk.quota import has_place, has_room, hours_that_count, most_hours, pool_for
from mailbot.desk.states import closed
from mailbot.desk.wording import number_said
from mailbot.model import HOLDING, Case, Closing, LetterKind, Pool, State


def reserve(order: Order) -> None:
    """`reserveret REF`: holds a place for a candidate; a reserved case gets another reference."""
    case = order.with_reference(order.case)
    if case.state is not State.RESERVED:
        need_place(order, case.pool)
        case = replace(case, state=State.RESERVED, waiting_since=None, open_since=None)
    order.put(case)


def release(order: Order) -> None:
    """`ledig`: the place is given back; the job is on the exchange again."""
    case = order.case
    order.put(replace(case, state=State.OPEN, reference=None, open_since=order.docket.now))
    fell_free(order.docket, case.pool)


def fill(order: Order) -> None:
    """`besat DATE [N timer] [REF]`: the place is held from the command on."""
    case, day = order.with_reference(order.case), order.day()
    if case.route is None:
        raise Refused("route_unknown")
    hours = order.command.hours or case.fixed_hours or most_hours(case.offer)
    if hours is None:
        raise Refused("hours_missing")
    must_fit(order, hours, order.docket.office.pool(case.pool))
    if case.state is not State.RESERVED:
        need_place(order, case.pool)
    fixed = order.command.hours if order.command.hours and case.fixed_hours is not None else case.fixed_hours
    filled = replace(
        case,
        state=State.FILLED,
        filled_from=day,
        filled_hours=hours,
        fixed_hours=fixed,
        waiting_since=None,
        open_since=None,
    )
    order.put(filled)
    tell_payroll(order, "new", day)


def end(order: Order) -> None:
    """`ophørt DATE`: closed as ended and the place free from that day, at once where it is today or past.

    Payroll hears at once of an end that lies ahead; of one that has come, on the next working day: until then it can
    be taken back without anybody in payroll having acted on it.
    """
    case, day = order.case, order.day()
    if case.filled_from is not None and day < case.filled_from:
        raise Refused("ends_before_start")
    ending = replace(case, ends=day)
    if day <= order.today:
        order.put(tell_payroll_later(order, closed(ending, Closing.ENDED)))
        given_up(order.docket, case)
    else:
        order.put(ending)
        tell_payroll(order, "ended", day)


def pool(order: Order) -> None:
    """`pulje NAME`: counts against another pool whose limit it keeps."""
    case = order.case
    wanted = _named(order)
    if wanted.name == case.pool:
        raise Refused("same_pool", pool=wanted.name)
    hours = hours_that_count(case)
    if hours is None:
        raise Refused("hours_missing")
    must_fit(order, hours, wanted)
    moved = replace(case, pool=wanted.name, pool_fixed=True)
    if case.state in HOLDING:
        need_place(order, wanted.name)
        order.put(moved)
        fell_free(order.docket, case.pool)
    elif case.state is State.WAITING and has_room(order.docket, wanted.name, besides=case):
        opened = order.put(replace(moved, state=State.OPEN, waiting_since=None, open_since=order.docket.now))
        order.docket.send(letters.to_workplace(LetterKind.PLACE_FREE, opened))
    else:
        order.put(moved)
        if case.state is State.OPEN:
            spare(order.docket, case.pool)


def need_place(order: Order, pool: str | None) -> None:
    """Raises Refused where the pool is full, naming the cases that hold its places."""
    if has_place(order.docket, pool):
        return
    holders = [c.number for c in _holders(order) if c.pool == pool]
    raise Refused("pool_full", pool=pool or "", holders=", ".join(holders) or "-")


def must_fit(order: Order, hours: float, pool: Pool | None) -> None:
    """Raises Refused where so many hours do not fit the pool, naming the one that they fit."""
    if pool is not None and hours <= pool.max_hours:
        return
    fitting = pool_for(hours, order.docket.office.pools)
    if fitting is None:
        raise Refused("hours_over_all", hours=number_said(hours, order.docket.office))
    raise Refused(
        "hours_over", hours=number_said(hours, order.docket.office), pool=pool.name if pool else "-", fits=fitting.name
    )


def _holders(order: Order) -> tuple[Case, ...]:
    known = {c.number: c for c in order.situation.holders} | order.docket.cases
    return tuple(c for c in known.values() if c.state in HOLDING)


def _named(order: Order) -> Pool:
    wanted = order.command.pool.strip().casefold()
    found = next((p for p in order.docket.office.pools if p.name.casefold() == wanted), None)
    if found is None:
        raise Refused("no_such_pool", pools=", ".join(p.name for p in order.docket.office.pools))
    return found
