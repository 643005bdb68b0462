"""The thread of letters that a case has with the job centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.store.batches import batches
from mailbot.store.tables import letter_cases, letter_recipients, letters

_WENT_TO_PEOPLE = (
    sa.select(letter_recipients.c.letter_id)
    .where(
        letter_recipients.c.letter_id == letters.c.id,
        letter_recipients.c.address.in_(bindparam("people", expanding=True)),
    )
    .exists()  # looked up letter by letter: a coordinator may have had a hundred thousand of them
)
_TO_PEOPLE = (
    sa.select(letter_cases.c.case_number, letters.c.message_id)
    .join(letters, letters.c.id == letter_cases.c.letter_id)
    .where(letter_cases.c.case_number.in_(bindparam("numbers", expanding=True)), _WENT_TO_PEOPLE)
    .order_by(letters.c.id)
)


def office_threads(
    connection: sa.Connection, numbers: Sequence[str], people: Collection[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each of the cases that has any: the Message-IDs of our letters to `people` about it, oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for some in batches(numbers):
        for case, message_id in connection.execute(_TO_PEOPLE, {"numbers": some, "people": list(people)}):
            found[case].append(message_id)
    return tuple((case, tuple(ids)) for case, ids in found.items())
