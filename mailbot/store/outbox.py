"""The outbox: letters on their way, each with one sender at a time.

    queued ──take──> leased ──hand──> handed to the server ──> sent | failed | queued again, later
                        │                        └── no answer, or the service is gone ──> unknown ──> taken again
                        └── the service is gone ──> queued again

Only what was handed over and not answered can arrive twice, and then under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.model import Letter, LetterKind, LetterState
from mailbot.store.letterrows import asks_of, cases_of
from mailbot.store.tables import UNCOPIED, WAITS, letters

_NOBODY = {"lease_owner": None, "lease_until": None, "handed_at": None}

_HERE = sa.and_(letters.c.id == bindparam("letter"), WAITS)
_MINE = sa.and_(letters.c.lease_owner == bindparam("owner"), WAITS)
_DUE = sa.or_(
    letters.c.next_try.is_(None),
    letters.c.next_try <= bindparam("now"),
    letters.c.tried_at > bindparam("now"),  # the clock was set back since
)
_FREE = sa.or_(letters.c.lease_until.is_(None), letters.c.lease_until <= bindparam("now"))
_TAKE = letters.select().where(WAITS, _DUE, _FREE).order_by(letters.c.id).limit(bindparam("most"))
_LEASE = (
    letters.update()
    .where(letters.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"), handed_at=None)
)
_ABANDONED = (
    letters.update()
    .where(WAITS, letters.c.handed_at.is_not(None), letters.c.lease_until <= bindparam("now"))
    .values(state=LetterState.UNKNOWN.value, changed_at=bindparam("now"), doubts=letters.c.doubts + 1, **_NOBODY)
)
_HAND = (
    letters.update()
    .where(_MINE, letters.c.id == bindparam("letter"), letters.c.lease_until > bindparam("now"))
    .values(handed_at=bindparam("now"), tried_at=bindparam("now"), attempts=letters.c.attempts + 1)
)
_RENEW = letters.update().where(_MINE).values(lease_until=bindparam("until"))
_RELEASE = letters.update().where(_MINE, letters.c.handed_at.is_(None)).values(_NOBODY)
_END = letters.update().where(_MINE, letters.c.lease_until > bindparam("now")).values(lease_until=bindparam("now"))
_OWNERS = sa.select(letters.c.lease_owner).distinct().where(WAITS, letters.c.lease_owner.is_not(None))

_SETTLED = letters.update().where(_HERE).values(changed_at=bindparam("now"), **_NOBODY)
_SENT = _SETTLED.values(
    state=LetterState.SENT.value, sent_at=bindparam("now"), to_copy=bindparam("copy"), next_try=None
)
_REFUSED = _SETTLED.values(state=LetterState.FAILED.value, diagnosis=bindparam("reason"), next_try=None)
_UNSURE = _SETTLED.values(
    state=LetterState.UNKNOWN.value,
    diagnosis=bindparam("reason"),
    next_try=bindparam("later"),
    tried_at=bindparam("now"),
    doubts=letters.c.doubts + 1,
)
_LATER = (
    letters.update()
    .where(_MINE, letters.c.id == bindparam("letter"))
    .values(diagnosis=bindparam("reason"), next_try=bindparam("later"), tried_at=bindparam("now"), **_NOBODY)
)

_PARTLY = _LATER.values(pending=bindparam("rest"))

_TO_COPY = letters.select().where(UNCOPIED).order_by(letters.c.id).limit(bindparam("most"))
_COPIED = letters.update().where(letters.c.id == bindparam("letter")).values(to_copy=False)
_DEPTH = sa.select(sa.func.count()).select_from(letters).where(WAITS)
_OLDEST = sa.select(letters.c.at).where(WAITS).order_by(letters.c.id).limit(1)
_TIME = sa.func.coalesce(letters.c.next_try, letters.c.at)
_LEASED = sa.and_(letters.c.lease_until.is_not(None), letters.c.lease_until > _TIME)
_WHEN = sa.type_coerce(sa.case((_LEASED, letters.c.lease_until), else_=_TIME), letters.c.at.type)
_NEXT = sa.select(sa.func.min(_WHEN)).where(WAITS)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that somebody has taken to send it."""

    id: int
    letter: Letter
    attempts: int  # how often it was handed to a server before
    at: dt.datetime  # when it was written
    to: tuple[str, ...]  # who is to get it now: all, or those whom the server put off


class Outbox:
    """The waiting letters of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def take_due(self, now: dt.datetime, owner: str, lease_seconds: float, limit: int = 50) -> tuple[Outgoing, ...]:
        """Letters whose time has come, oldest first; nobody else gets them for `lease_seconds`.

        A letter that was handed over by somebody whose lease ran out becomes `unknown` and is among them.
        """
        self._do.execute(_ABANDONED, {"now": now})
        rows = self._do.execute(_TAKE, {"now": now, "most": limit}).all()
        numbers = [row.id for row in rows]
        if numbers:
            until = now + dt.timedelta(seconds=lease_seconds)
            self._do.execute(_LEASE, {"ids": numbers, "owner": owner, "until": until})
        linked = cases_of(self._do, numbers)
        return tuple(_outgoing(row, tuple(linked[row.id])) for row in rows)

    def hand(self, number: int, owner: str, now: dt.datetime) -> bool:
        """Notes that the letter is handed to the server from now on; commit it before the first byte is sent.

        False where the lease was lost: somebody else has the letter, leave it alone.
        """
        return self._do.execute(_HAND, {"letter": number, "owner": owner, "now": now}).rowcount == 1

    def renew(self, owner: str, now: dt.datetime, lease_seconds: float) -> None:
        """Keeps all letters that this owner has taken for longer."""
        self._do.execute(_RENEW, {"owner": owner, "until": now + dt.timedelta(seconds=lease_seconds)})

    def release(self, owner: str) -> None:
        """Gives back what this owner has taken and not handed over (at a clean stop)."""
        self._do.execute(_RELEASE, {"owner": owner})

    def owners(self) -> tuple[str, ...]:
        """Who has taken letters that still wait."""
        return tuple(self._do.execute(_OWNERS).scalars())

    def end_leases(self, owner: str, now: dt.datetime) -> None:
        """Notes that this owner is known to be gone: its leases run out now."""
        self._do.execute(_END, {"owner": owner, "now": now})

    # --- what the server said ---

    def settle_sent(self, number: int, now: dt.datetime, *, copy: bool = False) -> None:
        """The server took it: true whoever has the lease now. `copy`: a copy belongs in the sent folder.

        A letter whose bounce came first stays undelivered.
        """
        self._do.execute(_SENT, {"letter": number, "now": now, "copy": copy})

    def settle_later(self, number: int, owner: str, now: dt.datetime, reason: str, next_try: dt.datetime) -> None:
        """The server took nothing for now; it is tried again at `next_try`. Whoever lost the lease says nothing."""
        said = {"letter": number, "owner": owner, "now": now, "reason": reason, "later": next_try}
        self._do.execute(_LATER, said)

    def settle_partly(
        self, number: int, owner: str, now: dt.datetime, rest: tuple[str, ...], reason: str, next_try: dt.datetime
    ) -> None:
        """The server took it for some; `rest` shall get it at `next_try`. Whoever lost the lease says nothing."""
        said = {"letter": number, "owner": owner, "now": now, "reason": reason, "later": next_try}
        self._do.execute(_PARTLY, said | {"rest": list(rest)})

    def settle_refused(self, number: int, now: dt.datetime, reason: str) -> None:
        """The server refused it for good."""
        self._do.execute(_REFUSED, {"letter": number, "now": now, "reason": reason})

    def settle_unsure(self, number: int, now: dt.datetime, reason: str, next_try: dt.datetime) -> None:
        """It was handed over, and the server did not say that it took it."""
        self._do.execute(_UNSURE, {"letter": number, "now": now, "reason": reason, "later": next_try})

    # --- copies in the sent folder ---

    def to_copy(self, limit: int = 50) -> tuple[Outgoing, ...]:
        """Sent letters of which a copy is still to be laid in the sent folder, oldest first."""
        return tuple(_outgoing(row, ()) for row in self._do.execute(_TO_COPY, {"most": limit}))

    def mark_copied(self, number: int) -> None:
        """Notes that the copy lies in the sent folder."""
        self._do.execute(_COPIED, {"letter": number})

    # --- how it stands ---

    def depth(self) -> int:
        """How many letters still wait to be sent."""
        return int(self._do.execute(_DEPTH).scalar_one())

    def oldest_unsent(self) -> dt.datetime | None:
        """When the oldest letter that still waits was written."""
        found: dt.datetime | None = self._do.execute(_OLDEST).scalar()
        return found

    def next_due(self) -> dt.datetime | None:
        """When the next letter that waits for its time, or for a lease to run out, is due."""
        found: dt.datetime | None = self._do.execute(_NEXT).scalar()
        return found


def _outgoing(row: sa.Row[Any], cases: tuple[str, ...]) -> Outgoing:
    letter = Letter(
        kind=LetterKind(row.kind),
        to=tuple(row.recipients),
        subject=row.subject,
        message_id=row.message_id,
        data=row.data,
        cases=cases,
        asks=asks_of(row.asks),
        state=LetterState(row.state),
        about=row.about,
        question_id=row.question_id,
    )
    return Outgoing(row.id, letter, row.attempts, row.at, tuple(row.pending or row.recipients))
