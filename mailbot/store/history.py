"""The history of the cases: who changed what, when, and from which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from mailbot.model import Entry
from mailbot.store.tables import entries

_COLUMNS = {name: entries.c["case_number" if name == "case" else name] for name in Entry.__dataclass_fields__}


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
            self._do.execute(entries.insert(), rows)

    def of(self, number: str) -> tuple[Entry, ...]:
        """The history of a case."""
        return self._where(entries.c.case_number == number)

    def since(self, moment: dt.datetime) -> tuple[Entry, ...]:
        """What was entered after the moment, in all cases."""
        return self._where(entries.c.at > moment)

    def _where(self, condition: sa.ColumnElement[bool]) -> tuple[Entry, ...]:
        asked = sa.select(*(column.label(name) for name, column in _COLUMNS.items())).where(condition)
        return tuple(Entry(**row) for row in self._do.execute(asked.order_by(entries.c.id)).mappings())
