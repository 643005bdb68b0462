"""Work that is done once: for a day, or for a case on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from mailbot.store.batches import batches
from mailbot.store.tables import days_done, timers


class Days:
    """What was done for which local day, in one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def claim(self, what: str, day: dt.date, now: dt.datetime) -> bool:
        """Notes that `what` is done for the day; False where it was already, by whichever service."""
        if self.is_done(what, day):
            return False
        self._do.execute(days_done.insert().values(what=what, day=day, at=now))
        return True

    def is_done(self, what: str, day: dt.date) -> bool:
        """`what` was done for the day."""
        asked = sa.select(days_done.c.day).where(days_done.c.what == what, days_done.c.day == day)
        return self._do.execute(asked).first() is not None

    def last(self, what: str) -> dt.datetime | None:
        """When `what` was last done, None for never."""
        asked = sa.select(days_done.c.at).where(days_done.c.what == what).order_by(days_done.c.day.desc()).limit(1)
        found: dt.datetime | None = self._do.execute(asked).scalar()
        return found

    def last_before(self, what: str, day: dt.date) -> dt.datetime | None:
        """When `what` was done for the latest day before that one, None for never."""
        earlier = sa.select(days_done.c.at).where(days_done.c.what == what, days_done.c.day < day)
        found: dt.datetime | None = self._do.execute(earlier.order_by(days_done.c.day.desc()).limit(1)).scalar()
        return found

    def claim_timer(self, number: str, kind: str, due_on: dt.date, now: dt.datetime) -> bool:
        """Notes that a case's timed work of that kind and day is done; False where it was already."""
        if (kind, due_on) in self.timers((number,)).get(number, ()):
            return False
        self._do.execute(timers.insert().values(case_number=number, kind=kind, due_on=due_on, at=now))
        return True

    def timers(self, numbers: Sequence[str]) -> dict[str, frozenset[tuple[str, dt.date]]]:
        """Which timed work (kind, day it was due) is done, for each of the cases that has any."""
        asked = sa.select(timers.c.case_number, timers.c.kind, timers.c.due_on)
        found: dict[str, set[tuple[str, dt.date]]] = {}
        for some in batches(numbers):
            for number, kind, day in self._do.execute(asked.where(timers.c.case_number.in_(some))):
                found.setdefault(number, set()).add((kind, day))
        return {number: frozenset(done) for number, done in found.items()}
