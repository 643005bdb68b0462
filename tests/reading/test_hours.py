"""Weekly hours are read as a careful Dane reads them, and what only looks like them is left alone."""

from __future__ import annotations

import time

import pytest

from mailbot.reading.hours import find_hours, read_hours_answer
from mailbot.rulebook.patterns import Folded
from tests.reading.times import RULES, hours_in, hours_of, is_sure


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # told for a week
        ("Jobbet er på 6 timer om ugen.", 6, 6),
        ("6t/uge", 6, 6),
        ("6 tim. pr. uge", 6, 6),
        ("6 ugentlige timer", 6, 6),
        ("seks (6) timer ugl.", 6, 6),
        ("6timer om ugen", 6, 6),
        ("ugentligt timetal: 6", 6, 6),
        ("Antal timer pr. uge: 6", 6, 6),
        ("6 hours a week", 6, 6),
        ("6 Stunden pro Woche", 6, 6),
        # fractions
        ("3,5 time om ugen", 3.5, 3.5),
        ("3½ time om ugen", 3.5, 3.5),
        ("3 1/2 t. pr. uge", 3.5, 3.5),
        ("tre en halv time om ugen", 3.5, 3.5),
        ("tre og en halv time ugentligt", 3.5, 3.5),
        ("halvanden time om ugen", 1.5, 1.5),
        ("3 timer og 15 min. om ugen", 3.25, 3.25),
        ("tre kvarter om ugen", 0.75, 0.75),
        ("90 minutter om ugen", 1.5, 1.5),
        # ranges and limits
        ("4-6 timer om ugen", 4, 6),
        ("4 til 6 timer ugentligt", 4, 6),
        ("mellem fire og seks timer om ugen", 4, 6),
        ("fire-fem timer om ugen", 4, 5),
        ("4 timer, evt. op til 6 om ugen", 4, 6),
        ("mindst 3 og højst 5 timer om ugen", 3, 5),
        ("op til 6 timer om ugen", None, 6),
        ("Det må højst blive 6 timer om ugen", None, 6),
        ("max 6 t/uge", None, 6),
        ("mindst 4 timer om ugen", 4, None),
        ("4+ timer om ugen", 4, None),
        ("fra 4 timer om ugen og opefter", 4, None),
        ("ca. 6 timer om ugen", 6, 6),
        # days and times
        ("2 timer tre gange om ugen", 6, 6),
        ("3 x 2 timer om ugen", 6, 6),
        ("2 dage á 2,5 timer", 5, 5),
        ("1 time om dagen i 4 dage", 4, 4),
        ("3 timer tirsdag og 2 timer torsdag", 5, 5),
        ("mandag 2 t, onsdag 2 t, fredag 1 t", 5, 5),
        ("tre formiddage om ugen à 90 minutter", 4.5, 4.5),
        ("en time og et kvarter fire hverdage om ugen, mandag er undtaget", 5, 5),
        ("1 time alle hverdage undtagen onsdag", 4, 4),
        ("2½ time hver torsdag", 2.5, 2.5),
        ("two hours on Tuesdays and two hours on Fridays", 4, 4),
        # the clock
        ("Arbejdstiden er mandag og onsdag kl. 9-11.30", 5, 5),
        ("Arbejdstid: man-fre 10-11", 5, 5),
        ("Arbejdstid: tirs 8.30-11 og tors 8.30-11", 5, 5),
        ("Arbejdstid: torsdag fra halv ti til tolv", 2.5, 2.5),
        ("Arbejdstid: onsdag kl. 9.00-13.30 med en halv times ulønnet pause", 4, 4),
        ("Onsdage kl. 9-12 samt hver anden fredag kl. 9-13", 5, 5),
        # totals with their split
        ("6 timer om ugen fordelt på tirsdag og torsdag", 6, 6),
        ("6 timer fordelt på 3 dage", 6, 6),
        ("i alt 6 timer om ugen, 3 dage", 6, 6),
        ("2 x 2 timer om ugen, gerne mandag og torsdag fra 11.30 til 13.30", 4, 4),
        ("6 timer (4+2)", 6, 6),
        ("Onsdage kl. 9-12 samt hver anden fredag kl. 9-13, altså i snit 5 timer", 5, 5),
        # other periods
        ("10 timer hver anden uge", 5, 5),
        ("10 timer hver 14. dag", 5, 5),
        ("8 timer i lige uger", 4, 4),
        ("12 timer hver tredje uge", 4, 4),
        ("20 timer om måneden", 4.6, 4.6),
        ("250 timer årligt", 4.8, 4.8),
        # parts of a full post
        ("5/37 stilling", 5, 5),
        ("25 % stilling", 9.25, 9.25),
        ("fuld tid", 37, 37),
        # levels, persons, corrections
        ("starte med 2 timer om ugen og på sigt 5", 2, 5),
        ("3 timer om ugen til at starte med, senere 5", 3, 5),
        ("to personer med fire timer hver", 4, 4),
        ("2 personer à 4 timer om ugen", 4, 4),
        ("det er 6 timer om ugen, ikke 5", 6, 6),
    ],
)
def test_hours_with_one_meaning_are_read(text, low, high):
    assert hours_of(text) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "2 timer om dagen", "kl. 9-12", "en dag om ugen", "en halv dag om ugen", "nogle få timer om ugen", "få timer",
        "et par timer hver formiddag", "deltid", "efter aftale", "fleksibelt timetal", "3/4 timer om ugen",
        "7.30 timer om ugen", "O5 timer", "fm timer om ugen", "cirka 5 timer", "60 timer om ugen",
        "man-fre 10-11, i alt 7 timer om ugen",
    ],
)  # fmt: skip
def test_hours_with_two_meanings_are_never_stored_silently(text):
    assert not is_sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "Åbningstid: man-tor 10-15",
        "Pladsen holder åbent 32 timer om ugen (man-fre 10-15.30 og lør 9-13.30)",
        "Butikken har sommeråbent 8-18 alle ugens dage",
        "Telefontid tirsdag kl. 9-12",
        "Telefon 62 55 89 60 (man-tors 8-15, fre 8-12)",
        "Vi svarer inden for 24 timer",
        "Jeg træffes mandag-fredag 8-15",
        "Skolen har 320 elever og 45 ansatte",
        "Børn i alderen 3-6 år",
        "Der er 2 timers kørsel",
        "døgnbemandet, 24 timer",
        "vores pedel er på 37 timer",
        "I 2025 havde vi en praktikant 15 timer om ugen",
        "De deltidsansatte øver onsdag 18.30-21.00",
        "Man lærer programmet på en time",
        "En kasse vejer 6-7 kg",
        "Møde hver torsdag 18.30-20.30 for 3.-6. klasse",
        "Lukket 23/12-3/1",
        "mandag den 1. marts kl. 9-12",
    ],
)
def test_what_only_looks_like_hours_is_left_alone(text):
    assert hours_of(text) is None


def test_a_trap_is_named():
    text = "Åbningstid: mandag-torsdag 10-15"
    assert [f.trap for f in find_hours(Folded(text), 0, len(text), RULES)] == ["opening"]


def test_the_jobs_own_words_come_before_a_trap_further_away():
    assert hours_of("Butikken har åbent hver dag, og jobbet er på 5 timer om ugen") == (5, 5)
    assert hours_of("Mandag og onsdag kl. 9-11.30, altså før den betjente åbningstid (12-17)") == (5, 5)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("5", 5, 5), ("4-5", 4, 5), ("op til 5", None, 5), ("5 om ugen", 5, 5), ("5 timer", 5, 5), ("ca. 5", 5, 5),
     ("man 2, ons 2, fre 1", 5, 5), ("10-12", 10, 12), ("mandag 10-12", 2, 2), ("fire", 4, 4), ("4,5", 4.5, 4.5)],
)  # fmt: skip
def test_behind_a_label_a_bare_number_counts(text, low, high):
    assert hours_of(text, labelled=True) == (low, high)
    answer = read_hours_answer(Folded(text), RULES)
    assert answer is not None
    assert (answer.hours.min, answer.hours.max) == (low, high)


def test_the_place_is_that_of_the_words_in_the_original():
    text = "Hej – vi har på øen  brug for én “4-5 timer om ugen” 😀"
    (found,) = hours_in(text)
    assert text[found.start : found.end] == "4-5 timer om ugen"
    assert found.rule == "hours.range"


def test_letters_of_an_ascii_keyboard_are_understood():
    assert hours_of("hoejst 5 timer om ugen") == (None, 5)
    assert hours_of("10 timer om maaneden") == (2.3, 2.3)


@pytest.mark.parametrize(
    "unit",
    [
        "5 timer ",
        "9-12 ",
        "mandag, ",
        "mandag 2 t, ",
        "hver ",
        "op til ",
        "= ",
        "en halv ",
        "1.",
        "(",
        "5-",
        "x ",
        "5\n",
    ],
)
def test_the_cost_grows_no_faster_than_the_text(unit):
    def cost(size: int) -> float:
        text = Folded((unit * size)[:size])
        return min(_timed(text) for _ in range(3))

    def _timed(text: Folded) -> float:
        begun = time.process_time()
        find_hours(text, 0, len(text), RULES)
        return time.process_time() - begun

    assert cost(16_000) < 4 * cost(8_000) + 0.05
