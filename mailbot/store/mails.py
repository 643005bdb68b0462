"""The ledger: one line for each mail that was looked at, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.errors import NotFound
from mailbot.model import Again, Fate, Kind, MailRecord, Place, Reason
from mailbot.store.batches import batches
from mailbot.store.faults import RecordedElsewhere
from mailbot.store.tables import FOR_A_PERSON, TO_READ_AGAIN, UNDECIDED, UNFILED, askers, mail_cases, mails

_AT = sa.and_(
    mails.c.folder == bindparam("folder"),
    mails.c.uidvalidity == bindparam("uidvalidity"),
    mails.c.uid == bindparam("uid"),
)
_DECIDED = mails.c.fate.is_not(None)
_NOT_GONE = mails.c.gone_at.is_(None)

_SEEN = sa.select(mails.c.id).where(_AT, _DECIDED)
_UIDS = sa.select(mails.c.uid).where(
    mails.c.folder == bindparam("folder"),
    mails.c.uidvalidity == bindparam("uidvalidity"),
    mails.c.uid.in_(bindparam("uids", expanding=True)),
    _DECIDED,
)
_LYING = sa.select(mails.c.lies_uid, mails.c.id).where(
    mails.c.lies_folder == bindparam("folder"), mails.c.lies_uidvalidity == bindparam("uidvalidity"), _NOT_GONE
)
_COUNT = sa.select(mails.c.fate, sa.func.count()).group_by(mails.c.fate)
_CASES = (
    sa.select(mail_cases.c.mail_id, mail_cases.c.case_number)
    .where(mail_cases.c.mail_id.in_(bindparam("ids", expanding=True)))
    .order_by(mail_cases.c.case_number)
)


def _lines(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return mails.select().where(*conditions).order_by(mails.c.id)


_LINE_AT = _lines(_AT)
_BY_ID = _lines(mails.c.id == bindparam("id"))
_SAME = _lines(mails.c.digest == bindparam("digest"), mails.c.message_id == bindparam("message_id"), _DECIDED)
_TO_FILE = _lines(UNFILED).limit(bindparam("most"))
_REVIEW = _lines(FOR_A_PERSON, _NOT_GONE)
_UNREAD = _REVIEW.where(
    ~sa.exists().where(askers.c.id == mails.c.message_id, askers.c.answered_at.is_not(None)),
)
_UNREAD_SINCE = _UNREAD.where(mails.c.at > bindparam("moment"))
_PARKED = _REVIEW.where(mails.c.fate == Fate.PARKED.value)
_TO_RETRY = _lines(
    UNDECIDED,
    sa.or_(mails.c.next_try.is_(None), mails.c.next_try <= bindparam("now"), mails.c.at > bindparam("now")),
)
# A sum, so that SQLite finds the few by their moment instead of walking through all by their id.
_RECORDED = (
    mails.select()
    .where(mails.c.at > bindparam("moment"), mails.c.fate != Fate.UNTOUCHED.value)
    .order_by(mails.c.id + 0)
)
_RECORDED_AS = _RECORDED.where(mails.c.reason_code.in_(bindparam("codes", expanding=True)))
_LINKED = sa.select(mail_cases.c.mail_id).where(mail_cases.c.case_number == bindparam("number"))
_OF_CASE = _lines(mails.c.id.in_(_LINKED))
_OF_SENDER = _lines(mails.c.sender == bindparam("sender"))

_AGAIN = _lines(TO_READ_AGAIN, _NOT_GONE)
_ASK_AGAIN = mails.update().where(mails.c.id == bindparam("line")).values(again=bindparam("why"))
_ASKED = _REVIEW.where(
    sa.or_(
        mails.c.message_id == bindparam("asker"),
        # A mail without a Message-ID is known by the beginning of its digest (see desk/questions.py).
        sa.and_(mails.c.message_id == "", sa.func.substr(mails.c.digest, 1, 32) == bindparam("start")),
    )
)

_ADD = mails.insert()
_LINK = mail_cases.insert()
_UNLINK = mail_cases.delete().where(mail_cases.c.mail_id == bindparam("id"))
_FILED = mails.update().where(mails.c.id == bindparam("line"))
_FILED = _FILED.values({n: bindparam(n) for n in ("filed_at", "lies_folder", "lies_uidvalidity", "lies_uid")})
_GONE = mails.update().where(mails.c.id == bindparam("line")).values(gone_at=bindparam("gone_at"))


class Ledger:
    """The lines of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    # --- what is known ---

    def seen(self, place: Place) -> bool:
        """The mail at that place has a line with a fate."""
        return self._do.execute(_SEEN, _place(place)).first() is not None

    def unseen(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> tuple[int, ...]:
        """Which of the UIDs have no line with a fate, in their order."""
        known: set[int] = set()
        for some in batches(uids):
            here = {"folder": folder, "uidvalidity": uidvalidity, "uids": some}
            known.update(self._do.execute(_UIDS, here).scalars())
        return tuple(uid for uid in uids if uid not in known)

    def find_mail(self, message_id: str, digest: str) -> MailRecord | None:
        """The latest line of a mail with this Message-ID and this content, wherever it lay.

        Both have to be the same: servers give one Message-ID to different mails, people send one text twice.
        """
        if not digest:
            return None
        found = self._read(_SAME, digest=digest, message_id=message_id)
        return found[-1] if found else None

    def at(self, place: Place) -> MailRecord | None:
        """The line of the mail that was first seen at the place."""
        found = self._read(_LINE_AT, **_place(place))
        return found[0] if found else None

    def by_id(self, number: int) -> MailRecord:
        """The line of that number. Raises NotFound."""
        found = self._read(_BY_ID, id=number)
        if not found:
            raise NotFound(f"the ledger has no mail {number}")
        return found[0]

    # --- what becomes of a mail ---

    def record_untouched(self, places: Iterable[Place], reason: Reason, sentence: str, now: dt.datetime) -> None:
        """Mails that are not for us: their places and the reason, neither sender nor subject nor anything else."""
        rows = [_row(MailRecord(p, now, Fate.UNTOUCHED, reason, sentence)) for p in places if not self.seen(p)]
        if rows:
            self._do.execute(_ADD, rows)

    def record(self, line: MailRecord) -> int:
        """Writes what became of a mail and gives the line's id; `line.id` and `line.attempts` are not looked at.

        A failed attempt, a parked mail, or one that was to be read again gets its fate now.
        Raises RecordedElsewhere where the mail has its fate already.
        """
        known = self.at(line.place)
        if known and known.fate not in (None, Fate.PARKED) and known.again is None:
            raise RecordedElsewhere(f"mail {line.place.uid} in {line.place.folder} was handled meanwhile")
        number = self._replace(known, line) if known else self._insert(line)
        links = [{"mail_id": number, "case_number": case} for case in line.cases]
        if links:
            self._do.execute(_LINK, links)
        return number

    def note_attempt(self, line: MailRecord) -> int:
        """Notes that handling a mail failed with `line.error` and when to try again; gives how often it did so far.

        `line.fate` is None; a line that has a fate keeps it.
        """
        known = self.at(line.place)
        if known is None:
            self._do.execute(_ADD, _row(line) | {"attempts": 1})
            return 1
        failed = {"attempts": known.attempts + 1, "error": line.error, "next_try": line.next_try, "at": line.at}
        self._do.execute(mails.update().where(mails.c.id == known.id).values(failed))
        return known.attempts + 1

    def _insert(self, line: MailRecord) -> int:
        done = self._do.execute(_ADD, _row(line))
        assert done.inserted_primary_key is not None  # noqa: S101
        return int(done.inserted_primary_key[0])

    def _replace(self, known: MailRecord, line: MailRecord) -> int:
        assert known.id is not None  # noqa: S101
        # Where it lies now is known better by the old line: a parked mail was filed away from its first place.
        row = _row(line) | {"attempts": known.attempts} | _lies(known.lies_at)
        if known.filed_at and known.target == line.target:
            row["filed_at"] = known.filed_at
        self._do.execute(mails.update().where(mails.c.id == known.id).values(row))
        self._do.execute(_UNLINK, {"id": known.id})
        return known.id

    # --- reading again ---

    def ask_again(self, number: int | None, why: Again | None) -> None:
        """The mail of that line is to be read again from where it lies (None: no longer)."""
        self._do.execute(_ASK_AGAIN, {"line": number, "why": why.value if why else None})

    def of_asker(self, asker: str) -> MailRecord | None:
        """The mail in the review folder that a question (by its id) came in; None where nobody knows it any more."""
        found = self._read(_ASKED, asker=asker, start=asker.removeprefix("mail-"))
        return found[-1] if found else None

    def to_read_again(self) -> tuple[MailRecord, ...]:
        """Mails that are to be fetched from where they lie and read once more, oldest first."""
        return self._read(_AGAIN)

    # --- filing ---

    def to_file(self, limit: int = 500) -> tuple[MailRecord, ...]:
        """Recorded, and not yet filed away, oldest first."""
        return self._read(_TO_FILE, most=limit)

    def mark_filed(self, filed: Iterable[tuple[int, Place | None]], now: dt.datetime) -> None:
        """Notes that mails (by the line's id) lie in their target folder, and where, if the server said so."""
        rows = [{"line": number, "filed_at": now, **_lies(lies_at)} for number, lies_at in filed]
        if rows:
            self._do.execute(_FILED, rows)

    def mark_gone(self, numbers: Iterable[int], now: dt.datetime) -> None:
        """Notes that mails (by the line's id) are no longer where we filed them: a person read or moved them."""
        rows = [{"line": number, "gone_at": now} for number in numbers]
        if rows:
            self._do.execute(_GONE, rows)

    def lying_in(self, folder: str, uidvalidity: int) -> dict[int, int]:
        """What the ledger says lies in a folder: UID -> the line's id. Without mails whose UID is not known."""
        rows = self._do.execute(_LYING, {"folder": folder, "uidvalidity": uidvalidity})
        return {row.lies_uid: row.id for row in rows}

    # --- what waits for a person ---

    def mails_to_review(self, since: dt.datetime | None = None) -> tuple[MailRecord, ...]:
        """Mails that a person has to read and that nobody answered yet; those recorded since then."""
        return self._read(_UNREAD) if since is None else self._read(_UNREAD_SINCE, moment=since)

    def parked(self) -> tuple[MailRecord, ...]:
        """Mails that could not be read or crashed a step."""
        return self._read(_PARKED)

    def to_retry(self, now: dt.datetime) -> tuple[MailRecord, ...]:
        """Mails whose last attempt failed and whose time has come again.

        A pause noted in the future counts for nothing: the clock was set back since.
        """
        return self._read(_TO_RETRY, now=now)

    def recorded_since(self, moment: dt.datetime, *codes: str) -> tuple[MailRecord, ...]:
        """Mails recorded after the moment, all or those with these codes of a reason. For the digest."""
        if codes:
            return self._read(_RECORDED_AS, moment=moment, codes=codes)
        return self._read(_RECORDED, moment=moment)

    def of_case(self, number: str) -> tuple[MailRecord, ...]:
        """The mails that belong to a case, oldest first."""
        return self._read(_OF_CASE, number=number)

    def of_sender(self, address: str) -> tuple[MailRecord, ...]:
        """The mails of one sender, oldest first."""
        return self._read(_OF_SENDER, sender=address)

    def count(self) -> dict[Fate | None, int]:
        """How many mails had each fate; None: to be tried again."""
        return {Fate(fate) if fate else None: count for fate, count in self._do.execute(_COUNT)}

    # --- from rows to lines ---

    def _read(self, asked: sa.Select[Any], **values: object) -> tuple[MailRecord, ...]:
        rows = self._do.execute(asked, values).mappings().all()
        linked = self._cases([row["id"] for row in rows])
        return tuple(_line(row, linked[row["id"]]) for row in rows)

    def _cases(self, numbers: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for some in batches(numbers):
            for mail, case in self._do.execute(_CASES, {"ids": some}):
                found[mail].append(case)
        return found


def _place(place: Place) -> dict[str, Any]:
    return {"folder": place.folder, "uidvalidity": place.uidvalidity, "uid": place.uid}


def _lies(place: Place | None) -> dict[str, Any]:
    return {
        "lies_folder": place.folder if place else None,
        "lies_uidvalidity": place.uidvalidity if place else None,
        "lies_uid": place.uid if place else None,
    }


def _row(line: MailRecord) -> dict[str, Any]:
    return {
        "folder": line.place.folder,
        "uidvalidity": line.place.uidvalidity,
        "uid": line.place.uid,
        "at": line.at,
        "arrived": line.arrived,
        "message_id": line.message_id,
        "digest": line.digest,
        "sender": line.sender,
        "subject": line.subject,
        "kind": line.kind.value if line.kind else None,
        "fate": line.fate.value if line.fate else None,
        "reason_code": line.reason.code,
        "reason_values": dict(line.reason.values),
        "sentence": line.sentence,
        "target": line.target,
        "mark_read": line.mark_read,
        "filed_at": line.filed_at,
        "gone_at": line.gone_at,
        "attempts": line.attempts,
        "next_try": line.next_try,
        "error": line.error,
        "version": line.version,
        "again": line.again.value if line.again else None,
        **_lies(line.lies_at or line.place),
    }


def _line(row: sa.RowMapping, cases: Sequence[str]) -> MailRecord:
    lies = Place(row["lies_folder"], row["lies_uidvalidity"], row["lies_uid"]) if row["lies_uid"] else None
    return MailRecord(
        place=Place(row["folder"], row["uidvalidity"], row["uid"]),
        at=row["at"],
        fate=Fate(row["fate"]) if row["fate"] else None,
        reason=Reason(row["reason_code"], tuple(row["reason_values"].items())),
        sentence=row["sentence"],
        message_id=row["message_id"],
        digest=row["digest"],
        arrived=row["arrived"],
        sender=row["sender"],
        subject=row["subject"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        cases=tuple(cases),
        target=row["target"],
        mark_read=row["mark_read"],
        lies_at=lies,
        filed_at=row["filed_at"],
        gone_at=row["gone_at"],
        attempts=row["attempts"],
        next_try=row["next_try"],
        error=row["error"],
        version=row["version"],
        again=Again(row["again"]) if row["again"] else None,
        id=row["id"],
    )
