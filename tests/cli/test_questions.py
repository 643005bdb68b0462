"""`mailbot cases`, `show`, `quota`, `digest`: what the books say, as data and for people."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path

import pytest

from mailbot.model import State
from tests.cli.conftest import Says

_KEYS = """
    number state reason reason_text institution contact_name contact_phone contact_email job_description weekly_hours
    start missing uncertain pool municipal route reference fixed_hours filled_from filled_hours created updated
"""
CASE_KEYS = _KEYS.split()


def test_cases_lists_all_as_json_alone(filled: Path, says: Says) -> None:
    done = says("--config", filled, "cases", "--json")
    assert (done.code, done.err) == (0, "")
    cases = json.loads(done.out)
    assert [one["number"] for one in cases] == ["MF-2027-0001", "MF-2027-0002"]
    assert [list(one) for one in cases] == [CASE_KEYS, CASE_KEYS]
    assert [one["missing"] for one in cases] == [[], ["weekly_hours"]]
    assert dt.datetime.fromisoformat(cases[0]["created"]) == dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(("state", "numbers"), [("open", ["MF-2027-0001"]), ("closed", [])])
def test_cases_in_one_state(filled: Path, says: Says, state: str, numbers: list[str]) -> None:
    done = says("--config", filled, "cases", "--state", state, "--json")
    assert [one["number"] for one in json.loads(done.out)] == numbers


def test_every_state_can_be_asked_for(filled: Path, says: Says) -> None:
    assert {says("--config", filled, "cases", "--state", state.value).code for state in State} == {0}


def test_cases_for_people(filled: Path, says: Says) -> None:
    out = says("--config", filled, "cases").out
    assert "MF-2027-0001" in out
    assert "Nordby Skole" in out


def test_progress_stands_beside_what_others_reached(filled: Path, says: Says) -> None:
    told = json.loads(says("--config", filled, "quota", "--progress", "--json").out)
    nobody = {"cases": 0, "share": 0.0}
    assert {name: told[name] for name in ("followed", "rose", "fell", "stayed")} == {
        "followed": 0,
        "rose": nobody,
        "fell": nobody,
        "stayed": nobody,
    }
    assert [(one["share"], one["year"]) for one in told["benchmarks"]] == [(18.2, 2016), (21.0, 2016)]
    shown = says("--config", filled, "quota", "--progress").out
    for words in ("steget", "faldet", "uændret", "18.2 %", "Aalborg"):
        assert words in shown


def test_show_tells_each_value_with_its_words(filled: Path, says: Says) -> None:
    done = says("--config", filled, "show", "MF-2027-0002")
    assert done.code == 0
    for told in ("Nordby Skole", "Bo Lund", "smøre madder", "query", "bolu@aeroe-kommune.example"):
        assert told in done.out


def test_show_as_json_has_history_and_letters(filled: Path, says: Says) -> None:
    shown = json.loads(says("--config", filled, "show", "mf-2027-0002", "--json").out)
    assert list(shown) == [*CASE_KEYS, "history", "letters"]
    assert list(shown["history"][0]) == ["at", "by", "what", "field", "old", "new", "message", "evidence"]
    (query,) = shown["letters"]
    assert list(query) == ["kind", "to", "subject", "at", "state", "message_id"]
    assert (query["kind"], query["state"]) == ("query", "sent")


def test_a_case_that_does_not_exist(filled: Path, says: Says) -> None:
    done = says("--config", filled, "show", "MF-2027-0999")
    assert (done.code, done.out) == (1, "")
    assert done.err == "mailbot: there is no case MF-2027-0999; `mailbot cases` lists those there are\n"


def test_quota_as_json(filled: Path, says: Says) -> None:
    done = says("--config", filled, "quota", "--json")
    five, ten = json.loads(done.out)
    assert five == {
        "name": "5", "max_hours": 5, "places": 15, "filled": 0, "reserved": 0, "free": 15, "open": 1, "waiting": 0
    }  # fmt: skip
    assert ten["name"] == "10"
    assert "15" in says("--config", filled, "quota").out


def test_the_digest_of_a_day_as_text(filled: Path, says: Says) -> None:
    done = says("--config", filled, "digest", "--date", "2027-02-01")
    assert done.code == 0
    assert "MF-2027-0001" in done.out
    assert "Nordby Skole" in done.out


def test_the_digest_as_a_file_for_its_owner_alone(filled: Path, says: Says, tmp_path: Path) -> None:
    page = tmp_path / "digest.html"
    page.write_text("old")
    page.chmod(0o644)
    done = says("--config", filled, "digest", "--date", "2027-02-01", "--html", page)
    assert (done.code, done.out) == (0, "")
    assert str(page) in done.err.replace("\n", "")
    assert "MF-2027-0001" in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_digest_that_cannot_be_written(filled: Path, says: Says, tmp_path: Path) -> None:
    done = says("--config", filled, "digest", "--html", tmp_path / "none" / "digest.html")
    assert done.code == 65
    assert "No such file" in done.err


def test_a_day_that_is_none(filled: Path, says: Says) -> None:
    done = says("--config", filled, "digest", "--date", "1. februar")
    assert (done.code, done.err) == (2, "mailbot: --date: '1. februar' is not a day; write it like 2027-02-01\n")


@pytest.mark.parametrize("words", [["cases"], ["show", "MF-2027-0001"], ["digest", "--date", "2027-02-01"]])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_strangers_terminal_escapes_never_reach_the_terminal(
    filled: Path, says: Says, words: list[str], form: list[str]
) -> None:
    if words[0] == "digest" and form:
        return
    out = says("--config", filled, *words, *form).out
    assert "Havblik" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e\u202c")
