"""Case numbers: counted up through a year, without a gap."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.store.caserows import split_number
from mailbot.store.tables import counters

_LAST = sa.select(counters.c.last).where(counters.c.year == bindparam("year"))
_COUNT = counters.update().where(counters.c.year == bindparam("of")).values(last=bindparam("last"))
_BEGIN = counters.insert()


class Numbers:
    """The counter of each year: as many cases as it says have been written."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def next(self, year: int) -> int:
        """The serial that the next new case of that local year has to have, from 1."""
        found: int | None = self._do.execute(_LAST, {"year": year}).scalar()
        return (found or 0) + 1

    def count_up(self, numbers: Sequence[str]) -> frozenset[str]:
        """Counts the new ones among numbers that are being written, and gives them.

        Raises ValueError where a new one is not the next of its year: it would leave a gap.
        """
        before: dict[int, int] = {}
        last: dict[int, int] = {}
        fresh = []
        for number in numbers:
            year, serial = split_number(number)
            if year not in before:
                before[year] = last[year] = self.next(year) - 1
            if serial <= before[year]:
                continue
            if serial != last[year] + 1:
                raise ValueError(f"{number} cannot be the next case: the next one of {year} is {last[year] + 1}")
            last[year] = serial
            fresh.append(number)
        for year in last:
            self._note(year, before[year], last[year])
        return frozenset(fresh)

    def _note(self, year: int, before: int, last: int) -> None:
        if before == last:
            return
        if before:
            self._do.execute(_COUNT, {"of": year, "last": last})
        else:
            self._do.execute(_BEGIN, {"year": year, "last": last})
