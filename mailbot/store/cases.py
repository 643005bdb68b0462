"""Cases: written whole, found by number, sender, state and time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.errors import NotFound
from mailbot.model import ALIVE, HOLDING, Case, State
from mailbot.store.batches import batches
from mailbot.store.caserows import CaseShelf, case_of, row_of
from mailbot.store.numbers import Numbers
from mailbot.store.tables import case_parties, cases

_BY_NUMBER = (cases.c.year, cases.c.serial)
# Sums, so that SQLite does not walk through all cases in the order of an index to spare itself the sorting of a few.
_SORTED = (cases.c.year + 0, cases.c.serial + 0)


# Questions are built once: building one costs SQLAlchemy five times as much as asking it.
def _found(*conditions: sa.ColumnElement[bool], order: Sequence[sa.ColumnElement[Any]] = _BY_NUMBER) -> sa.Select[Any]:
    return sa.select(cases.c.number, cases.c.stamp).where(*conditions).order_by(*order)


def _states(*states: State) -> sa.ColumnElement[bool]:
    return cases.c.state.in_([state.value for state in states])


_PARTY_OF = sa.select(case_parties.c.case_number).where(case_parties.c.address == bindparam("address"))
_BEGINS = sa.or_(
    sa.and_(_states(*ALIVE, *HOLDING), cases.c.start_date.between(bindparam("first"), bindparam("last"))),
    sa.and_(_states(*HOLDING), cases.c.filled_from.between(bindparam("first"), bindparam("last"))),
)

_NUMBERED = _found(cases.c.number.in_(bindparam("numbers", expanding=True)))
_ALL = _found()
_IN_STATE = _found(cases.c.state == bindparam("state"))
_LIVING = _found(_states(*ALIVE, *HOLDING))
_WAITING = _found(_states(State.WAITING), order=(cases.c.waiting_since, *_BY_NUMBER))
_HOLDERS = _found(_states(*HOLDING))
_OF_PARTY = _found(cases.c.number.in_(_PARTY_OF))
_CHANGED = _found(cases.c.updated > bindparam("moment"), order=_SORTED)
_STARTING = _found(_BEGINS)
_ASKED = _found(_states(State.AWAITING_INFORMATION), cases.c.asked_at < bindparam("moment"))
_OPEN = _found(_states(State.OPEN), cases.c.open_since < bindparam("moment"))
_UNTOLD = _found(cases.c.payroll_due <= bindparam("day"), order=_SORTED)
_ENDING = _found(_states(State.FILLED), cases.c.ends <= bindparam("day"))

_CREATED = sa.select(cases.c.created).where(cases.c.created >= bindparam("moment")).order_by(cases.c.created)
_FILLED_FROM = sa.select(cases.c.filled_from).where(cases.c.filled_from >= bindparam("day"))
_FILLED_FROM = _FILLED_FROM.order_by(cases.c.filled_from)
_COUNT = sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state)
_COUNT_POOLS = (
    sa.select(cases.c.pool, cases.c.state, sa.func.count())
    .where(_states(State.OPEN, State.WAITING, *HOLDING), cases.c.pool.is_not(None))
    .group_by(cases.c.state, cases.c.pool)
)

_READ = cases.select().where(cases.c.number.in_(bindparam("numbers", expanding=True)))
_PARTIES = (
    sa.select(case_parties.c.case_number, case_parties.c.address)
    .where(case_parties.c.case_number.in_(bindparam("numbers", expanding=True)))
    .order_by(case_parties.c.place)
)
_INSERT = cases.insert()
_UPDATE = cases.update().where(cases.c.number == bindparam("written"))
_UPDATE = _UPDATE.values({c.name: bindparam(c.name) for c in cases.c})
_ADD_PARTIES = case_parties.insert()
_REMOVE_PARTIES = case_parties.delete().where(case_parties.c.case_number == bindparam("number"))


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
        found: dict[str, Case] = {}
        for some in batches(numbers):
            found |= {case.number: case for case in self._cases(_NUMBERED, numbers=some)}
        return tuple(found[n] for n in dict.fromkeys(numbers) if n in found)

    def all(self, state: State | None = None) -> tuple[Case, ...]:
        """All cases, or those in one state."""
        return self._cases(_ALL) if state is None else self._cases(_IN_STATE, state=state.value)

    def living(self) -> tuple[Case, ...]:
        """The cases that are not closed."""
        return self._cases(_LIVING)

    def waiting(self) -> tuple[Case, ...]:
        """The waiting cases, who has waited longest first."""
        return self._cases(_WAITING)

    def holders(self) -> tuple[Case, ...]:
        """The cases that hold a place of their pool."""
        return self._cases(_HOLDERS)

    def alive_of(self, address: str) -> tuple[Case, ...]:
        """Cases before `reserved` that this address is part of."""
        # Sorted out here: SQLite would go through every living case instead of the few of this address.
        return tuple(case for case in self._cases(_OF_PARTY, address=address) if case.state in ALIVE)

    def changed_since(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Cases that are new or were changed after the moment."""
        return self._cases(_CHANGED, moment=moment)

    def starting(self, first: dt.date, last: dt.date) -> tuple[Case, ...]:
        """Cases not closed whose offer, or whose filling, begins on a day from first to last."""
        return self._cases(_STARTING, first=first, last=last)

    def asked_before(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Cases that wait for the workplace, last asked before the moment."""
        return self._cases(_ASKED, moment=moment)

    def open_before(self, moment: dt.datetime) -> tuple[Case, ...]:
        """Open cases that have been so since before the moment."""
        return self._cases(_OPEN, moment=moment)

    def ending_by(self, day: dt.date) -> tuple[Case, ...]:
        """Filled cases that are known to end on the day or before."""
        return self._cases(_ENDING, day=day)

    def untold_by(self, day: dt.date) -> tuple[Case, ...]:
        """Ended cases of which payroll is to be told on the day, or was to be before."""
        return self._cases(_UNTOLD, day=day)

    # --- counting ---

    def count(self) -> dict[State, int]:
        """How many cases are in each state; a state without cases is left out."""
        return {State(state): count for state, count in self._do.execute(_COUNT)}

    def count_pools(self) -> dict[tuple[str, State], int]:
        """How many cases of each pool are open, waiting, reserved and filled."""
        return {(pool, State(state)): count for pool, state, count in self._do.execute(_COUNT_POOLS)}

    def created_since(self, moment: dt.datetime) -> tuple[dt.datetime, ...]:
        """When each of the cases was created that came since the moment, oldest first."""
        return tuple(self._do.execute(_CREATED, {"moment": moment}).scalars())

    def filled_since(self, day: dt.date) -> tuple[dt.date, ...]:
        """From when each of the cases was filled that was so since the day, oldest first; closed ones among them."""
        return tuple(self._do.execute(_FILLED_FROM, {"day": day}).scalars())

    # --- writing ---

    def write(self, changed: Sequence[Case]) -> None:
        """Writes new cases and changed ones; of a case that is there twice the latter counts.

        Raises ValueError for a new number that is not the next one.
        """
        changed = tuple({case.number: case for case in changed}.values())
        fresh = Numbers(self._do).count_up([case.number for case in changed])
        new = [case for case in changed if case.number in fresh]
        known = [case for case in changed if case.number not in fresh]
        if new:
            self._do.execute(_INSERT, [row_of(case) for case in new])
        if known:
            self._update(known)
        self._write_parties(new, known)

    def _update(self, known: Sequence[Case]) -> None:
        done = self._do.execute(_UPDATE, [row_of(case) | {"written": case.number} for case in known])
        if done.rowcount != len(known):
            raise ValueError(f"of {', '.join(case.number for case in known)} only {done.rowcount} are there")

    def _write_parties(self, new: Sequence[Case], known: Sequence[Case]) -> None:
        there: dict[str, list[str]] = {}
        for some in batches([case.number for case in known]):
            there |= self._parties(some)
        other = [case for case in known if there.get(case.number, []) != list(case.parties)]
        if other:
            self._do.execute(_REMOVE_PARTIES, [{"number": case.number} for case in other])
        rows = [
            {"case_number": case.number, "place": place, "address": address}
            for case in (*new, *other)
            for place, address in enumerate(case.parties)
        ]
        if rows:
            self._do.execute(_ADD_PARTIES, rows)

    # --- from rows to cases ---

    def _cases(self, asked: sa.Select[Any], **values: object) -> tuple[Case, ...]:
        """The cases that are found; those that lie on the shelf are not read again."""
        found = [(number, stamp) for number, stamp in self._do.execute(asked, values)]
        known = {number: case for number, stamp in found if (case := self._shelf.get(stamp))}
        for some in batches([number for number, _ in found if number not in known]):
            known |= self._read(some)
        return tuple(known[number] for number, _ in found)

    def _read(self, numbers: Sequence[str]) -> dict[str, Case]:
        parties = self._parties(numbers)
        read = {}
        for row in self._do.execute(_READ, {"numbers": numbers}).mappings():
            case = read[row["number"]] = case_of(row, tuple(parties[row["number"]]))
            self._shelf.put(row["stamp"], case)
        return read

    def _parties(self, numbers: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for number, address in self._do.execute(_PARTIES, {"numbers": numbers}):
            found[number].append(address)
        return found
