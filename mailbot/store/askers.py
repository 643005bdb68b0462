"""People whose mail was no offer and who wait for a person's answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import sqlalchemy as sa

from mailbot.model import Asker
from mailbot.store.tables import askers


class Askers:
    """The askers of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def keep(self, asker: Asker) -> None:
        """Keeps a question until somebody answers it; the same one again changes nothing."""
        if self.find(asker.id) is None:
            self._do.execute(askers.insert().values(**asdict(asker)))

    def find(self, number: str | None) -> Asker | None:
        """The question of that id, answered or not."""
        if not number:
            return None
        row = self._do.execute(askers.select().where(askers.c.id == number)).mappings().one_or_none()
        return None if row is None else _asker(row)

    def settle(self, number: str, now: dt.datetime) -> None:
        """Notes that the question was answered, or has become a case."""
        here = (askers.c.id == number, askers.c.answered_at.is_(None))
        self._do.execute(askers.update().where(*here).values(answered_at=now))

    def waiting(self) -> tuple[Asker, ...]:
        """The questions that nobody answered yet, oldest first."""
        asked = askers.select().where(askers.c.answered_at.is_(None)).order_by(askers.c.at)
        return tuple(_asker(row) for row in self._do.execute(asked).mappings())


def _asker(row: sa.RowMapping) -> Asker:
    known = {name: row[name] for name in Asker.__dataclass_fields__}
    return Asker(**known | {"references": tuple(row["references"])})
