"""The pages about states, commands and letters say what the code does."""

from __future__ import annotations

import pytest

from mailbot.model import LetterKind
from tests.desk.tables import PAGES, REFERENCE, WHEN, written


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_every_table_and_is_up_to_date(page: str) -> None:
    text = (REFERENCE / page).read_text("utf-8")
    assert all(f"<!-- {name} -->" in text for name in PAGES[page])
    assert text == written(page), "run: python -m tests.desk.tables"


def test_every_kind_of_letter_is_told_of() -> None:
    assert set(WHEN) == set(LetterKind)
