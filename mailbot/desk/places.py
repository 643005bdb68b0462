"""A place falls free: the case that waited longest gets it, and its workplace hears so."""

from __future__ import annotations

from mailbot.desk import letters
from mailbot.desk.docket import Docket
from mailbot.desk.quota import let_in
from mailbot.model import HOLDING, Case, LetterKind, State


def fell_free(docket: Docket, pool: str | None) -> Case | None:
    """The oldest waiting case of the pool comes onto the exchange; its workplace gets `place_free`."""
    opened = let_in(docket, pool)
    if opened is not None:
        docket.send(letters.to_workplace(LetterKind.PLACE_FREE, opened))
    return opened


def given_up(docket: Docket, before: Case) -> Case | None:
    """A case left the pool: a place that it held falls free, one that it was only offered is there for others."""
    if before.state in HOLDING:
        return fell_free(docket, before.pool)
    return spare(docket, before.pool) if before.state is State.OPEN else None


def spare(docket: Docket, pool: str | None) -> Case | None:
    """A place that neither is held nor has an open offer to fill it goes to who waits: nobody waits for nothing."""
    count = docket.count(pool)
    return fell_free(docket, pool) if count is not None and count.free > count.open else None
