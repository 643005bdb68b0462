"""A case as a row and back, and a shelf of cases that were read already."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from mailbot.model import Case, Closing, Route, Start, State
from mailbot.store.columns import Moment
from mailbot.store.offers import pack_offer, unpack_offer
from mailbot.store.tables import cases


def split_number(number: str) -> tuple[int, int]:
    """Year and serial of `MF-2027-0012`. Raises ValueError for what is no case number."""
    _, year, serial = number.split("-")
    return int(year), int(serial)


def row_of(case: Case) -> dict[str, Any]:
    """The case as values of the table `cases`; its parties are rows of their own."""
    year, serial = split_number(case.number)
    start = case.offer.start.value if case.offer.start else None
    return {
        "number": case.number,
        "year": year,
        "serial": serial,
        "stamp": secrets.randbits(63),
        "state": case.state.value,
        "offer": pack_offer(case.offer),
        "start_date": start.date if isinstance(start, Start) else None,
        "created": case.created,
        "updated": case.updated,
        "writer": case.writer,
        "municipal": case.municipal,
        "subject": case.subject,
        "language": case.language,
        "route": case.route.value if case.route else None,
        "eligible": case.eligible,
        "pool": case.pool,
        "pool_fixed": case.pool_fixed,
        "reason": case.reason.value if case.reason else None,
        "reason_text": case.reason_text,
        "reference": case.reference,
        "fixed_hours": case.fixed_hours,
        "filled_from": case.filled_from,
        "filled_hours": case.filled_hours,
        "ends": case.ends,
        "payroll_due": case.payroll_due,
        "waiting_since": case.waiting_since,
        "open_since": case.open_since,
        "asked_at": case.asked_at,
        "asked_times": case.asked_times,
        "thread": case.thread,
        "flags": case.flags,
    }


def case_of(row: Mapping[str, Any] | sa.RowMapping, parties: tuple[str, ...]) -> Case:
    """The case of a row of `cases`."""
    return Case(
        number=row["number"],
        state=State(row["state"]),
        offer=unpack_offer(row["offer"]),
        created=row["created"],
        updated=row["updated"],
        writer=row["writer"],
        parties=parties,
        municipal=row["municipal"],
        subject=row["subject"],
        language=row["language"],
        route=Route(row["route"]) if row["route"] else None,
        eligible=row["eligible"],
        pool=row["pool"],
        pool_fixed=row["pool_fixed"],
        reason=Closing(row["reason"]) if row["reason"] else None,
        reason_text=row["reason_text"],
        reference=row["reference"],
        fixed_hours=row["fixed_hours"],
        filled_from=row["filled_from"],
        filled_hours=row["filled_hours"],
        ends=row["ends"],
        payroll_due=row["payroll_due"],
        waiting_since=row["waiting_since"],
        open_since=row["open_since"],
        asked_at=row["asked_at"],
        asked_times=row["asked_times"],
        thread=tuple(row["thread"]),
        flags=tuple(row["flags"]),
    )


def pack_case(case: Case) -> dict[str, Any]:
    """The case as JSON, for a record of how it stood."""
    plain = {name: _plain(value) for name, value in row_of(case).items() if name not in _NOT_PACKED}
    return plain | {"parties": list(case.parties)}


def unpack_case(packed: dict[str, Any]) -> Case:
    """The case as it stood; what was added to cases since then has its default."""
    row = {name: _unpack(cases.c[name], packed.get(name)) for name in cases.c.keys() if name not in _NOT_PACKED}  # noqa: SIM118
    return case_of(row, tuple(packed["parties"]))


_NOT_PACKED = frozenset({"year", "serial", "stamp", "start_date"})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _unpack(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


class CaseShelf:
    """Cases that were read before, by their stamp; shared by the threads of a process.

    Every writing gives a row another stamp, drawn at random, so that a case from a transaction that was taken back
    is never mistaken for one that was committed.
    """

    def __init__(self, room: int = 1000) -> None:
        self._room = room
        self._cases: OrderedDict[int, Case] = OrderedDict()
        self._hand = threading.Lock()

    def get(self, stamp: int) -> Case | None:
        """The case with that stamp, where it was read lately."""
        with self._hand:
            if stamp in self._cases:
                self._cases.move_to_end(stamp)
            return self._cases.get(stamp)

    def put(self, stamp: int, case: Case) -> None:
        """Keeps a case, and lets go of the one that was not asked for longest."""
        with self._hand:
            self._cases[stamp] = case
            if len(self._cases) > self._room:
                self._cases.popitem(last=False)
