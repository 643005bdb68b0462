"""How far the mailbox was looked through: the highest UID, for each folder and UIDVALIDITY."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from mailbot.store.tables import cursors


class Cursors:
    """The cursors of one transaction. Another UIDVALIDITY is another cursor (RFC 9051, section 2.3.1.1)."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def at(self, folder: str, uidvalidity: int) -> int:
        """The highest UID that was looked at, 0 where none was."""
        found: int | None = self._do.execute(sa.select(cursors.c.uid).where(_is(folder, uidvalidity))).scalar()
        return found or 0

    def advance(self, folder: str, uidvalidity: int, uid: int, now: dt.datetime) -> None:
        """Notes a look: all mails up to `uid` have a line in the ledger. Never goes back."""
        values = {"uid": max(uid, self.at(folder, uidvalidity)), "looked_at": now}
        done = self._do.execute(cursors.update().where(_is(folder, uidvalidity)).values(values))
        if done.rowcount == 0:
            self._do.execute(cursors.insert().values(folder=folder, uidvalidity=uidvalidity, **values))

    def last_look(self, folder: str) -> dt.datetime | None:
        """When the folder was last looked into, None for never."""
        asked = sa.select(cursors.c.looked_at).where(cursors.c.folder == folder)
        found: dt.datetime | None = self._do.execute(asked.order_by(cursors.c.looked_at.desc()).limit(1)).scalar()
        return found

    def uidvalidities(self, folder: str) -> tuple[int, ...]:
        """Under which UIDVALIDITY the folder was ever looked into, the latest last."""
        asked = sa.select(cursors.c.uidvalidity).where(cursors.c.folder == folder).order_by(cursors.c.looked_at)
        return tuple(self._do.execute(asked).scalars())


def _is(folder: str, uidvalidity: int) -> sa.ColumnElement[bool]:
    return sa.and_(cursors.c.folder == folder, cursors.c.uidvalidity == uidvalidity)
