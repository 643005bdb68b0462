"""The history of the cases: who changed what, when, and from which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.model import Entry
from mailbot.store.tables import entries

_COLUMNS = [entries.c["case_number" if name == "case" else name].label(name) for name in Entry.__dataclass_fields__]
_READ = sa.select(*_COLUMNS).order_by(entries.c.id)
_OF_CASE = _READ.where(entries.c.case_number == bindparam("number"))
# A sum, so that SQLite finds the few by their moment instead of walking through all by their id.
_SINCE = sa.select(*_COLUMNS).where(entries.c.at > bindparam("moment")).order_by(entries.c.id + 0)
_ADD = entries.insert()


class History:
    """The entries of one transaction, oldest first."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def add(self, new: Iterable[Entry]) -> None:
        """Writes entries behind those that are there."""
        rows = []
        for entry in new:
            row = asdict(entry)
            row["case_number"] = row.pop("case")
            rows.append(row)
        if rows:
            self._do.execute(_ADD, rows)

    def of(self, number: str) -> tuple[Entry, ...]:
        """The history of a case."""
        return self._entries(_OF_CASE, number=number)

    def since(self, moment: dt.datetime) -> tuple[Entry, ...]:
        """What was entered after the moment, in all cases."""
        return self._entries(_SINCE, moment=moment)

    def _entries(self, asked: sa.Select[Any], **values: object) -> tuple[Entry, ...]:
        return tuple(Entry(**row) for row in self._do.execute(asked, values).mappings())
