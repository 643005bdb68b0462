"""The states of a case: which follow which, and where a case stands by what is known of it."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk.docket import Docket
from mailbot.desk.quota import has_room, lacking, most_hours, pool_for
from mailbot.model import Case, Closing, State

S = State

TRANSITIONS: dict[State | None, frozenset[State]] = {
    None: frozenset({S.AWAITING_INFORMATION, S.AWAITING_DECISION, S.OPEN, S.WAITING}),
    S.AWAITING_INFORMATION: frozenset({S.AWAITING_DECISION, S.OPEN, S.WAITING, S.CLOSED}),
    S.AWAITING_DECISION: frozenset({S.AWAITING_INFORMATION, S.OPEN, S.WAITING, S.CLOSED}),
    S.OPEN: frozenset({S.AWAITING_INFORMATION, S.AWAITING_DECISION, S.WAITING, S.RESERVED, S.FILLED, S.CLOSED}),
    S.WAITING: frozenset({S.AWAITING_INFORMATION, S.AWAITING_DECISION, S.OPEN, S.RESERVED, S.FILLED, S.CLOSED}),
    S.RESERVED: frozenset({S.OPEN, S.FILLED, S.CLOSED}),
    S.FILLED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset({S.AWAITING_INFORMATION, S.AWAITING_DECISION, S.OPEN, S.WAITING}),
}
"""Where a case can go from each state (None: it is new). Taking a command back goes where the case was before it."""


def settled(case: Case, docket: Docket) -> Case:
    """An alive case in the state and pool that its values call for."""
    pool = _pool(case, docket)
    case = replace(case, pool=pool, pool_fixed=case.pool_fixed and pool == case.pool)
    if lacking(case.offer, docket.office.pools) or case.pool is None:
        return _in(case, S.AWAITING_INFORMATION)
    if not case.municipal and not case.eligible:
        return _in(case, S.AWAITING_DECISION)
    if case.state is S.OPEN:  # open cases stay so, however full the pool is
        return case
    if has_room(docket, case.pool, besides=case):
        return replace(_in(case, S.OPEN), open_since=docket.now)
    return replace(_in(case, S.WAITING), waiting_since=case.waiting_since or docket.now)


def closed(case: Case, why: Closing, text: str | None = None) -> Case:
    """The case at its end."""
    return replace(_in(case, S.CLOSED), reason=why, reason_text=text or None)


def _pool(case: Case, docket: Docket) -> str | None:
    """The pool that a coordinator set, while the hours keep its limit; else the smallest that they fit."""
    most = most_hours(case.offer)
    fixed = docket.office.pool(case.pool) if case.pool_fixed else None
    counted = case.fixed_hours if fixed is not None and case.fixed_hours is not None else most
    if fixed is not None and counted is not None and counted <= fixed.max_hours:
        return fixed.name
    found = pool_for(most, docket.office.pools)
    return found.name if found else None


def _in(case: Case, state: State) -> Case:
    waiting = case.waiting_since if state is S.WAITING else None
    opened = case.open_since if state is S.OPEN else None
    asked = case.asked_at if state is S.AWAITING_INFORMATION else None
    times = case.asked_times if state is S.AWAITING_INFORMATION else 0
    return replace(case, state=state, waiting_since=waiting, open_since=opened, asked_at=asked, asked_times=times)
