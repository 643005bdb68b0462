"""The letters that were written: found by Message-ID, case and fate, and counted for the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.model import Letter, LetterKind, LetterRecord, LetterState, SentLetter
from mailbot.store.batches import batches
from mailbot.store.letterrows import asking, read_letters, sent_letter, write_letter
from mailbot.store.tables import letter_cases, letter_recipients, letters

_TROUBLES = (LetterState.FAILED, LetterState.UNDELIVERED, LetterState.HELD, LetterState.UNKNOWN)

_BY_MESSAGE_ID = asking(letters.c.message_id.in_(bindparam("message_ids", expanding=True)))
_LINKED = sa.select(letter_cases.c.letter_id).where(
    letter_cases.c.case_number.in_(bindparam("numbers", expanding=True))
)
_OF_CASES = asking(letters.c.id.in_(_LINKED))
_OF_KINDS = _OF_CASES.where(letters.c.kind.in_(bindparam("kinds", expanding=True)))
_TO = sa.select(letter_recipients.c.letter_id).where(letter_recipients.c.address == bindparam("address"))
_TO_ADDRESS = asking(letters.c.id.in_(_TO))
_ABOUT = asking(letters.c.about == bindparam("about"))
_TROUBLED = asking(letters.c.state.in_([state.value for state in _TROUBLES]))
_TROUBLED_SINCE = _TROUBLED.where(letters.c.changed_at > bindparam("moment"))
_DATA = sa.select(letters.c.data).where(letters.c.id == bindparam("id"))
_NOBODY: dict[str, Any] = {"lease_owner": None, "lease_until": None, "handed_at": None}
_BOUNCED = letters.update().where(letters.c.message_id.in_(bindparam("message_ids", expanding=True)))
_BOUNCED = _BOUNCED.values(
    state=LetterState.UNDELIVERED.value, diagnosis=bindparam("said"), changed_at=bindparam("now"), **_NOBODY
)

# What a limit keeps back is not counted against the limits.
_COUNTED = sa.and_(letter_recipients.c.held.is_(False), letter_recipients.c.at >= bindparam("since"))
_OUTSIDE = letter_recipients.c.address.not_in(bindparam("people", expanding=True))
_HOW_MANY = sa.func.count(sa.distinct(letter_recipients.c.letter_id))
_JOINED = letter_cases.join(letter_recipients, letter_recipients.c.letter_id == letter_cases.c.letter_id)


def _counting(column: sa.Column[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    some = column.in_(bindparam("wanted", expanding=True))
    return sa.select(column, _HOW_MANY).where(some, _COUNTED, *conditions).group_by(column)


_COUNT_TO = _counting(letter_recipients.c.address)
_COUNT_DOMAINS = _counting(letter_recipients.c.domain, _OUTSIDE)
_COUNT_CASES = _counting(letter_cases.c.case_number, _OUTSIDE).select_from(_JOINED)
_COUNT_ALL = sa.select(sa.func.count()).where(
    letters.c.at >= bindparam("since"), letters.c.state != LetterState.HELD.value
)
_GOT = (
    sa.select(letters.c.id)
    .join(letter_recipients, letter_recipients.c.letter_id == letters.c.id)
    .where(letter_recipients.c.address == bindparam("address"), _COUNTED, letters.c.kind == bindparam("kind"))
    .limit(1)
)


class Letters:
    """The letters of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def write(self, finished: Iterable[Letter], now: dt.datetime) -> tuple[int, ...]:
        """Writes letters, to be sent after the commit unless a limit keeps them back; gives their ids."""
        return tuple(write_letter(self._do, letter, now) for letter in finished)

    def mark_undelivered(self, message_ids: Sequence[str], diagnosis: str, now: dt.datetime) -> tuple[str, ...]:
        """Marks letters that bounced, and gives the cases that they were about. Unknown Message-IDs are passed over."""
        if not message_ids:
            return ()
        self._do.execute(_BOUNCED, {"message_ids": message_ids, "said": diagnosis, "now": now})
        bounced = read_letters(self._do, _BY_MESSAGE_ID, message_ids=message_ids)
        return tuple(dict.fromkeys(case for letter in bounced for case in letter.cases))

    # --- finding ---

    def latest(self, message_ids: Sequence[str]) -> SentLetter | None:
        """The latest letter among these Message-IDs, None where none is ours."""
        if not message_ids:
            return None
        found = read_letters(self._do, _BY_MESSAGE_ID, message_ids=message_ids)
        return sent_letter(found[-1]) if found else None

    def of_case(self, number: str) -> tuple[LetterRecord, ...]:
        """The letters of a case, oldest first."""
        return read_letters(self._do, _OF_CASES, numbers=(number,))

    def to_address(self, address: str) -> tuple[LetterRecord, ...]:
        """The letters to an address, oldest first."""
        return read_letters(self._do, _TO_ADDRESS, address=address)

    def about(self, message_id: str) -> tuple[LetterRecord, ...]:
        """The letters that answer a mail."""
        return read_letters(self._do, _ABOUT, about=message_id) if message_id else ()

    def data(self, number: int) -> bytes:
        """The bytes of the letter with that id."""
        found: bytes = self._do.execute(_DATA, {"id": number}).scalar_one()
        return found

    def last_of_kind(self, numbers: Sequence[str], *kinds: LetterKind) -> dict[str, LetterRecord]:
        """The last letter of these kinds for each of the cases that has one."""
        last: dict[str, LetterRecord] = {}
        for some in batches(numbers):
            found = read_letters(self._do, _OF_KINDS, numbers=some, kinds=[kind.value for kind in kinds])
            wanted = set(some)
            last |= {case: letter for letter in found for case in letter.cases if case in wanted}
        return last

    def troubles(self, since: dt.datetime | None = None) -> tuple[LetterRecord, ...]:
        """Letters that failed, bounced, were held back, or may not have arrived; those that became so since then."""
        if since is None:
            return read_letters(self._do, _TROUBLED)
        return read_letters(self._do, _TROUBLED_SINCE, moment=since)

    # --- counting ---

    def count_to(self, addresses: Collection[str], since: dt.datetime) -> tuple[tuple[str, int], ...]:
        """How many letters went to each address since the moment; 0 is left out."""
        return self._count(_COUNT_TO, addresses, since=since)

    def count_domains(
        self, domains: Collection[str], since: dt.datetime, people: Collection[str]
    ) -> tuple[tuple[str, int], ...]:
        """How many letters went to each domain since the moment, without those to `people`; 0 is left out."""
        return self._count(_COUNT_DOMAINS, domains, since=since, people=list(people))

    def count_cases(
        self, numbers: Collection[str], since: dt.datetime, people: Collection[str]
    ) -> tuple[tuple[str, int], ...]:
        """How many letters were written for each case since the moment, without those to `people`; 0 is left out."""
        return self._count(_COUNT_CASES, numbers, since=since, people=list(people))

    def count_all(self, since: dt.datetime) -> int:
        """How many letters were written since the moment, without those that were held back."""
        return int(self._do.execute(_COUNT_ALL, {"since": since}).scalar_one())

    def got(self, address: str, kind: LetterKind, since: dt.datetime) -> bool:
        """The address was written a letter of that kind since the moment."""
        asked = {"address": address, "kind": kind.value, "since": since}
        return self._do.execute(_GOT, asked).first() is not None

    def _count(self, asked: sa.Select[Any], wanted: Collection[str], **values: object) -> tuple[tuple[str, int], ...]:
        found: list[tuple[str, int]] = []
        for some in batches(wanted):
            found += [(what, count) for what, count in self._do.execute(asked, {"wanted": some, **values})]
        return tuple(found)
