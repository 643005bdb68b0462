"""Real mails of other projects' test sets: none raises, automatic ones are known, people's are not taken for them."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from mailbot.errors import UnreadableMail
from mailbot.reading.heading import read_heading
from mailbot.reading.mail import read_mail
from tests.reading.letters import ARRIVED, rulebook

TOP = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CORPUS") or TOP.parent / "shared" / "corpus") / "public"


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, str, bool | None]]:
    """File, what the manifest says, whether it was taken for automatic (None where it was unreadable)."""
    if not (CORPUS / "MANIFEST.tsv").exists():
        pytest.skip(f"no mails at {CORPUS}; set CORPUS to the folder that holds public/MANIFEST.tsv")
    found: list[tuple[str, str, bool | None]] = []
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            data = (CORPUS / row["file"]).read_bytes()
            read_heading(data, rulebook())
            try:
                automatic = read_mail(data, rulebook(), ARRIVED).automatic
            except UnreadableMail:
                automatic = None
            found.append((row["file"], row["must_not_reply"], automatic))
    return found


def test_almost_every_automatic_mail_is_known(verdicts: list[tuple[str, str, bool | None]]) -> None:
    missed = [file for file, says, automatic in verdicts if says in ("yes", "list") and automatic is False]
    assert len(missed) <= 0.01 * sum(says in ("yes", "list") for _, says, _ in verdicts), missed


def test_almost_no_mail_of_a_person_is_taken_for_automatic(verdicts: list[tuple[str, str, bool | None]]) -> None:
    wrong = [file for file, says, automatic in verdicts if says == "no" and automatic]
    assert len(wrong) <= 0.01 * sum(says == "no" for _, says, _ in verdicts), wrong


def test_almost_every_mail_is_readable(verdicts: list[tuple[str, str, bool | None]]) -> None:
    assert sum(automatic is None for _, _, automatic in verdicts) <= 0.01 * len(verdicts)
