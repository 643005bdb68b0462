"""Commands that were done, kept so that the last one of a case can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from mailbot.model import Case, CommandRecord
from mailbot.store.batches import batches
from mailbot.store.caserows import pack_case, unpack_case
from mailbot.store.letterrows import asking, read_letters, sent_letter
from mailbot.store.tables import command_letters, commands, letters

_LAST = (
    commands.select()
    .where(commands.c.case_number.in_(bindparam("numbers", expanding=True)), commands.c.undone_at.is_(None))
    .order_by(commands.c.id.desc())
    .limit(1)
)
_TIMES = (
    sa.select(commands.c.case_number, sa.func.max(commands.c.at, type_=commands.c.at.type).label("at"))
    .where(commands.c.case_number.in_(bindparam("numbers", expanding=True)))
    .group_by(commands.c.case_number)
)
_ADD = commands.insert()
_UNDO = commands.update().where(commands.c.id == bindparam("command")).values(undone_at=bindparam("now"))
_ADD_LETTERS = command_letters.insert()
_BECAUSE = sa.select(command_letters.c.letter_id).where(command_letters.c.command_id == bindparam("command"))
_LETTERS = asking(letters.c.id.in_(_BECAUSE))


class Commands:
    """The commands of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def keep(self, record: CommandRecord, letter_ids: Iterable[int]) -> int:
        """Keeps a command with the letters that go out because of it; gives its id."""
        row = {
            "case_number": record.case,
            "name": record.name,
            "by": record.by,
            "at": record.at,
            "message": record.message,
            "before": [pack_case(case) for case in record.before],
            "after": [pack_case(case) for case in record.after],
        }
        done = self._do.execute(_ADD, row)
        assert done.inserted_primary_key is not None  # noqa: S101
        number = int(done.inserted_primary_key[0])
        links = [{"command_id": number, "letter_id": letter} for letter in letter_ids]
        if links:
            self._do.execute(_ADD_LETTERS, links)
        return number

    def last(self, numbers: Sequence[str]) -> CommandRecord | None:
        """The last command of these cases that was not taken back."""
        if not numbers:
            return None
        row = self._do.execute(_LAST, {"numbers": numbers}).mappings().one_or_none()
        return None if row is None else self._record(row)

    def last_times(self, numbers: Sequence[str]) -> dict[str, dt.datetime]:
        """When a coordinator last ordered something, for each of the cases where one did."""
        found: dict[str, dt.datetime] = {}
        for some in batches(numbers):
            found |= {row.case_number: row.at for row in self._do.execute(_TIMES, {"numbers": some})}
        return found

    def take_back(self, number: int, now: dt.datetime) -> None:
        """Notes that the command of that id was taken back: the one before it is the case's last one now."""
        self._do.execute(_UNDO, {"command": number, "now": now})

    def _record(self, row: sa.RowMapping) -> CommandRecord:
        sent = read_letters(self._do, _LETTERS, command=row["id"])
        return CommandRecord(
            case=row["case_number"],
            name=row["name"],
            by=row["by"],
            at=row["at"],
            message=row["message"],
            before=_cases(row["before"]),
            after=_cases(row["after"]),
            letters=tuple(sent_letter(letter) for letter in sent),
            id=row["id"],
        )


def _cases(packed: list[dict[str, Any]]) -> tuple[Case, ...]:
    return tuple(unpack_case(one) for one in packed)
