"""The pools: which one a job fits, whether it has room, and who gets a place that falls free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailbot.desk.docket import Docket
from mailbot.model import Case, Field, Hours, Offer, Pool, State


def most_hours(offer: Offer) -> float | None:
    """The most hours a week that are offered: what counts for a pool. None where they are unknown or unbounded."""
    told = offer.weekly_hours.value if offer.weekly_hours else None
    return told.max if isinstance(told, Hours) else None


def pool_for(hours: float | None, pools: Sequence[Pool]) -> Pool | None:
    """The smallest pool that so many hours fit; None where they are unknown or above every pool."""
    fitting = [p for p in pools if hours is not None and hours <= p.max_hours]
    return min(fitting, key=lambda p: p.max_hours, default=None)


def above_all(offer: Offer, pools: Sequence[Pool]) -> bool:
    """The most hours are known, and fit no pool."""
    most = most_hours(offer)
    return most is not None and pool_for(most, pools) is None


def lacking(offer: Offer, pools: Sequence[Pool]) -> tuple[Field, ...]:
    """What a case's `missing` holds: what is not known, and hours that are unbounded or above every pool."""
    no_pool = pool_for(most_hours(offer), pools) is None
    missing = {*offer.missing, *([Field.WEEKLY_HOURS] if no_pool else [])}
    return tuple(f for f in Field if f in missing)


def has_room(docket: Docket, pool: str | None, besides: Case | None = None) -> bool:
    """A place is free and nobody waits for it: a pool with waiting cases counts as full for new offers."""
    count = docket.count(pool)
    others = [c for c in docket.waiting(pool) if besides is None or c.number != besides.number]
    return count is not None and count.free > 0 and not others


def has_place(docket: Docket, pool: str | None) -> bool:
    """A place is free to be held."""
    count = docket.count(pool)
    return count is not None and count.free > 0


def hours_that_count(case: Case) -> float | None:
    """The hours that a case's pool has to hold: the job centre's where it fixed them, else the most offered."""
    for hours in (case.fixed_hours, case.filled_hours, most_hours(case.offer)):
        if hours is not None:
            return hours
    return None


def let_in(docket: Docket, pool: str | None) -> Case | None:
    """A place of the pool fell free: the case that waited longest comes onto the exchange. None where none waits."""
    first = next(iter(docket.waiting(pool)), None)
    if first is None or not has_place(docket, pool):
        return None
    opened = replace(first, state=State.OPEN, waiting_since=None, open_since=docket.now)
    return docket.put(first, opened, "history.place_free")
