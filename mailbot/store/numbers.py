"""Case numbers: counted up through a year, without a gap."""

from __future__ import annotations

from collections.abc import Sequence

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

    def count_up(self, numbers: Sequence[str]) -> None:
        """Notes that new cases of these numbers are being written. Raises ValueError where they would leave a gap."""
        last: dict[int, int] = {}
        for number in numbers:
            year, serial = split_number(number)
            expected = last[year] + 1 if year in last else self.next(year)
            if serial != expected:
                raise ValueError(f"{number} cannot be the next case: the next one of {year} is {expected}")
            last[year] = serial
        for year, serial in last.items():
            if self._do.execute(counters.update().where(counters.c.year == year).values(last=serial)).rowcount == 0:
                self._do.execute(counters.insert(), {"year": year, "last": serial})
