"""No question that is asked for each mail, each tick or each digest walks through all that was ever kept."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from mailbot.store import Store, cases, commands, cursors, history, letterrows, letters, mails, numbers, outbox

ROOMS = (cases, commands, cursors, history, letterrows, letters, mails, numbers, outbox)
# Asked by a person who wants all, or only a part of other questions.
WHOLE = {"cases._ALL", "cases._COUNT", "mails._COUNT", "history._READ", "letterrows._RECORDS"}


def questions() -> list[tuple[str, sa.Select[object] | sa.Update]]:
    def short(room: ModuleType) -> str:
        return room.__name__.rpartition(".")[2]

    return [
        (f"{short(room)}.{name}", asked)
        for room in ROOMS
        for name, asked in vars(room).items()
        if isinstance(asked, sa.Select | sa.Update) and f"{short(room)}.{name}" not in WHOLE
    ]


@pytest.mark.parametrize(("name", "asked"), questions(), ids=[name for name, _ in questions()])
def test_a_question_finds_its_rows_by_an_index(
    name: str, asked: sa.Select[object] | sa.Update, sqlite_store: Store
) -> None:
    text = re.sub(r"\(?__\[POSTCOMPILE_\w+\]\)?", "(1, 2)", str(asked.compile(dialect=sqlite.dialect())))
    with sqlite_store._engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}", (1,) * text.count("?"))]  # type: ignore[attr-defined]
    # A partial index holds only the few lines that still want something: walking through it is what it is for.
    walks = [
        step
        for step in plan
        if step.startswith("SCAN")
        and not re.search(r"ix_\w+_(unfiled|undecided|for_a_person|to_read_again|waiting|to_copy)", step)
    ]
    assert walks == [], plan
