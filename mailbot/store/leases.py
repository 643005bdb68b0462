"""Leases: which service does a thing that only one may do, until when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from mailbot.store.tables import leases


class Leases:
    """The leases of one transaction. An owner is a name that no other process has."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def take(self, name: str, owner: str, now: dt.datetime, seconds: float) -> bool:
        """Takes or renews a lease; False where somebody else has it.

        A lease that was taken in the future counts for nothing: the clock was set back since.
        """
        row = self._do.execute(leases.select().where(leases.c.name == name)).one_or_none()
        if row and row.owner != owner and row.taken_at <= now < row.until:
            return False
        values = {"owner": owner, "taken_at": now, "until": now + dt.timedelta(seconds=seconds)}
        if row:
            self._do.execute(leases.update().where(leases.c.name == name).values(values))
        else:
            self._do.execute(leases.insert().values(name=name, **values))
        return True

    def release(self, name: str, owner: str) -> None:
        """Gives a lease back, where it is this owner's."""
        self._do.execute(leases.delete().where(leases.c.name == name, leases.c.owner == owner))

    def owner(self, name: str, now: dt.datetime) -> str | None:
        """Who has the lease now."""
        asked = sa.select(leases.c.owner).where(leases.c.name == name, leases.c.taken_at <= now, leases.c.until > now)
        found: str | None = self._do.execute(asked).scalar()
        return found
