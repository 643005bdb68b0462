"""How letters say numbers, days, hours, starts, phones and values of the history."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.model import Hours, Pool, PoolCount, Route, Start, StartKind
from mailbot.post.subject import Subjects
from mailbot.post.wording import Wording, phone
from tests.post.letters import rulebook

RULES = rulebook()
DA = Wording(RULES.wording.da, RULES.office.roles.model_dump())
EN = Wording(RULES.wording.en, RULES.office.roles_en.model_dump())
SUBJECTS = Subjects(RULES.wording.reply_prefixes, RULES.wording.subject)


@pytest.mark.parametrize(
    ("hours", "danish", "english"),
    [
        (Hours(4, 4), "4 timer", "4 hours"),
        (Hours(1, 1), "1 time", "1 hour"),
        (Hours(4, 5), "4-5 timer", "4-5 hours"),
        (Hours(None, 5), "op til 5 timer", "up to 5 hours"),
        (Hours(3, None), "mindst 3 timer", "at least 3 hours"),
        (Hours(2.5, 4.25), "2,5-4,25 timer", "2.5-4.25 hours"),
        (Hours(None, None), "ikke oplyst", "not told"),
    ],
)
def test_hours(hours: Hours, danish: str, english: str) -> None:
    assert (DA.hours(hours), EN.hours(hours)) == (danish, english)


@pytest.mark.parametrize(
    ("kind", "precision", "danish", "english"),
    [
        (StartKind.DATE, "day", "1. marts 2027", "1 March 2027"),
        (StartKind.DATE, "month", "marts 2027", "March 2027"),
        (StartKind.DATE, "week", "uge 9 (fra mandag den 1. marts 2027)", "week 9 (from Monday 1 March 2027)"),
        (StartKind.DATE, "approx", "omkring den 1. marts 2027", "around 1 March 2027"),
        (StartKind.ASAP, None, "hurtigst muligt", "as soon as possible"),
        (StartKind.BY_AGREEMENT, None, "efter aftale", "by agreement"),
        (StartKind.VAGUE, None, "til foråret", "til foråret"),
    ],
)
def test_starts(kind: StartKind, precision: str | None, danish: str, english: str) -> None:
    day = dt.date(2027, 3, 1) if kind is StartKind.DATE else None
    start = Start(kind, "til foråret", day, precision)
    assert (DA.start(start), EN.start(start)) == (danish, english)


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("62531940", "62 53 19 40"),
        ("+4562531940", "62 53 19 40"),
        ("004562531940", "62 53 19 40"),
        ("+49461123456", "+49461123456"),
        ("112", "112"),
        ("62 53 19 40 lok. 7", "62 53 19 40 lok. 7"),
    ],
)
def test_phones(digits: str, shown: str) -> None:
    assert phone(digits) == shown


@pytest.mark.parametrize(
    ("field", "stored", "shown"),
    [
        ("state", "awaiting_decision", "Afventer jobcenterets afgørelse"),
        ("route", "institution", "egenansættelse (institution)"),
        ("eligible", "true", "ja"),
        ("weekly_hours", "..5", "op til 5 timer"),
        ("weekly_hours", "3..", "mindst 3 timer"),
        ("weekly_hours", "2-3", "2-3 timer"),
        ("fixed_hours", "4.5", "4,5 timer"),
        ("start", "2027-03-01", "1. marts 2027"),
        ("start", "hurtigst muligt", "hurtigst muligt"),
        ("start", "2027-13-45", "2027-13-45"),
        ("contact_phone", "62531940", "62 53 19 40"),
        ("weekly_hours", "en hel masse", "en hel masse"),
        ("reason", None, ""),
    ],
)
def test_values_of_the_history(field: str, stored: str | None, shown: str) -> None:
    assert DA.told(field, stored) == shown


def test_ages_moments_and_lists() -> None:
    day = dt.date(2027, 2, 1)
    assert [DA.age(day - dt.timedelta(days=n), day) for n in (0, 1, 5)] == ["i dag", "1 dag", "5 dage"]
    assert DA.moment(dt.datetime(2027, 2, 1, 9, 5, tzinfo=dt.UTC)) == "1. februar 2027 kl. 9.05"
    assert DA.listed(["a", "b", "c"]) == "a, b og c"
    assert EN.listed(("a", "b")) == "a and b"
    assert DA.listed([]) == ""


def test_pools_and_routes() -> None:
    count = PoolCount(Pool("5", 5, 15), filled=11, reserved=2, open=3, waiting=0)
    assert DA.pool(count.pool) == "puljen på højst 5 timer om ugen"
    assert DA.pool_said(count, DA.words.pools.count) == "13 af 15 pladser er optaget"
    for route in Route:
        for wording in (DA, EN):
            employs, pays, insures = wording.terms(route)
            assert "{" not in employs + pays + insures


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Mikrofleksjob", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("SV: Sv: Re: VS: AW: Mikrofleksjob", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("RE[2]: Re : mikrofleksjob", "Re: mikrofleksjob [MF-2027-0001]"),
        ("Sv: Mikrofleksjob [MF-2027-0001, MF-2027-0002]", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("[MF-2027-0001] Mikrofleksjob", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("Re:", "Re: Mikrofleksjob [MF-2027-0001]"),
        ("Svar udbedes: job", "Re: Svar udbedes: job [MF-2027-0001]"),
        ("Restaurant: job", "Re: Restaurant: job [MF-2027-0001]"),
    ],
)
def test_subjects(subject: str, answer: str) -> None:
    assert SUBJECTS.answer(subject, ("MF-2027-0001",)) == answer


@given(st.text(max_size=400))
def test_any_subject_is_one_bounded_line_with_one_prefix(subject: str) -> None:
    answer = SUBJECTS.answer(subject, ("MF-2027-0001",))
    assert len(answer) < 230
    assert answer.startswith("Re: ")
    assert answer.endswith(" [MF-2027-0001]")
    assert len(answer.splitlines()) == 1
    assert SUBJECTS.answer(answer, ("MF-2027-0001",)) == answer


def test_many_numbers_are_shortened() -> None:
    many = tuple(f"MF-2027-{n:04}" for n in range(60))
    subject = SUBJECTS.answer("Job", many)
    assert subject.endswith("MF-2027-0019, …]")
    assert SUBJECTS.bare(subject) == "Job"
