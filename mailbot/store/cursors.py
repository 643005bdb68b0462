"""How far the mailbox was looked through: the highest UID, for each folder and UIDVALIDITY."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.store.tables import cursors

_OF_FOLDER = cursors.select().where(cursors.c.folder == bindparam("of_folder")).order_by(cursors.c.turn)
_ADVANCE = cursors.update().where(
    cursors.c.folder == bindparam("of_folder"), cursors.c.uidvalidity == bindparam("of_uidvalidity")
)
_ADVANCE = _ADVANCE.values({name: bindparam(name) for name in ("uid", "looked_at", "turn")})
_BEGIN = cursors.insert()


class Cursors:
    """The cursors of one transaction. Another UIDVALIDITY is another cursor (RFC 9051, section 2.3.1.1)."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def at(self, folder: str, uidvalidity: int) -> int:
        """The highest UID that was looked at, 0 where none was."""
        return next((row.uid for row in self._rows(folder) if row.uidvalidity == uidvalidity), 0)

    def advance(self, folder: str, uidvalidity: int, uid: int, now: dt.datetime) -> None:
        """Notes a look: all mails up to `uid` have a line in the ledger. Never goes back."""
        rows = self._rows(folder)
        mine = next((row for row in rows if row.uidvalidity == uidvalidity), None)
        turn = rows[-1].turn if mine and mine is rows[-1] else (rows[-1].turn + 1 if rows else 1)
        values = {"uid": max(uid, mine.uid if mine else 0), "looked_at": now, "turn": turn}
        if mine:
            self._do.execute(_ADVANCE, {"of_folder": folder, "of_uidvalidity": uidvalidity, **values})
        else:
            self._do.execute(_BEGIN, {"folder": folder, "uidvalidity": uidvalidity, **values})

    def last_look(self, folder: str) -> dt.datetime | None:
        """When the folder was last looked into, None for never."""
        rows = self._rows(folder)
        return rows[-1].looked_at if rows else None

    def uidvalidities(self, folder: str) -> tuple[int, ...]:
        """Under which UIDVALIDITY the folder was ever looked into, the latest last."""
        return tuple(row.uidvalidity for row in self._rows(folder))

    def _rows(self, folder: str) -> Sequence[sa.Row[Any]]:
        return self._do.execute(_OF_FOLDER, {"of_folder": folder}).all()
