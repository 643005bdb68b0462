"""Hours and starts written out of their grammar are read back as what they were written from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.model import StartKind
from mailbot.reading.dates import find_starts
from mailbot.reading.hours import find_hours
from mailbot.rulebook.patterns import Folded
from tests.reading.times import RULES, hours_of, starts_in

WORDS = {1: "en", 2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks", 7: "syv", 8: "otte", 9: "ni", 10: "ti"}
DAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
SHORT = ["man", "tirs", "ons", "tors", "fre", "lør", "søn"]
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
A_WEEK = st.sampled_from([" om ugen", " pr. uge", "/uge", " ugentligt", " hver uge", " i ugen", " ugl."])
LEADS = st.sampled_from(["", "Vi tænker ", "Jobbet er på ", "Det drejer sig om ", "Vi har brug for hjælp ", "Timer: "])
TAILS = st.sampled_from(["", ".", ", gerne om formiddagen", " og opgaverne er lette.", "\n\nVenlig hilsen\nAase Nørby"])


def told(number: float, how: str) -> str:
    """A number as people write it: in digits, with a half sign, in words."""
    whole = int(number)
    if number == whole:
        return WORDS[whole] if how == "word" else str(whole)
    half = {"word": f"{WORDS[whole]} en halv", "sign": f"{whole}½"}
    return half.get(how, f"{whole},5")


NUMBERS = st.builds(lambda n, half: n + half / 2, st.integers(2, 9), st.integers(0, 1))
HOW = st.sampled_from(["word", "digits", "sign"])


@settings(max_examples=300, deadline=None)
@given(number=NUMBERS, how=HOW, week=A_WEEK, lead=LEADS, tail=TAILS, upper=st.booleans())
def test_an_amount_a_week_is_read_back(number, how, week, lead, tail, upper):
    written = f"{lead}{'højst ' if upper else ''}{told(number, how)} timer{week}{tail}"
    assert hours_of(written) == (None if upper else number, number)


@settings(max_examples=200, deadline=None)
@given(
    low=st.integers(1, 8),
    more=st.integers(1, 5),
    how=HOW,
    joint=st.sampled_from(["-", " - ", "–", " til "]),
    week=A_WEEK,
    lead=LEADS,
)
def test_a_range_is_read_back(low, more, how, joint, week, lead):
    high = min(low + more, 10)
    assert hours_of(f"{lead}{told(low, how)}{joint}{told(high, how)} timer{week}") == (low, high)


@settings(max_examples=200, deadline=None)
@given(
    hours=NUMBERS,
    count=st.integers(2, 4),
    shape=st.sampled_from(
        [
            "{h} timer {n} gange om ugen",
            "{n} x {h} timer om ugen",
            "{n} dage á {h} timer",
            "{h} timer {n} dage om ugen",
            "{n} formiddage om ugen à {h} timer",
            "{h} timer om dagen i {n} dage",
        ]
    ),  # fmt: skip
)
def test_days_times_hours_are_read_back(hours, count, shape):
    assert hours_of(shape.format(h=told(hours, "digits"), n=count)) == (hours * count, hours * count)


@dataclass(frozen=True)
class Shift:
    day: int
    begin: int  # quarters of an hour
    length: int

    def written(self, dotted: bool, short: bool) -> str:
        day = SHORT[self.day] + "." if short else DAYS[self.day]
        return f"{day} kl. {self.clock(self.begin, dotted)}-{self.clock(self.begin + self.length, dotted)}"

    @staticmethod
    def clock(quarters: int, dotted: bool) -> str:
        hour, quarter = divmod(quarters, 4)
        return f"{hour}{'.' if dotted else ':'}{quarter * 15:02}" if quarter or dotted else str(hour)


SHIFTS = st.lists(
    st.builds(Shift, st.integers(0, 6), st.integers(28, 60), st.integers(2, 16)),
    min_size=1,
    max_size=4,
    unique_by=lambda s: s.day,
)


@settings(max_examples=200, deadline=None)
@given(shifts=SHIFTS, dotted=st.booleans(), short=st.booleans(), joint=st.sampled_from([" og ", ", ", " samt "]))
def test_clock_times_of_several_days_add_up(shifts, dotted, short, joint):
    written = "Arbejdstid: " + joint.join(s.written(dotted, short) for s in shifts)
    total = sum(s.length for s in shifts) / 4
    assert hours_of(written) == (total, total)


@settings(max_examples=100, deadline=None)
@given(
    number=st.integers(2, 20), shape=st.sampled_from(["hver anden uge", "hver 14. dag", "i lige uger", "hveranden uge"])
)
def test_every_other_week_halves(number, shape):
    assert hours_of(f"{number} timer {shape}") == (number / 2, number / 2)


# --- starts -------------------------------------------------------------------------------------------------------

TODAYS = st.dates(dt.date(2026, 1, 1), dt.date(2032, 12, 31))
AHEAD = st.integers(0, 360)
CUES = st.sampled_from(["Start: ", "Vi kan begynde ", "Opstart ", "Tiltrædelse ", "Jobbet kan starte "])
SHAPES = st.sampled_from(
    [
        "{d}/{m}",
        "d. {d}/{m}",
        "den {d}. {name}",
        "{d}. {name}",
        "{d} {name}",
        "{d}/{m}-{yy}",
        "{d:02}.{m:02}.{yy}",
        "{d}/{m} {y}",
        "{y}-{m:02}-{d:02}",
        "{d}. {name} {y}",
        "{weekday} den {d}. {name}",
        "{weekday} d. {d}/{m}",
        "{name} den {d}.",
        "fra d. {d}. {abbr}.",
        "{y}{m:02}{d:02}",
    ]
)


def written_date(day: dt.date, shape: str) -> str:
    name = MONTHS[day.month - 1]
    return shape.format(
        d=day.day,
        m=day.month,
        y=day.year,
        yy=day.year % 100,
        name=name,
        abbr=name[:3],
        weekday=DAYS[day.weekday()],
    )


@settings(max_examples=500, deadline=None)
@given(today=TODAYS, ahead=AHEAD, cue=CUES, shape=SHAPES, tail=TAILS)
def test_a_date_is_read_back_with_its_year(today, ahead, cue, shape, tail):
    day = today + dt.timedelta(days=ahead)
    found = starts_in(cue + written_date(day, shape) + tail, today)
    assert [f.value.date for f in found] == [day]
    assert not found[0].uncertain


@settings(max_examples=200, deadline=None)
@given(
    today=TODAYS,
    ahead=st.integers(0, 50),
    cue=CUES,
    shape=st.sampled_from(["uge {w}", "i uge {w}", "fra uge {w}", "uge {w}, {y}"]),
)
def test_a_week_is_read_back_as_its_monday(today, ahead, cue, shape):
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=ahead)
    year, week, _ = monday.isocalendar()
    (found,) = starts_in(cue + shape.format(w=week, y=year), today)
    assert (found.value.date, found.value.precision) == (monday, "week")


@settings(max_examples=200, deadline=None)
@given(
    today=TODAYS,
    day=st.integers(29, 31),
    month=st.integers(1, 12),
    cue=CUES,
    shape=st.sampled_from(["{d}/{m}", "den {d}. {name}"]),
)
def test_a_day_that_does_not_exist_is_never_another(today, day, month, cue, shape):
    text = cue + shape.format(d=day, m=month, name=MONTHS[month - 1])
    assert all((f.value.date.day, f.value.date.month) == (day, month) for f in starts_in(text, today) if f.value.date)


# --- anything -----------------------------------------------------------------------------------------------------

WORDS_OF_TIME = """5 3-5 1/3 kl. 9-12 timer om ugen hver anden uge mandag og fre til start den 1. marts op til ½ x á
    fordelt på senere ikke , . ( ) - / næste måned påske efter når åbent 2,5 7.30 uge 53 31/2 i alt dage"""
PIECES = st.sampled_from(WORDS_OF_TIME.split())


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(PIECES | st.text(max_size=4), max_size=40), labelled=st.booleans(), nearest=st.booleans())
def test_any_text_is_read_without_failing_and_cited_rightly(pieces, labelled, nearest):
    text = " ".join(pieces)
    for hours in find_hours(Folded(text), 0, len(text), RULES, labelled=labelled):
        assert 0 <= hours.start < hours.end <= len(text)
        assert hours.hours.min is not None or hours.hours.max is not None
    for start in find_starts(
        Folded(text), 0, len(text), RULES, dt.date(2026, 11, 18), labelled=labelled, nearest=nearest
    ):
        assert text[start.start : start.end] == start.value.text
        assert (start.value.date is None) == (start.value.kind is not StartKind.DATE)
