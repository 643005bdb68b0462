"""Reads what stands behind a command's word: a route, a date, hours, a reference, a pool, a contact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from mailbot.model import Command, Route
from mailbot.reading.dates import StartFound, find_starts
from mailbot.reading.hours import HoursFound, find_hours
from mailbot.reading.wordline import WordLine
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.commands import Argument
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.roles import Told

_LONGEST_NAME = 6  # words
_REFERENCE = re.compile(r"[^\s]*[\d#][^\s]*|[A-ZÆØÅ]{2,}")
_LETTERS_THEN_NUMBER = re.compile(r"[A-Za-zÆØÅæøå]{1,4} \d{1,8}")

Taker = Callable[[Command, WordLine, Rulebook, dt.date], Command]


def take_arguments(
    command: Command, words: WordLine, takes: tuple[Argument, ...], rules: Rulebook, today: dt.date
) -> Command:
    """The command with what it takes; words that belong to nothing are its `leftover`."""
    _use_number(words, rules)
    for argument in takes:
        command = _TAKERS[argument](command, words, rules, today)
    words.use_all(rules.commands.spoken.little)
    words.use_punctuation()
    return replace(command, leftover=words.left())


def _use_number(words: WordLine, rules: Rulebook) -> None:
    """The number of a case may stand anywhere in the line."""
    for found in rules.subjects.number.finditer(Folded(words.line)):
        words.use_place(found.start(), found.end())


def _route(command: Command, words: WordLine, rules: Rulebook, _today: dt.date) -> Command:
    found: list[tuple[int, int, Route]] = []
    for index in words.left_indexes():
        if (route := words.match(index, rules.commands.spoken.routes)) is not None:
            found.append((index, *route))
    if len({route for _, _, route in found}) != 1:
        return command  # none, or two that exclude each other: they are left over
    for first, last, _ in found:
        words.use(first, last)
    return replace(command, route=found[0][2])


def _date(command: Command, words: WordLine, rules: Rulebook, today: dt.date) -> Command:
    place = words.left_place()
    if place is None:
        return command
    text = Folded(words.line)
    found = find_starts(text, place[0], place[1], rules, today, labelled=True, nearest=True)
    dates = [f for f in found if f.value.date is not None]
    if not dates or dates[0].uncertain or _says_more(dates[0], words, rules):
        return command
    words.use_place(dates[0].start, dates[0].end)
    return replace(command, date=dates[0].value.date)


_BEFORE_A_DATE = 14  # as long as "fra og med d. "


def _says_more(found: StartFound, words: WordLine, rules: Rulebook) -> bool:
    """Other words stand in front of the date than those that may: it is about something else."""
    before = [i for i in words.left_indexes() if words.end_of(i) <= found.start]
    return not all(words.match(i, rules.commands.spoken.little) for i in before)


def _hours(command: Command, words: WordLine, rules: Rulebook, _today: dt.date) -> Command:
    place = words.left_place()
    if place is None:
        return command
    bare = command.name == "hours"
    found = [
        f for f in find_hours(Folded(words.line), *place, rules, labelled=bare) if bare or f.told is not Told.NUMBER
    ]
    if not found or not _exact(found[0]):
        return command
    words.use_place(found[0].start, found[0].end)
    return replace(command, hours=found[0].hours.max)


def _exact(found: HoursFound) -> bool:
    return found.hours.min == found.hours.max and not found.uncertain


def _reference(command: Command, words: WordLine, rules: Rulebook, _today: dt.date) -> Command:
    """One word with a number or in capitals, the job centre's own; a masked CPR number stays recognisable."""
    words.use_all(rules.commands.spoken.about_reference)
    left = [i for i in words.left_indexes() if words.match(i, rules.commands.spoken.little) is None]
    given = " ".join(words.word(i) for i in left)
    if command.name == "fill" and not any(c.isalpha() or c == "#" for c in given):  # could be hours or a wrong date
        return command
    whole = len(left) == 1 and _REFERENCE.fullmatch(given)
    if not whole and not (len(left) == 2 and _LETTERS_THEN_NUMBER.fullmatch(given)):
        return command
    words.use(left[0], left[0] + 1)
    words.use(left[-1], left[-1] + 1)
    return replace(command, reference=given)


def _pool(command: Command, words: WordLine, rules: Rulebook, _today: dt.date) -> Command:
    left = words.left_indexes()
    if not left:
        return command
    pools = {p.name for p in rules.scheme.pools}
    name = words.word(left[0])
    words.use(left[0], left[0] + 1)
    hours = find_hours(Folded(words.line), words.end_of(left[0]) - len(name), len(words.line), rules)
    if hours and name in pools:  # "pulje 10 timer"
        words.use_place(hours[0].start, hours[0].end)
    return replace(command, pool=name)


def _contact(command: Command, words: WordLine, rules: Rulebook, _today: dt.date) -> Command:
    """`NAME[, PHONE][, MAIL]` in any order, with or without commas."""
    text = Folded(words.line)
    phone = email = ""
    for found in rules.people.email.finditer(text):
        email = email or found[0].lower()
        words.use_place(found.start(), found.end())
    for found in rules.people.phone.finditer(text):
        phone = phone or "".join(c for c in found["number"] if c.isdigit())
        words.use_place(found.start(), found.end())
    words.use_all(rules.commands.spoken.about_contact)
    left = words.left_indexes()
    name = " ".join(words.word(i) for i in left)
    if not left or len(left) > _LONGEST_NAME or any(c.isdigit() for c in name):
        return replace(command, contact_phone=phone, contact_email=email)
    words.use(left[0], left[-1] + 1)
    return replace(command, contact_name=name, contact_phone=phone, contact_email=email)


_TAKERS: dict[Argument, Taker] = {
    Argument.ROUTE: _route,
    Argument.DATE: _date,
    Argument.HOURS: _hours,
    Argument.REFERENCE: _reference,
    Argument.POOL: _pool,
    Argument.CONTACT: _contact,
}
