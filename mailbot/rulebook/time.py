"""Schemas of rules/numbers.toml, rules/hours.toml and rules/dates.toml: the words of hours and dates."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from mailbot.rulebook.patterns import Pattern, fold, words
from mailbot.rulebook.schema import PatternRule, Rules

_SPELLED_OUT = str.maketrans({"X": "ae", "Y": "oe", "Z": "aa"})
_MOST_REMEMBERED = 20_000


class Role(enum.StrEnum):
    """What a word can do in a grammar; the list of that name in a rule file holds its words."""

    # rules/numbers.toml
    NUMBER = "number"
    ORDINAL = "ordinal"
    HALF = "half"
    FEW = "few"
    PLUS = "plus"
    OR_ELSE = "or_else"
    UP_TO = "up_to"
    BETWEEN = "between"
    WEEKDAY = "weekday"
    WEEKDAY_SHORT = "weekday_short"
    MONTH = "month"
    MONTH_SHORT = "month_short"
    DAY = "day"
    WEEK = "week"
    MONTHS = "months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ABOUT = "about"
    EVERY = "every"
    # rules/hours.toml
    HOUR = "hour"
    MINUTE = "minute"
    QUARTER_HOUR = "quarter_hour"
    WORKDAYS = "workdays"
    DAYPART = "daypart"
    PER = "per"
    WEEKLY = "weekly"
    DAILY = "daily"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    OTHER_WEEKS = "other_weeks"
    TIMES = "times"
    CROSS = "cross"
    UPPER = "upper"
    LOWER = "lower"
    UPPER_AFTER = "upper_after"
    LOWER_AFTER = "lower_after"
    ABOUT_AFTER = "about_after"
    SPLIT = "split"
    TOTAL = "total"
    EACH = "each"
    PERSONS = "persons"
    FIRST_LEVEL = "first_level"
    LATER_LEVEL = "later_level"
    PAUSE = "pause"
    UNPAID = "unpaid"
    PAID = "paid"
    EXCEPTED = "excepted"
    NOT_SO = "not_so"
    CLOCK = "clock"
    NOON = "noon"
    PAST_HOUR = "past_hour"
    TO_HOUR = "to_hour"
    FULL_TIME = "full_time"
    SHARE = "share"
    POST = "post"
    HEAD = "head"
    COUNTED = "counted"
    OFTEN = "often"
    THEIRS = "theirs"
    WORKS = "works"
    FILLER = "filler"
    # rules/dates.toml
    THE_DAY = "the_day"
    ORDINAL_MARK = "ordinal_mark"
    ON_DAY = "on_day"
    ASAP = "asap"
    START_ASAP = "start_asap"
    ASAP_ALONE = "asap_alone"
    AGREED = "agreed"
    START_AGREED = "start_agreed"
    AGREEING = "agreeing"
    EVENT = "event"
    UNTOLD = "untold"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    SEASON = "season"
    OCCASION = "occasion"
    AFTER = "after"
    BEFORE = "before"
    AT = "at"
    STARTING = "starting"
    IN_TIME = "in_time"
    NEXT = "next"
    COMING = "coming"
    THIS = "this"
    LAST = "last"
    TODAY = "today"
    MONTH_TURN = "month_turn"
    THIS_MONTH = "this_month"
    NEXT_MONTH = "next_month"
    WORKING_DAY = "working_day"
    WEEK_NUMBER = "week_number"
    QUARTER_SIGN = "quarter_sign"
    MONTH_WORD = "month_word"
    CUE_BEHIND = "cue_behind"
    # both: what stands around a value
    CUE = "cue"
    WEAK_CUE = "weak_cue"
    TRAP = "trap"
    TRAP_AFTER = "trap_after"


Meaning = Mapping[Role, float]
Entry = tuple[str, Role, float]


def word_key(word: str) -> str:
    """A word as grammars compare it: small ASCII letters, æøå written out."""
    return fold(word).translate(_SPELLED_OUT)


def _without_blanks(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words or not all(word.strip() for word in words):
        raise ValueError("has to be a list of words, with at least one")
    return words


def _some(values: dict[str, float]) -> dict[str, float]:
    if not values or not all(word.strip() for word in values):
        raise ValueError("has to be a table of words with their numbers, with at least one")
    return values


Phrases = Annotated[tuple[str, ...], AfterValidator(_without_blanks)]
Valued = Annotated[dict[str, float], AfterValidator(_some)]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words that mean something together."""

    words: tuple[str, ...]
    meaning: Meaning


class Lexicon:
    """What words and phrases mean.

    A word written with a dot (`kl.`) is found with and without it; `åbnings*` and `*åbent` find what begins or
    ends so. A phrase's words stand directly behind one another.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._words: dict[str, dict[Role, float]] = {}
        self._beginnings: list[tuple[str, Role, float]] = []
        self._endings: list[tuple[str, Role, float]] = []
        self._remembered: dict[str, tuple[str, Meaning, bool]] = {}
        self.dotted: set[str] = set()
        phrases: dict[tuple[str, ...], dict[Role, float]] = {}
        for written, role, value in self.entries:
            keys = self._keys(written)
            if len(keys) > 1:
                phrases.setdefault(keys, {})[role] = value
            elif len(keys[0]) > 1 and keys[0].endswith("*"):
                self._beginnings.append((keys[0][:-1], role, value))
            elif len(keys[0]) > 1 and keys[0].startswith("*"):
                self._endings.append((keys[0][1:], role, value))
            else:
                self._words.setdefault(keys[0], {})[role] = value
        self.phrases: dict[str, list[Phrase]] = {}
        for keys in sorted(phrases, key=len, reverse=True):
            self.phrases.setdefault(keys[0], []).append(Phrase(keys, phrases[keys]))

    def word(self, folded: str) -> tuple[str, Meaning, bool]:
        """The key of a word of folded text, its roles with their values, and whether it takes a dot along."""
        known = self._remembered.get(folded)
        if known is None:
            if len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.clear()
            key = folded.translate(_SPELLED_OUT)
            known = self._remembered[folded] = (key, self._look_up(key), key in self.dotted)
        return known

    def with_all(self, other: Lexicon) -> Lexicon:
        """One lexicon of both."""
        return Lexicon((*self.entries, *other.entries))

    def _look_up(self, key: str) -> Meaning:
        found = {role: value for begin, role, value in self._beginnings if key.startswith(begin)}
        found |= {role: value for end, role, value in self._endings if key.endswith(end)}
        return found | self._words.get(key, {})

    def _keys(self, written: str) -> tuple[str, ...]:
        words = word_key(written).replace("-", " - ").split()
        self.dotted.update(part for word in words if word.endswith(".") for part in word.split(".") if part)
        return tuple(part for word in words for part in word.split(".") if part)


def joined(*entries: Iterable[Entry]) -> Lexicon:
    """One lexicon of several rule tables."""
    return Lexicon(one for some in entries for one in some)


def anchor(lexicon: Lexicon, roles: Set[Role], *also: str) -> Pattern:
    """Finds words of these roles; `also`: further pattern sources."""
    told = {word for word, role, _ in lexicon.entries if role in roles and not word.startswith("*")}
    whole = words(tuple(sorted(word.rstrip(".") for word in told if not word.endswith("*"))))
    sources = [rf"(?:\b|\d){whole}(?:\b|$)", *also]
    begun = tuple(sorted(word.rstrip("*") for word in told if word.endswith("*")))
    return Pattern("|".join([rf"\b{words(begun)}", *sources] if begun else sources))


class LexiconRules(Rules):
    """A table whose keys are named like roles: lists of words, or words with a number."""

    @cached_property
    def lexicon(self) -> Lexicon:
        """These words, ready to be looked up."""
        return Lexicon(self.entries())

    def entries(self) -> Iterator[Entry]:
        """Every word with its role and number (0 where the list has none)."""
        for name in type(self).model_fields:
            given = getattr(self, name)
            pairs = given.items() if isinstance(given, dict) else ((word, 0.0) for word in given)
            for word, value in pairs:
                yield word, Role(name), float(value)


class NumberRules(LexiconRules):
    """All of rules/numbers.toml: numbers, days and months, and the words between two of them."""

    number: Valued  # 1, 2, 1.5 …
    ordinal: Valued
    half: Phrases  # behind a number: and a half
    few: Phrases  # more than one, nobody knows how many
    plus: Phrases
    or_else: Phrases
    up_to: Phrases  # between two numbers, days or times
    between: Phrases
    about: Phrases
    every: Phrases
    weekday: Valued  # 1 Monday … 7 Sunday
    weekday_short: Valued  # counts only among its like
    month: Valued  # 1 … 12
    month_short: Valued  # counts only beside a day's number
    day: Phrases
    week: Phrases
    months: Phrases
    quarter: Phrases
    half_year: Phrases
    year: Phrases


class Told(enum.StrEnum):
    """How surely a statement is about a week's hours, by its form alone."""

    WEEK = "week"  # with its period: 5 hours a week
    DAYS = "days"  # worked out from amounts and days
    CLOCK = "clock"  # worked out from times of the day
    BARE = "bare"  # hours without a period
    NUMBER = "number"  # a number without a unit, behind a label


class TrapWords(Rules):
    """One kind of thing that looks like the job's hours or start and is not."""

    before: tuple[str, ...] = ()  # in front of the value, within its sentence
    behind: tuple[str, ...] = ()  # directly behind the value


class HoursTrap(TrapWords):
    """One kind of hours that are not the job's."""

    takes: tuple[Told, ...] = tuple(Told)  # how a value must be told to be taken for it


class HoursWords(LexiconRules):
    """Words that hours are told with."""

    hour: Phrases
    minute: Phrases
    quarter_hour: Phrases
    workdays: Valued  # how many days of the week
    daypart: Phrases  # morning, evening: a day where it is counted, else nothing
    per: Phrases
    weekly: Phrases
    daily: Phrases
    monthly: Phrases
    yearly: Phrases
    other_weeks: Phrases  # only the even or only the odd weeks
    times: Phrases
    cross: Phrases
    upper: Phrases
    lower: Phrases
    upper_after: Phrases
    lower_after: Phrases
    about_after: Phrases
    split: Phrases
    total: Phrases
    each: Phrases
    persons: Phrases
    first_level: Phrases
    later_level: Phrases
    pause: Phrases
    unpaid: Phrases
    paid: Phrases
    excepted: Phrases
    not_so: Phrases
    clock: Phrases
    noon: Valued  # the hour
    past_hour: Phrases
    to_hour: Phrases
    full_time: Valued  # of a full week
    share: Valued  # of a full week, in front of a post
    post: Phrases
    head: Phrases  # labels inside a sentence
    counted: Phrases  # behind a number: something else than hours is counted
    filler: Phrases  # may stand between the words of one statement
    often: Valued  # how many times, in one word
    theirs: Phrases  # somebody's
    works: Phrases  # verbs: `vores pedel er på 37 timer` are not the job's hours
    cue: Phrases  # in front of the job's own hours


class HoursRules(Rules):
    """All of rules/hours.toml."""

    words: HoursWords
    traps: dict[str, HoursTrap]
    interval: PatternRule  # two times or two numbers, however they are joined
    full_week: Annotated[float, Field(gt=0, le=168)]
    least_likely: Annotated[float, Field(ge=0)]

    @cached_property
    def lexicon(self) -> Lexicon:
        """These words with the traps; a trap's value is its place in `trap_names`."""
        return joined(self.words.entries(), _trap_entries(self.traps))

    @cached_property
    def trap_names(self) -> tuple[str, ...]:
        """The traps in the order of their numbers."""
        return tuple(self.traps)


class DateWords(LexiconRules):
    """Words that a start is told with."""

    the_day: Phrases
    ordinal_mark: Phrases  # glued to a day's number
    on_day: Phrases  # in front of a weekday: the next one
    asap: Phrases
    start_asap: Phrases  # speak of nothing but the start
    asap_alone: Phrases  # only behind a label
    agreed: Phrases
    start_agreed: Phrases  # speak of nothing but the start
    agreeing: Phrases  # verbs: with a start's word in the sentence, by agreement
    event: Phrases  # begins a clause: a start that depends on something
    untold: Phrases  # says that the start is not known
    early: Phrases  # of a month
    middle: Phrases
    late: Phrases
    season: Valued  # the month that it begins with
    after: Phrases
    before: Phrases
    at: Phrases
    starting: Phrases
    in_time: Phrases
    next: Phrases
    coming: Phrases
    this: Phrases
    last: Phrases
    today: Valued  # days from today
    month_turn: Phrases
    this_month: Phrases
    next_month: Phrases
    working_day: Phrases
    week_number: Phrases
    quarter_sign: Phrases  # glued to a quarter's number
    month_word: Phrases
    counted: Phrases  # behind a number: it is no date
    filler: Phrases
    cue: Phrases  # the start's own words
    weak_cue: Phrases  # words that also stand in front of other dates
    cue_behind: Phrases  # directly behind a date: it is offered as a start


MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
WeekOfYear = Annotated[int, Field(ge=1, le=52)]


class Occasion(Rules):
    """A feast or a holiday that people name in place of a date; exactly one of the three ways to find its days."""

    words: Phrases
    easter: tuple[int, int] | None = None  # first and last day, counted from Easter Sunday
    fixed: tuple[MonthDay, MonthDay] | None = None  # first and last day
    weeks: tuple[WeekOfYear, WeekOfYear] | None = None  # first and last ISO week

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.easter, self.fixed, self.weeks)) != 1:
            raise ValueError("has to have exactly one of easter, fixed and weeks")
        return self


class DateRules(Rules):
    """All of rules/dates.toml."""

    words: DateWords
    occasions: dict[str, Occasion]
    traps: dict[str, TrapWords]
    digits: PatternRule
    past_days: Annotated[int, Field(ge=0)]  # a start so many days ago may still be meant
    ahead_days: Annotated[int, Field(ge=1)]  # a start further ahead is to be confirmed
    early_day: Annotated[int, Field(ge=1, le=28)]  # of the month, for "early in March" and the like
    middle_day: Annotated[int, Field(ge=1, le=28)]
    late_day: Annotated[int, Field(ge=1, le=28)]

    @cached_property
    def lexicon(self) -> Lexicon:
        """These words with the occasions and traps; their value is their place in the file."""
        named = ((w, Role.OCCASION, float(at)) for at, one in enumerate(self.occasions.values()) for w in one.words)
        return joined(self.words.entries(), named, _trap_entries(self.traps))

    @cached_property
    def trap_names(self) -> tuple[str, ...]:
        """The traps in the order of their numbers."""
        return tuple(self.traps)


def _trap_entries(traps: Mapping[str, TrapWords]) -> Iterator[Entry]:
    for at, trap in enumerate(traps.values()):
        yield from ((word, Role.TRAP, float(at)) for word in trap.before)
        yield from ((word, Role.TRAP_AFTER, float(at)) for word in trap.behind)
