"""The page about states and commands says what the code does."""

from __future__ import annotations

from tests.desk.tables import PAGE, tables, written


def test_the_page_has_every_table_and_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert all(f"<!-- {name} -->" in page for name in tables())
    assert page == written(), "run: python -m tests.desk.tables"
