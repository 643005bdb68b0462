"""A letter as rows and back, with its cases and its recipients."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.model import Ask, Field, Letter, LetterKind, LetterRecord, LetterState, SentLetter
from mailbot.store.batches import batches
from mailbot.store.tables import letter_cases, letter_recipients, letters

# All but the bytes: they are read only to be sent.
_RECORDS = sa.select(*[column for column in letters.c if column is not letters.c.data])
_CASES = (
    sa.select(letter_cases.c.letter_id, letter_cases.c.case_number)
    .where(letter_cases.c.letter_id.in_(bindparam("ids", expanding=True)))
    .order_by(letter_cases.c.place)
)
_ADD = letters.insert()
_ADD_CASES = letter_cases.insert()
_ADD_RECIPIENTS = letter_recipients.insert()


def write_letter(do: sa.Connection, letter: Letter, now: dt.datetime) -> int:
    """Writes a letter that was finished now; gives its id. Its Message-ID has to be new."""
    held = bool(letter.held) or letter.state is LetterState.HELD
    done = do.execute(_ADD, _row(letter, now, held))
    assert done.inserted_primary_key is not None  # noqa: S101
    number = int(done.inserted_primary_key[0])
    links = [{"letter_id": number, "place": i, "case_number": case} for i, case in enumerate(letter.cases)]
    if links:
        do.execute(_ADD_CASES, links)
    recipients = [
        {"letter_id": number, "address": to, "domain": to.rpartition("@")[2], "at": now, "held": held}
        for to in dict.fromkeys(letter.to)
    ]
    if recipients:
        do.execute(_ADD_RECIPIENTS, recipients)
    return number


def _row(letter: Letter, now: dt.datetime, held: bool) -> dict[str, Any]:
    return {
        "message_id": letter.message_id,
        "kind": letter.kind.value,
        "recipients": letter.to,
        "subject": letter.subject,
        "data": letter.data,
        "asks": [[ask.case, ask.field.value] for ask in letter.asks],
        "about": letter.about,
        "question_id": letter.question_id,
        "at": now,
        "state": (LetterState.HELD if held else letter.state).value,
        "attempts": 0,
        "doubts": 0,
        "changed_at": now,
        "diagnosis": letter.held,
        "to_copy": False,
    }


def asking(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The question for the letters that meet the conditions, in the order they were written."""
    return _RECORDS.where(*conditions).order_by(letters.c.id)


def read_letters(do: sa.Connection, asked: sa.Select[Any], **values: object) -> tuple[LetterRecord, ...]:
    """The letters that answer a question built by `asking`."""
    rows = do.execute(asked, values).mappings().all()
    linked = cases_of(do, [row["id"] for row in rows])
    return tuple(_record(row, linked[row["id"]]) for row in rows)


def cases_of(do: sa.Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """The case numbers of letters, in their order, by the letters' id."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in batches(numbers):
        for letter, case in do.execute(_CASES, {"ids": some}):
            found[letter].append(case)
    return found


def asks_of(packed: list[list[str]]) -> tuple[Ask, ...]:
    """The numbered questions of a letter."""
    return tuple(Ask(case, Field(field)) for case, field in packed)


def sent_letter(letter: LetterRecord) -> SentLetter:
    """An earlier letter, as the desk sees it."""
    return SentLetter(
        kind=letter.kind,
        to=letter.to,
        message_id=letter.message_id,
        cases=letter.cases,
        asks=letter.asks,
        at=letter.at,
        question_id=letter.question_id,
    )


def _record(row: sa.RowMapping, cases: Sequence[str]) -> LetterRecord:
    return LetterRecord(
        id=row["id"],
        kind=LetterKind(row["kind"]),
        to=tuple(row["recipients"]),
        subject=row["subject"],
        message_id=row["message_id"],
        at=row["at"],
        state=LetterState(row["state"]),
        cases=tuple(cases),
        asks=asks_of(row["asks"]),
        about=row["about"],
        question_id=row["question_id"],
        attempts=row["attempts"],
        next_try=row["next_try"],
        sent_at=row["sent_at"],
        doubts=row["doubts"],
        diagnosis=row["diagnosis"],
    )
