"""Answers to our questions in a known thread, as people write them."""

# ruff: noqa: E501 - mails stand as people write them

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.model import Ask, Case, Evidence, Field, Hours, Kind, Offer, Reading, Start, StartKind, State, Value
from mailbot.reading.reader import read as read_text
from mailbot.rulebook.book import load_rulebook
from tests.reading.letters import raw, read

RULES = load_rulebook()
TODAY = dt.date(2027, 2, 1)
NOW = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
HOURS, START, PLACE, NAME, TASKS = (
    Field.WEEKLY_HOURS, Field.START, Field.INSTITUTION, Field.CONTACT_NAME, Field.JOB_DESCRIPTION,
)  # fmt: skip


def value(text: str) -> Value:
    return Value(text, Evidence(text, "body", 0, len(text), "label.tasks"))


def case(number: str = "MF-2027-0001", tasks: str = "smøre madder og vaske op") -> Case:
    return Case(
        number=number, state=State.AWAITING_INFORMATION, offer=Offer(job_description=value(tasks)), created=NOW,
        updated=NOW, writer="dolu@aeroe-kommune.example", parties=("dolu@aeroe-kommune.example",), municipal=True,
        subject="Mikrofleksjob",
    )  # fmt: skip


def answer(text: str, *fields: Field, cases: tuple[Case, ...] = (), sender: str = "Dorthe Lund") -> Reading:
    known = cases or (case(),)
    asks = tuple(Ask(known[0].number, f) for f in fields)
    subject = "Re: Mikrofleksjob [MF-2027-0001]"
    mail = read(raw(text, subject=subject, From=f"{sender} <dolu@aeroe-kommune.example>"))
    return read_text(mail, RULES, asks=asks, cases=known, today=TODAY)


def told(reading: Reading) -> dict[Field, object]:
    return {a.field: a.value.value for a in reading.answers}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("4", Hours(4, 4)), ("4 timer", Hours(4, 4)), ("4-5", Hours(4, 5)), ("Vi siger 5 timer om ugen.", Hours(5, 5)),
        ("Hej\n\nDet er 3 timer.\n\nMvh Dorthe", Hours(3, 3)), ("op til 5", Hours(None, 5)), ("1. 4 timer", Hours(4, 4)),
    ],
)  # fmt: skip
def test_a_short_answer_means_the_hours_that_were_asked_for(text: str, hours: Hours) -> None:
    assert told(answer(text, HOURS))[HOURS] == hours


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("fra 1. marts", dt.date(2027, 3, 1)), ("1. marts", dt.date(2027, 3, 1)), ("1/3", dt.date(2027, 3, 1)),
        ("Vi kan tage imod fra 1. april.", dt.date(2027, 4, 1)), ("1. 1. marts", dt.date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_a_short_answer_means_the_start_that_was_asked_for(text: str, date: dt.date) -> None:
    start = told(answer(text, START))[START]
    assert isinstance(start, Start)
    assert start.date == date


def test_two_words_are_the_workplace_that_was_asked_for() -> None:
    assert told(answer("Rise Plejecenter\n\nSendt fra min iPhone", PLACE))[PLACE] == "Rise Plejecenter"


@pytest.mark.parametrize("text", ["Kontaktpersonen er Jytte Krogh.", "Jytte Krogh", "Jytte Krogh, tlf. 62 53 11 22"])
def test_a_name_is_the_contact_that_was_asked_for(text: str) -> None:
    found = told(answer(text, NAME, HOURS, START))
    assert found[NAME] == "Jytte Krogh"
    assert HOURS not in found
    assert START not in found


def test_it_is_me_means_who_signs() -> None:
    assert told(answer("Det er mig.\n\nVenlig hilsen\nDorthe Lund\nÆrø Skole", NAME))[NAME] == "Dorthe Lund"


def test_it_is_me_without_a_signature_means_who_sends() -> None:
    assert told(answer("det er mig", NAME))[NAME] == "Dorthe Lund"


def test_numbered_answers_go_by_the_numbers_of_the_questions() -> None:
    found = told(answer("1. 5 timer\n2. 1. marts", HOURS, START))
    assert found[HOURS] == Hours(5, 5)
    assert isinstance(found[START], Start)
    assert found[START].date == dt.date(2027, 3, 1)


def test_numbered_answers_in_one_line() -> None:
    found = told(answer("1. Rise Plejecenter 2. 5 timer 3. hurtigst muligt", PLACE, HOURS, START))
    assert found[PLACE] == "Rise Plejecenter"
    assert found[HOURS] == Hours(5, 5)
    assert isinstance(found[START], Start)
    assert found[START].kind is StartKind.ASAP


def test_two_fields_in_one_line() -> None:
    found = told(answer("5 timer om ugen, hurtigst muligt", HOURS, START))
    assert found[HOURS] == Hours(5, 5)
    assert isinstance(found[START], Start)
    assert found[START].kind is StartKind.ASAP


def test_answers_below_the_quoted_questions() -> None:
    text = (
        "Den 30. jan. 2027 kl. 09.00 skrev Jobcenter Ærø <mikrofleksjob@aeroe-kommune.example>:\n"
        "> Tak for jeres tilbud. Vi mangler:\n>\n> 1. Hvor mange timer om ugen drejer det sig om?\n\n4\n\n"
        "> 2. Hvornår kan arbejdet begynde?\n\nefter påske\n"
    )
    found = told(answer(text, HOURS, START))
    assert found[HOURS] == Hours(4, 4)
    assert START in found


def test_the_tasks_are_all_that_is_written() -> None:
    found = told(answer("Hej\n\nVande blomster, feje gården og hente post.\n\nMvh Dorthe", TASKS))
    assert found[TASKS] == "Vande blomster, feje gården og hente post."


def test_a_correction_counts_without_a_question() -> None:
    assert told(answer("Det skal forresten være 6 timer om ugen i stedet for 5."))[HOURS] == Hours(6, 6)


def test_words_of_the_job_tell_which_case_is_meant() -> None:
    cases = (case(), case("MF-2027-0002", "Hjælp til pedellen med at vande planter og samle affald"))
    reading = answer("Jobbet hos pedellen kan begynde 1. maj.", START, cases=cases)
    assert [a.case for a in reading.answers] == ["MF-2027-0002"]


def test_thanks_answer_nothing() -> None:
    reading = answer("Tak for hjælpen!\n\nMvh Dorthe", HOURS)
    assert reading.kind is Kind.OTHER
    assert not reading.answers


def test_a_question_back_is_a_question() -> None:
    assert answer("Hvem betaler lønnen?", HOURS).kind is Kind.QUESTION


@pytest.mark.parametrize(
    "text", ["Vi trækker tilbuddet tilbage.", "Jobbet er desværre ikke længere aktuelt.", "Glem det, vi har fundet en."]
)
def test_a_withdrawal_in_the_thread(text: str) -> None:
    assert answer(text, HOURS).kind is Kind.WITHDRAWAL


@pytest.mark.parametrize("text", ["Jobbet er ikke besat endnu. 5 timer.", "Vi har ikke trukket det tilbage. 5 timer"])
def test_a_withdrawal_that_is_denied_is_none(text: str) -> None:
    reading = answer(text, HOURS)
    assert reading.kind is Kind.REGISTRATION
    assert told(reading)[HOURS] == Hours(5, 5)


def test_another_job_is_no_answer() -> None:
    text = (
        "Hej igen\n\nVi har også et andet job: en til at male plankeværk og klippe hæk i haven, 4 timer om ugen fra 1. maj."
        "\n\nMvh\nDorthe Lund"
    )
    reading = answer(text)
    assert reading.other_job
    assert "plankeværk" in str(reading.offers[0].job_description)


def test_nothing_quoted_counts() -> None:
    text = "Tak\n\nFra: Jobcenter <mikrofleksjob@aeroe-kommune.example>\nSendt: 1. februar 2027\nTil: Dorthe\nEmne: x\n\n5 timer"
    assert not answer(text, HOURS).answers
