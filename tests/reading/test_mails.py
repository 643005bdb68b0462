"""Every labelled mail of tests/mails is read as a careful caseworker reads it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import zoneinfo
from pathlib import Path
from typing import Any

import pytest

from mailbot.reading.mail import read_mail
from mailbot.reading.reader import read
from mailbot.shapes import reading_as_json
from tests.reading.letters import rulebook

MAILS = Path(__file__).parents[1] / "mails"
NAMES = sorted(p.stem for p in MAILS.glob("*.json"))
ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")
ARRIVED = dt.datetime(2027, 1, 4, 9, 0, tzinfo=ZONE)
WORDS = ("institution", "contact_name", "contact_phone", "contact_email")


def reading_of(name: str) -> dict[str, Any]:
    mail = read_mail((MAILS / f"{name}.eml").read_bytes(), rulebook(), ARRIVED)
    today = (mail.date or ARRIVED).astimezone(ZONE).date()
    return reading_as_json(name, mail, read(mail, rulebook(), today=today))


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold()).strip(" .,;:-")


def faults(got: dict[str, Any], gold: dict[str, Any]) -> list[str]:
    """What differs between one offer as it was read and as it is labelled."""
    found = []
    for name in WORDS:
        accepted = gold[name]
        right = got[name] is None if accepted is None else flat(got[name] or "") in map(flat, accepted)
        if not right:
            found.append(f"{name}: {got[name]!r} for {accepted!r}")
    found += description_faults(got["job_description"], gold["job_description"])
    if not same_hours(got["weekly_hours"], gold["weekly_hours"]):
        found.append(f"weekly_hours: {got['weekly_hours']} for {gold['weekly_hours']}")
    if not same_start(got["start"], gold["start"]):
        found.append(f"start: {got['start']} for {gold['start']}")
    if set(got["missing"]) != set(gold["missing"]):
        found.append(f"missing: {got['missing']} for {gold['missing']}")
    return found


def description_faults(got: str | None, gold: dict[str, list[str]] | None) -> list[str]:
    if gold is None or got is None:
        return [] if gold is None and got is None else [f"job_description: {got!r} for {gold}"]
    lacking = [m for m in gold["must"] if flat(m) not in flat(got)]
    strange = [m for m in gold["must_not"] if flat(m) in flat(got)]
    return [f"job_description lacks {lacking}, holds {strange}: {got!r}"] if lacking or strange else []


def same_hours(got: dict[str, Any] | None, gold: dict[str, Any] | None) -> bool:
    return got == gold or (
        got is not None and gold is not None and [got["min"], got["max"]] == pytest.approx([gold["min"], gold["max"]])
    )


def same_start(got: dict[str, Any] | None, gold: dict[str, Any] | None) -> bool:
    if got is None or gold is None:
        return got is None and gold is None
    if gold["kind"] == "vague":
        return got["kind"] == "vague" or got.get("precision") == "approx"
    if got["kind"] != gold["kind"] or gold["kind"] != "date":
        return bool(got["kind"] == gold["kind"])
    one, other = dt.date.fromisoformat(got["date"]), dt.date.fromisoformat(gold["date"])
    allowed = {"day": 0, "week": 6, "month": 30, "approx": 10}[gold["precision"]]
    return abs((one - other).days) <= allowed


@pytest.mark.parametrize("name", NAMES)
def test_the_mail_is_read_as_it_is_labelled(name: str) -> None:
    gold = json.loads((MAILS / f"{name}.json").read_text("utf-8"))
    got = reading_of(name)
    told = {key: got[key] for key in ("kind", "subject_match", "cpr")}
    assert told == {key: gold[key] for key in told}
    assert len(got["offers"]) == len(gold["offers"])
    orders = itertools.permutations(got["offers"])
    wrong = min(
        ([f for a, b in zip(order, gold["offers"], strict=True) for f in faults(a, b)] for order in orders), key=len
    )
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_cited_from_the_words_where_they_stand(name: str) -> None:
    mail = read_mail((MAILS / f"{name}.eml").read_bytes(), rulebook(), ARRIVED)
    for offer in reading_of(name)["offers"]:
        for one in offer["evidence"].values():
            part = mail.part(one["part"])
            if one["part"] == "from":
                assert mail.sender is not None
                shown = f"{mail.sender.name} <{mail.sender.address}>" if mail.sender.name else mail.sender.address
                assert shown[one["start"] : one["end"]] == one["text"]
            else:
                assert part is not None
                assert part.text[one["start"] : one["end"]] == one["text"]


def test_the_mails_are_many_and_of_every_kind() -> None:
    kinds = {json.loads((MAILS / f"{n}.json").read_text("utf-8"))["kind"] for n in NAMES}
    assert len(NAMES) >= 60
    assert kinds >= {"registration", "withdrawal", "question", "citizen", "auto_reply", "bounce", "bulk"}
