"""Cases: written whole, found by number, sender, state and time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mailbot.errors import NotFound
from mailbot.model import ALIVE, HOLDING, Case, State
from mailbot.store.caserows import CaseShelf, case_of, row_of
from mailbot.store.numbers import Numbers
from mailbot.store.tables import case_parties, cases

_BATCH = 500  # cases fetched with one question; below every database's limit on bound values
_ORDER = (cases.c.year, cases.c.serial)
_UPDATE = cases.update().where(cases.c.number == sa.bindparam("written"))
_UPDATE = _UPDATE.values({c.name: sa.bindparam(c.name) for c in cases.c})


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[first : first + _BATCH] for first in range(0, len(numbers), _BATCH))


class Cases:
    """The cases of one transaction. Every list is in the order of the numbers where nothing else is said."""

    def __init__(self, connection: sa.Connection, shelf: CaseShelf) -> None:
        self._do = connection
        self._shelf = shelf

    # --- finding ---

    def case(self, number: str) -> Case:
        """The case of that number. Raises NotFound."""
        found = self.find((number,))
        if not found:
            raise NotFound(f"there is no case {number}")
        return found[0]

    def find(self, numbers: Sequence[str]) -> tuple[Case, ...]:
        """The cases of these numbers that exist, in the order of the numbers given."""
        if not numbers:
            return ()
        found = {c.number: c for c in self._where(cases.c.number.in_(numbers))}
        return tuple(found[n] for n in dict.fromkeys(numbers) if n in found)

    def all(self, state: State | None = None) -> tuple[Case, ...]:
        """All cases, or those in one state."""
        return self._where(*(() if state is None else (cases.c.state == state.value,)))

    def waiting(self) -> tuple[Case, ...]:
        """The waiting cases, who has waited longest first."""
        return self._where(cases.c.state == State.WAITING.value, order=(cases.c.waiting_since, *_ORDER))

    def holders(self) -> tuple[Case, ...]:
        """The cases that hold a place of their pool."""
        return self._where(cases.c.state.in_([s.value for s in HOLDING]))

    def alive_of(self, address: str) -> tuple[Case, ...]:
        """Cases before `reserved` that this address is part of."""
        theirs = sa.select(case_parties.c.case_number).where(case_parties.c.address == address)
        return self._where(cases.c.number.in_(theirs), cases.c.state.in_([s.value for s in ALIVE]))

    def changed_since(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Cases that are new or were changed after the moment."""
        return self._where(cases.c.updated > moment)

    def starting(self, first: dt.date, last: dt.date) -> tuple[Case, ...]:
        """Cases not closed whose offer, or whose filling, begins on a day from first to last."""
        begins = sa.or_(cases.c.start_date.between(first, last), cases.c.filled_from.between(first, last))
        living = [s.value for s in State if s is not State.CLOSED]
        return self._where(cases.c.state.in_(living), begins)

    def asked_before(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Cases that wait for the workplace, last asked before the moment."""
        return self._where(cases.c.state == State.AWAITING_INFORMATION.value, cases.c.asked_at < moment)

    def open_before(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Open cases that have been so since before the moment."""
        return self._where(cases.c.state == State.OPEN.value, cases.c.open_since < moment)

    def ending_by(self, day: dt.date) -> tuple[Case, ...]:
        """Filled cases that are known to end on the day or before."""
        return self._where(cases.c.state == State.FILLED.value, cases.c.ends <= day)

    # --- counting ---

    def count(self) -> dict[State, int]:
        """How many cases are in each state; a state without cases is left out."""
        rows = self._do.execute(sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state))
        return {State(state): count for state, count in rows}

    def count_pools(self) -> dict[tuple[str, State], int]:
        """How many cases of each pool are open, waiting, reserved and filled."""
        wanted = [s.value for s in (State.OPEN, State.WAITING, *HOLDING)]
        key = (cases.c.state, cases.c.pool)
        rows = self._do.execute(
            sa.select(*key, sa.func.count()).where(cases.c.state.in_(wanted), cases.c.pool.is_not(None)).group_by(*key)
        )
        return {(pool, State(state)): count for state, pool, count in rows}

    # --- writing ---

    def write(self, changed: Sequence[Case]) -> None:
        """Writes new cases and changed ones; of a case that is there twice the latter counts.

        Raises ValueError for a new number that is not the next one.
        """
        changed = tuple({case.number: case for case in changed}.values())
        known = self._known([case.number for case in changed])
        new = [case for case in changed if case.number not in known]
        Numbers(self._do).count_up([case.number for case in new])
        if new:
            self._do.execute(cases.insert(), [row_of(case) for case in new])
        for case in changed:
            if case.number in known:
                self._do.execute(_UPDATE, row_of(case) | {"written": case.number})
        self._write_parties(changed)

    def _known(self, numbers: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for some in _batches(numbers):
            found.update(self._do.execute(sa.select(cases.c.number).where(cases.c.number.in_(some))).scalars())
        return found

    def _write_parties(self, changed: Sequence[Case]) -> None:
        there: dict[str, list[str]] = {}
        for some in _batches([case.number for case in changed]):
            there |= self._parties(some)
        other = [case for case in changed if there.get(case.number, []) != list(case.parties)]
        for case in other:
            if case.number in there:
                self._do.execute(case_parties.delete().where(case_parties.c.case_number == case.number))
        rows = [
            {"case_number": case.number, "place": i, "address": address}
            for case in other
            for i, address in enumerate(case.parties)
        ]
        if rows:
            self._do.execute(case_parties.insert(), rows)

    # --- from rows to cases ---

    def _where(
        self, *conditions: sa.ColumnElement[bool], order: Sequence[sa.ColumnElement[object]] = _ORDER
    ) -> tuple[Case, ...]:
        """The cases that meet the conditions; those that lie on the shelf are not read again."""
        asked = sa.select(cases.c.number, cases.c.stamp).where(*conditions).order_by(*order)
        found = [(number, stamp) for number, stamp in self._do.execute(asked)]
        known = {number: case for number, stamp in found if (case := self._shelf.get(stamp))}
        wanted = [number for number, _ in found if number not in known]
        for some in _batches(wanted):
            known.update(self._read(some))
        return tuple(known[number] for number, _ in found)

    def _read(self, numbers: Sequence[str]) -> dict[str, Case]:
        parties = self._parties(numbers)
        read = {}
        for row in self._do.execute(cases.select().where(cases.c.number.in_(numbers))).mappings():
            case = read[row["number"]] = case_of(row, tuple(parties[row["number"]]))
            self._shelf.put(row["stamp"], case)
        return read

    def _parties(self, numbers: Sequence[str]) -> dict[str, list[str]]:
        asked = sa.select(case_parties.c.case_number, case_parties.c.address)
        asked = asked.where(case_parties.c.case_number.in_(numbers)).order_by(case_parties.c.place)
        found: dict[str, list[str]] = defaultdict(list)
        for number, address in self._do.execute(asked):
            found[number].append(address)
        return found
