"""Schema of rules/wording.toml: how letters say fields, dates, hours, states, routes and questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from mailbot.model import Closing, LetterKind, LetterState, Route, State
from mailbot.model import Field as OfferField
from mailbot.rulebook.reasons import Sentence
from mailbot.rulebook.schema import Rules, Words

Said = Annotated[str, Field(min_length=1)]


def _twelve(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) != 12:
        raise ValueError("a year has twelve months; name them all, January first")
    return names


def _seven(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) != 7:
        raise ValueError("a week has seven days; name them all, Monday first")
    return names


def _all_fields(asked: dict[OfferField, str]) -> dict[OfferField, str]:
    lacking = [f.value for f in OfferField if f not in asked]
    if lacking:
        raise ValueError(f"{', '.join(lacking)} has no sentence here; add one")
    return asked


class Dates(Rules):
    """Days and starts; {day} {month} {year} {weekday} {week} {hour} {minute} are filled."""

    day: Sentence
    weekday: Sentence
    month: Sentence
    week: Sentence
    approx: Sentence
    moment: Sentence
    asap: Said
    by_agreement: Said


class Ages(Rules):
    """How long something waits."""

    today: Said
    one_day: Said
    days: Sentence


class HourWords(Rules):
    """Hours a week; {min} and {max} are filled."""

    one: Said
    exactly: Sentence
    range: Sentence
    up_to: Sentence
    at_least: Sentence


class EvidenceWords(Rules):
    """From which words a value was read; {text} and {part} are filled."""

    words: Sentence
    words_of: Sentence
    from_: Annotated[Sentence, Field(alias="from")]
    subject: Said
    unsure: Said  # behind a value that was not read for certain


class Questions(Rules):
    """The numbered questions: one for each field that can be missing."""

    institution: Sentence
    contact_name: Sentence
    job_description: Sentence
    weekly_hours: Sentence
    start: Sentence


class HoursQuestion(Rules):
    """Another question about the hours."""

    weekly_hours: Sentence


class Truth(Rules):
    """Yes and no as values."""

    yes: Said
    no: Said


class PoolWords(Rules):
    """A row of the quota; {hours} {held} {places} {free} {filled} {reserved} {open} {waiting} are filled."""

    name: Sentence
    count: Sentence
    free: Sentence
    detail: Sentence


class RouteWords(Rules):
    """An employment route; names of rules/office.toml's roles, like {payroll}, are filled."""

    name: Said
    employs: Sentence
    pays: Sentence
    insures: Sentence


class Tongue(Rules):
    """How one language says things."""

    months: Annotated[tuple[Said, ...], AfterValidator(_twelve)]
    weekdays: Annotated[tuple[Said, ...], AfterValidator(_seven)]
    decimal: Said
    and_: Annotated[Said, Field(alias="and")]
    unknown: Said
    question_of: Sentence
    dates: Dates
    ages: Ages
    hours: HourWords
    fields: dict[str, Said]
    evidence: EvidenceWords
    questions: Questions
    questions_unbounded: HoursQuestion
    questions_over: HoursQuestion
    checks: Annotated[dict[OfferField, Sentence], AfterValidator(_all_fields)]
    states: dict[State, Said]
    closings: dict[Closing, Said]
    truth: Truth
    pools: PoolWords
    routes: dict[Route, RouteWords]


class CommandWords(Rules):
    """One command as letters teach it."""

    example: Sentence
    also: tuple[Sentence, ...] = ()
    prefill: Sentence | None = None  # what a digest's link begins the mail with, where it is not the example
    does: Said


class WordingRules(Rules):
    """All of rules/wording.toml."""

    reply_prefixes: Words
    subject: Said
    withheld: Said
    link_days: Annotated[int, Field(ge=1, le=90)]
    da: Tongue
    en: Tongue
    hints: dict[str, Said]
    commands: dict[str, CommandWords]
    actions: dict[str, tuple[str, ...]]
    links: dict[str, Said]
    routes_command: dict[Route, Said]
    routes_inside: dict[Route, Sentence]  # who employs, pays and insures, as coordinators read it
    milestones: dict[str, Said]
    letters: dict[LetterKind, Said]
    letter_states: dict[LetterState, Said]
    waits: dict[str, Said]
    whom: dict[str, Said]
