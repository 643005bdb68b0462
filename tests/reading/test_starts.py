"""A start is read with the right year and never made up; other dates are left alone."""

from __future__ import annotations

import datetime as dt
import time

import holidays
import pytest

from mailbot.model import StartKind
from mailbot.reading.dates import find_starts, read_start_answer
from mailbot.reading.dates.calendar import Base, easter, next_week
from mailbot.rulebook.patterns import Folded
from tests.reading.times import RULES, WEDNESDAY, start_of, starts_in


@pytest.mark.parametrize(
    ("text", "start"),
    [
        # digits; the mail is of 18 November 2026
        ("1/3", "2027-03-01 day"),
        ("1/12", "2026-12-01 day"),
        ("18/11", "2026-11-18 day"),
        ("d.1/3", "2027-03-01 day"),
        ("1/3-27", "2027-03-01 day"),
        ("1/3 2028", "2028-03-01 day"),
        ("01.03.27", "2027-03-01 day"),
        ("1.3", "2027-03-01 day"),
        ("10-12", "2026-12-10 day"),
        ("2027-03-01", "2027-03-01 day"),
        ("20270301", "2027-03-01 day"),
        ("010327", "2027-03-01 day"),
        ("03/2027", "2027-03-01 month"),
        ("1/3-15/3", "2027-03-01 approx"),
        ("1/5-30/9", "2027-05-01 day"),
        # names of months
        ("den 1. marts", "2027-03-01 day"),
        ("1 marts 2027", "2027-03-01 day"),
        ("d. 1. mar. 27", "2027-03-01 day"),
        ("første marts", "2027-03-01 day"),
        ("mandag den 1. marts", "2027-03-01 day"),
        ("man. d. 1/3", "2027-03-01 day"),
        ("marts den 1.", "2027-03-01 day"),
        ("March 1st, 2027", "2027-03-01 day"),
        ("the 1st of March", "2027-03-01 day"),
        ("am 1. März", "2027-03-01 day"),
        ("1.-15. marts", "2027-03-01 approx"),
        ("mellem 1. og 15. marts", "2027-03-01 approx"),
        ("omkring 1. marts", "2027-03-01 approx"),
        ("senest 1. april", "2027-04-01 day"),
        ("tidligst den 1. april", "2027-04-01 day"),
        ("primo marts", "2027-03-05 approx"),
        ("midt i marts", "2027-03-15 approx"),
        ("sidst i februar", "2027-02-25 approx"),
        ("til maj", "2027-05-01 month"),
        ("i marts måned", "2027-03-01 month"),
        ("fra januar 2028", "2028-01-01 month"),
        ("første mandag i februar", "2027-02-01 day"),
        ("første hverdag i januar", "2027-01-04 day"),
        ("den 1.", "2026-12-01 day"),
        ("d. 15. ds.", "2026-11-15 day"),
        ("den første i næste måned", "2026-12-01 day"),
        # weeks and longer
        ("uge 12", "2027-03-22 week"),
        ("uge 47", "2026-11-16 week"),
        ("uge 53", "2026-12-28 week"),
        ("uge 12, 2028", "2028-03-20 week"),
        ("uge 10-11", "2027-03-08 week"),
        ("efter uge 7", "2027-02-22 week"),
        ("KW 12", "2027-03-22 week"),
        ("2. kvartal", "2027-04-01 approx"),
        ("til foråret", "2027-03-01 approx"),
        ("efteråret 2027", "2027-09-01 approx"),
        # feasts and holidays
        ("efter nytår", "2027-01-04 approx"),
        ("ved årsskiftet", "2027-01-01 approx"),
        ("efter jul", "2026-12-28 approx"),
        ("efter påske", "2027-03-30 approx"),
        ("efter pinse", "2027-05-18 approx"),
        ("efter vinterferien", "2027-02-22 approx"),
        ("efter efterårsferien", "2027-10-25 approx"),
        ("efter sommerferien", "2027-08-10 approx"),
        # from today
        ("om 14 dage", "2026-12-02 day"),
        ("om tre uger", "2026-12-09 approx"),
        ("om en måned", "2026-12-18 approx"),
        ("på mandag", "2026-11-23 day"),
        ("næste mandag", "2026-11-23 day"),
        ("mandag i næste uge", "2026-11-23 day"),
        ("i næste uge", "2026-11-23 week"),
        ("næste måned", "2026-12-01 month"),
        ("i overmorgen", "2026-11-20 day"),
        ("dags dato", "2026-11-18 day"),
        # without a date
        ("snarest muligt", "asap"),
        ("as soon as possible", "asap"),
        ("efter aftale", "by_agreement"),
        ("når I har fundet den rette", "by_agreement"),
        ("når sæsonen starter", "vague"),
    ],
)
def test_a_start_behind_its_label_is_read(text, start):
    assert start_of(text, labelled=True) == start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Vi kan begynde mandag den 1. februar 2027.", "2027-02-01 day"),
        ("Jobbet er 5 timer om ugen med start 1. december 2026.", "2026-12-01 day"),
        ("Vi kan tage imod fra 1. marts, når varmen er lavet.", "2027-03-01 day"),
        ("I uge 3 kan vi begynde, så er ferien forbi.", "2027-01-18 week"),
        ("Fra 1. april ville være perfekt.", "2027-04-01 day"),
        ("Fra 15. april, hvor vi åbner for gæster.", "2027-04-15 day"),
        ("Vi lukker fra 12. til 30. juli, og jobbet skal først i gang efter sommerferien.", "2027-08-10 approx"),
        ("Joller i vandet den 24. april, og det er godt, hvis vedkommende er begyndt mandag den 19.", "2027-04-19 day"),
        ("Det starter, når køerne er kommet på græs.", "vague"),
        ("Start aftaler vi.", "by_agreement"),
        ("Det kan begynde straks.", "asap"),
    ],
)
def test_a_start_in_a_sentence_is_told_from_other_dates(text, start):
    assert start_of(text) == start


@pytest.mark.parametrize(
    "text", ["den 31/2", "30. februar", "29/2", "29. februar 2027", "31. november", "uge 53 2027", "1/13"]
)
def test_an_impossible_date_never_rolls_over(text):
    assert start_of(f"Start {text}", labelled=True) is None
    assert start_of(f"Start: {text}") is None


@pytest.mark.parametrize(
    "text",
    [
        "Klinikken er lukket 23/12-3/1.",
        "Den 13.-15. november er vi på messe i København.",
        "Bestyrelsen mødes 10.02.2027.",
        "Svar senest 1/12.",
        "Foreningen er stiftet 1. marts 1983.",
        "Vores praktikant sluttede 1/11.",
        "Museet har åbent fra 1. maj til 1. november.",
        "Rikke er på barsel til august.",
        "Ring på 20 27 03 01.",
        "Vi er 24 stemmer og har 41 børn i 3.-6. klasse.",
        "Hvornår det kan starte, ved jeg ikke endnu, men skriver når jeg ved mere.",
    ],
)
def test_other_dates_are_no_start(text):
    assert starts_in(text) == []


@pytest.mark.parametrize(
    "text", ["1. februar eller 1. marts", "tirsdag den 1. marts", "1. marts 2031", "1. marts 2024"]
)
def test_a_doubtful_start_is_to_be_confirmed(text):
    assert [f.uncertain for f in starts_in(text, labelled=True)] == [True]


def test_the_first_of_two_dates_counts():
    assert start_of("Vi kan begynde enten 1. februar eller 1. marts.") == "2027-02-01 day"


def test_next_monday_of_a_monday_is_a_week_on():
    assert start_of("Kan man begynde næste mandag?", dt.date(2027, 5, 3)) == "2027-05-10 day"
    assert start_of("Kan man begynde på mandag?", dt.date(2027, 5, 3)) == "2027-05-10 day"


def test_next_tuesday_is_to_be_confirmed_near_the_weekend():
    friday = dt.date(2027, 5, 7)
    assert [f.uncertain for f in starts_in("næste tirsdag", friday, labelled=True)] == [True]


def test_commands_take_the_nearest_year_and_mails_the_next():
    text, january = "28. december", dt.date(2027, 1, 4)
    assert start_of(text, january, labelled=True) == "2027-12-28 day"
    assert start_of(text, january, labelled=True, nearest=True) == "2026-12-28 day"


def test_an_answer_is_read_without_its_question():
    answer = read_start_answer(Folded("Gerne fra uge 10, tak"), RULES, WEDNESDAY)
    assert answer is not None
    assert answer.value.date == dt.date(2027, 3, 8)
    assert answer.value.kind is StartKind.DATE


def test_the_place_and_the_text_are_the_words_of_the_original():
    text = "Øens børnehave 😀 kan begynde efter  påske."
    (found,) = starts_in(text)
    assert text[found.start : found.end] == found.value.text == "efter  påske"


def test_easter_is_that_of_the_holidays_library():
    for year in range(1990, 2040):
        sundays = [day for day, name in holidays.Denmark(years=year, language="da").items() if "Påskedag" in name]
        assert easter(year) in sundays


def test_2026_and_2032_have_a_week_53():
    assert next_week(Base(dt.date(2026, 11, 18)), 53) == dt.date(2026, 12, 28)
    assert next_week(Base(dt.date(2027, 1, 18)), 53) == dt.date(2032, 12, 27)


@pytest.mark.parametrize(
    "unit", ["1/3 ", "start 1/3 ", "den ", "1.", "når start ", "mandag ", "uge 1-", "efter ", "aftale start "]
)
def test_the_cost_grows_no_faster_than_the_text(unit):
    def cost(size: int) -> float:
        text = Folded((unit * size)[:size])
        return min(_timed(text) for _ in range(3))

    def _timed(text: Folded) -> float:
        begun = time.process_time()
        find_starts(text, 0, len(text), RULES, WEDNESDAY)
        return time.process_time() - begun

    assert cost(16_000) < 4 * cost(8_000) + 0.05
