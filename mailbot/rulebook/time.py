"""Schemas of rules/numbers.toml, rules/hours.toml and rules/dates.toml: the words of hours and dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from mailbot.rulebook.lexicon import Entry, Lexicon, Phrases, Valued, joined
from mailbot.rulebook.roles import Role, Told
from mailbot.rulebook.schema import PatternRule, Rules

__all__ = ["DateRules", "HoursRules", "NumberRules", "Told"]


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
    within: Phrases  # between a day and its month
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
