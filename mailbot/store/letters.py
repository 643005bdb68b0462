"""The letters that were written: found by Message-ID, case and fate, and counted for the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from mailbot.model import Letter, LetterKind, LetterRecord, LetterState, SentLetter
from mailbot.store.letterrows import read_letters, write_letter
from mailbot.store.tables import letter_cases, letter_recipients, letters

_COUNTED = letter_recipients.c.held.is_(False)  # what a limit keeps back is not counted against the limits
_TROUBLES = (LetterState.FAILED, LetterState.UNDELIVERED, LetterState.HELD, LetterState.UNKNOWN)


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
        bounced = read_letters(self._do, letters.c.message_id.in_(message_ids))
        change = letters.update().where(letters.c.id.in_([letter.id for letter in bounced]))
        self._do.execute(
            change.values(
                state=LetterState.UNDELIVERED.value,
                diagnosis=diagnosis,
                changed_at=now,
                lease_owner=None,
                lease_until=None,
                handed_at=None,
            )
        )
        return tuple(dict.fromkeys(case for letter in bounced for case in letter.cases))

    # --- finding ---

    def latest(self, message_ids: Sequence[str]) -> SentLetter | None:
        """The latest letter among these Message-IDs, None where none is ours."""
        if not message_ids:
            return None
        found = read_letters(self._do, letters.c.message_id.in_(message_ids), newest_first=True, limit=1)
        return _sent(found[0]) if found else None

    def of_case(self, number: str) -> tuple[LetterRecord, ...]:
        """The letters of a case, oldest first."""
        theirs = sa.select(letter_cases.c.letter_id).where(letter_cases.c.case_number == number)
        return read_letters(self._do, letters.c.id.in_(theirs))

    def to_address(self, address: str) -> tuple[LetterRecord, ...]:
        """The letters to an address, oldest first."""
        theirs = sa.select(letter_recipients.c.letter_id).where(letter_recipients.c.address == address)
        return read_letters(self._do, letters.c.id.in_(theirs))

    def about(self, message_id: str) -> tuple[LetterRecord, ...]:
        """The letters that answer a mail."""
        return read_letters(self._do, letters.c.about == message_id) if message_id else ()

    def data(self, number: int) -> bytes:
        """The bytes of the letter with that id."""
        found: bytes = self._do.execute(sa.select(letters.c.data).where(letters.c.id == number)).scalar_one()
        return found

    def last_of_kind(self, numbers: Sequence[str], *kinds: LetterKind) -> dict[str, LetterRecord]:
        """The last letter of these kinds for each of the cases that has one."""
        theirs = sa.select(letter_cases.c.letter_id).where(letter_cases.c.case_number.in_(numbers))
        found = read_letters(self._do, letters.c.id.in_(theirs), letters.c.kind.in_([k.value for k in kinds]))
        return {case: letter for letter in found for case in letter.cases if case in numbers}

    def troubles(self, since: dt.datetime | None = None) -> tuple[LetterRecord, ...]:
        """Letters that failed, bounced, were held back, or may not have arrived; those that became so since then."""
        later = () if since is None else (letters.c.changed_at > since,)
        return read_letters(self._do, letters.c.state.in_([s.value for s in _TROUBLES]), *later)

    # --- counting ---

    def count_to(self, addresses: Collection[str], since: dt.datetime) -> tuple[tuple[str, int], ...]:
        """How many letters went to each address since the moment; 0 is left out."""
        return self._count(letter_recipients.c.address, addresses, since)

    def count_domains(
        self, domains: Collection[str], since: dt.datetime, people: Collection[str]
    ) -> tuple[tuple[str, int], ...]:
        """How many letters went to each domain since the moment, without those to `people`; 0 is left out."""
        return self._count(letter_recipients.c.domain, domains, since, people)

    def count_cases(
        self, numbers: Collection[str], since: dt.datetime, people: Collection[str]
    ) -> tuple[tuple[str, int], ...]:
        """How many letters were written for each case since the moment, without those to `people`; 0 is left out."""
        if not numbers:
            return ()
        to = letter_recipients
        asked = (
            sa.select(letter_cases.c.case_number, sa.func.count(sa.distinct(to.c.letter_id)))
            .join(to, to.c.letter_id == letter_cases.c.letter_id)
            .where(letter_cases.c.case_number.in_(numbers), to.c.at >= since, _COUNTED)
            .where(to.c.address.not_in(people))
            .group_by(letter_cases.c.case_number)
        )
        return tuple((case, count) for case, count in self._do.execute(asked))

    def count_all(self, since: dt.datetime) -> int:
        """How many letters were written since the moment, without those that were held back."""
        written = sa.select(sa.func.count()).where(letters.c.at >= since, letters.c.state != LetterState.HELD.value)
        return int(self._do.execute(written).scalar_one())

    def got(self, address: str, kind: LetterKind, since: dt.datetime) -> bool:
        """The address was written a letter of that kind since the moment."""
        to = letter_recipients
        asked = sa.select(letters.c.id).join(to, to.c.letter_id == letters.c.id)
        asked = asked.where(to.c.address == address, to.c.at >= since, _COUNTED, letters.c.kind == kind.value)
        return self._do.execute(asked.limit(1)).first() is not None

    def _count(
        self, column: sa.Column[str], wanted: Collection[str], since: dt.datetime, people: Collection[str] = ()
    ) -> tuple[tuple[str, int], ...]:
        if not wanted:
            return ()
        to = letter_recipients
        asked = sa.select(column, sa.func.count(sa.distinct(to.c.letter_id))).group_by(column)
        asked = asked.where(column.in_(wanted), to.c.at >= since, _COUNTED, to.c.address.not_in(people))
        return tuple((what, count) for what, count in self._do.execute(asked))


def _sent(letter: LetterRecord) -> SentLetter:
    return SentLetter(
        kind=letter.kind,
        to=letter.to,
        message_id=letter.message_id,
        cases=letter.cases,
        asks=letter.asks,
        at=letter.at,
        question_id=letter.question_id,
    )
