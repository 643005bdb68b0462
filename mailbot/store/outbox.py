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

from mailbot.model import Letter, LetterKind, LetterState
from mailbot.store.letterrows import asks_of, cases_of
from mailbot.store.tables import UNCOPIED, WAITS, letters

_NOBODY = {"lease_owner": None, "lease_until": None, "handed_at": None}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that somebody has taken to send it."""

    id: int
    letter: Letter
    attempts: int  # how often it was handed to a server before
    at: dt.datetime  # when it was written


class Outbox:
    """The waiting letters of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def take_due(self, now: dt.datetime, owner: str, lease_seconds: float, limit: int = 50) -> tuple[Outgoing, ...]:
        """Letters whose time has come, oldest first; nobody else gets them for `lease_seconds`.

        A letter that was handed over by somebody whose lease ran out becomes `unknown` and is among them.
        """
        self._doubt_abandoned(now)
        due = sa.or_(letters.c.next_try.is_(None), letters.c.next_try <= now, letters.c.tried_at > now)
        free = sa.or_(letters.c.lease_until.is_(None), letters.c.lease_until <= now)
        rows = self._do.execute(letters.select().where(WAITS, due, free).order_by(letters.c.id).limit(limit)).all()
        lease = {"lease_owner": owner, "lease_until": now + dt.timedelta(seconds=lease_seconds), "handed_at": None}
        numbers = [row.id for row in rows]
        if numbers:
            self._do.execute(letters.update().where(letters.c.id.in_(numbers)).values(lease))
        linked = cases_of(self._do, numbers)
        return tuple(_outgoing(row, tuple(linked[row.id])) for row in rows)

    def _doubt_abandoned(self, now: dt.datetime) -> None:
        abandoned = (WAITS, letters.c.handed_at.is_not(None), letters.c.lease_until <= now)
        doubt = {"state": LetterState.UNKNOWN.value, "changed_at": now, "doubts": letters.c.doubts + 1}
        self._do.execute(letters.update().where(*abandoned).values(**doubt, **_NOBODY))

    def hand(self, number: int, owner: str, now: dt.datetime) -> bool:
        """Notes that the letter is handed to the server from now on; commit it before the first byte is sent.

        False where the lease was lost: somebody else has the letter, leave it alone.
        """
        mine = (letters.c.id == number, letters.c.lease_owner == owner, letters.c.lease_until > now, WAITS)
        handed = {"handed_at": now, "tried_at": now, "attempts": letters.c.attempts + 1}
        return self._do.execute(letters.update().where(*mine).values(handed)).rowcount == 1

    def renew(self, owner: str, now: dt.datetime, lease_seconds: float) -> None:
        """Keeps all letters that this owner has taken for longer."""
        until = now + dt.timedelta(seconds=lease_seconds)
        self._do.execute(letters.update().where(WAITS, letters.c.lease_owner == owner).values(lease_until=until))

    def release(self, owner: str) -> None:
        """Gives back what this owner has taken and not handed over (at a clean stop)."""
        mine = (WAITS, letters.c.lease_owner == owner, letters.c.handed_at.is_(None))
        self._do.execute(letters.update().where(*mine).values(_NOBODY))

    def owners(self) -> tuple[str, ...]:
        """Who has taken letters that still wait."""
        asked = sa.select(letters.c.lease_owner).distinct().where(WAITS, letters.c.lease_owner.is_not(None))
        return tuple(self._do.execute(asked).scalars())

    def end_leases(self, owner: str, now: dt.datetime) -> None:
        """Notes that this owner is known to be gone: its leases run out now."""
        theirs = (WAITS, letters.c.lease_owner == owner, letters.c.lease_until > now)
        self._do.execute(letters.update().where(*theirs).values(lease_until=now))

    # --- what the server said ---

    def settle_sent(self, number: int, now: dt.datetime, *, copy: bool = False) -> None:
        """The server took it. True whoever has the lease now. `copy`: a copy belongs in the sent folder.

        A letter whose bounce came first stays undelivered.
        """
        self._settle(number, now, LetterState.SENT, sent_at=now, to_copy=copy, next_try=None)

    def settle_later(self, number: int, owner: str, now: dt.datetime, reason: str, next_try: dt.datetime) -> None:
        """The server took nothing for now; it is tried again at `next_try`."""
        mine = (letters.c.id == number, letters.c.lease_owner == owner, WAITS)
        later = {"diagnosis": reason, "next_try": next_try, "tried_at": now, **_NOBODY}
        self._do.execute(letters.update().where(*mine).values(later))

    def settle_refused(self, number: int, now: dt.datetime, reason: str) -> None:
        """The server refused it for good."""
        self._settle(number, now, LetterState.FAILED, diagnosis=reason, next_try=None)

    def settle_unsure(self, number: int, now: dt.datetime, reason: str, next_try: dt.datetime) -> None:
        """It was handed over, and the server did not say that it took it."""
        self._settle(
            number,
            now,
            LetterState.UNKNOWN,
            diagnosis=reason,
            next_try=next_try,
            tried_at=now,
            doubts=letters.c.doubts + 1,
        )

    def _settle(self, number: int, now: dt.datetime, state: LetterState, **values: Any) -> None:
        here = (letters.c.id == number, WAITS)
        known = {"state": state.value, "changed_at": now, **values, **_NOBODY}
        self._do.execute(letters.update().where(*here).values(known))

    # --- copies in the sent folder ---

    def to_copy(self, limit: int = 50) -> tuple[Outgoing, ...]:
        """Sent letters of which a copy is still to be laid in the sent folder, oldest first."""
        rows = self._do.execute(letters.select().where(UNCOPIED).order_by(letters.c.id).limit(limit)).all()
        return tuple(_outgoing(row, ()) for row in rows)

    def mark_copied(self, number: int) -> None:
        """Notes that the copy lies in the sent folder."""
        self._do.execute(letters.update().where(letters.c.id == number).values(to_copy=False))

    # --- how it stands ---

    def depth(self) -> int:
        """How many letters still wait to be sent."""
        return int(self._do.execute(sa.select(sa.func.count()).where(WAITS).select_from(letters)).scalar_one())

    def oldest_unsent(self) -> dt.datetime | None:
        """When the oldest letter that still waits was written."""
        asked = sa.select(letters.c.at).where(WAITS).order_by(letters.c.id).limit(1)
        found: dt.datetime | None = self._do.execute(asked).scalar()
        return found

    def next_due(self) -> dt.datetime | None:
        """When the next letter that waits for its time, or for a lease to run out, is due."""
        time = sa.func.coalesce(letters.c.next_try, letters.c.at)
        leased = sa.and_(letters.c.lease_until.is_not(None), letters.c.lease_until > time)
        when = sa.type_coerce(sa.case((leased, letters.c.lease_until), else_=time), letters.c.at.type)
        found: dt.datetime | None = self._do.execute(sa.select(sa.func.min(when)).where(WAITS)).scalar()
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
    return Outgoing(row.id, letter, row.attempts, row.at)
