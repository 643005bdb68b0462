"""Case numbers: counted up through a year, without a gap."""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.caserows import split_number
from mailbot.store.tables import counters


class Numbers:
    """The counter of each year: as many cases as it says have been written."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def next(self, year: int) -> int:
        """The serial that the next new case of that local year has to have, from 1."""
        found: int | None = self._do.execute(sa.select(counters.c.last).where(counters.c.year == year)).scalar()
        return (found or 0) + 1

    def count_up(self, number: str) -> None:
        """Notes that a case of this number is being written. Raises ValueError where it would leave a gap."""
        year, serial = split_number(number)
        expected = self.next(year)
        if serial != expected:
            raise ValueError(f"{number} cannot be the next case: the next one of {year} is {expected}")
        if serial == 1:
            self._do.execute(counters.insert().values(year=year, last=1))
        else:
            self._do.execute(counters.update().where(counters.c.year == year).values(last=serial))
