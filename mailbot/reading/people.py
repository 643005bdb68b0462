"""Finds people, phone numbers and mail addresses in a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mailbot.reading.sheet import Sheet
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import word_spelling

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_GAPS = (" ", "\xa0", "  ", "\t")
_LONGEST_NAME = 5
_SHOUTED = 30  # letters; what is shorter may be an abbreviation


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in a text. `sure` where its first word is a known first name."""

    text: str
    start: int
    end: int
    sure: bool

    @property
    def first(self) -> str:
        """The first name, small letters."""
        return self.text.split()[0].lower()


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number: eight digits. `weight` tells how plainly it is one to be called."""

    digits: str
    start: int
    end: int
    weight: int
    main: bool = False  # of the house, not of a person


@dataclass(frozen=True, slots=True)
class Written:
    """A mail address that stands in the text."""

    address: str
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    key: str


def find_names(sheet: Sheet, start: int, end: int) -> tuple[Name, ...]:
    """All that reads as people's names between two places, in order."""
    return sheet.once(("names", start, end), lambda: tuple(_names(sheet.text, sheet.rules, start, end)))


def names_in(text: str, rules: Rulebook) -> tuple[Name, ...]:
    """The people's names in a text that is no part of a mail (a display name)."""
    return tuple(_names(text, rules, 0, len(text)))


def _names(text: str, rules: Rulebook, start: int, end: int) -> Iterator[Name]:
    words = [_Word(m[0], m.start(), m.end(), word_spelling(m[0])) for m in _WORD.finditer(text, start, end)]
    shouted = is_shouted(text[start:end])
    run: list[_Word] = []
    for word in words:
        if run and (text[run[-1].end : word.start] not in _GAPS or len(run) >= _LONGEST_NAME):
            yield from _as_name(run, rules)
            run = []
        if _may_be_name(word, run, rules, shouted):
            run.append(word)
        elif run:
            yield from _as_name(run, rules)
            run = []
    yield from _as_name(run, rules)


def _may_be_name(word: _Word, run: list[_Word], rules: Rulebook, shouted: bool) -> bool:
    if shouted:
        if word.key in rules.people.known.no_names or rules.people.known.is_role(word.key):
            return False
        return rules.people.known.is_first_name(word.key) or bool(run)
    if word.text[0].isupper():
        return True
    return bool(run) and word.key in rules.people.known.particles


def _as_name(run: list[_Word], rules: Rulebook) -> Iterator[Name]:
    known, places = rules.people.known, rules.places.known
    while run and (run[0].key in known.no_names or known.is_role(run[0].key)) and not known.is_first_name(run[0].key):
        run = run[1:]
    while run and (run[-1].key in known.no_names or run[-1].key in known.particles):
        run = run[:-1]
    if len(run) > 2 and run[-1].key in known.roles and not known.is_surname(run[-1].key):
        run = run[:-1]
    if run and run[-1].text.endswith(".") and len(run[-1].text) > 2:
        run = [*run[:-1], run[-1]._replace(text=run[-1].text[:-1], end=run[-1].end - 1)]
    if not run or any(w.key in known.teams for w in run):
        return
    sure = known.is_first_name(run[0].key)
    if any(places.is_kind(w.key) and not (sure and known.is_surname(w.key)) for w in run[1:]):
        return
    if not sure and (len(run) < 2 or places.is_kind(run[0].key) or any(w.key in known.no_names for w in run)):
        return
    if len(run) == 1 and len(run[0].text) < 2:
        return
    yield Name(" ".join(w.text for w in run), run[0].start, run[-1].end, sure)


def is_shouted(text: str) -> bool:
    """Whether a text is written in capitals throughout."""
    capitals = sum(map(str.isupper, text))
    if capitals <= 0.7 * _SHOUTED:
        return False
    letters = sum(map(str.isalpha, text))
    return letters > _SHOUTED and capitals > 0.7 * letters


def find_numbers(sheet: Sheet, start: int, end: int) -> tuple[Number, ...]:
    """All phone numbers between two places. CVR, EAN and the like are none."""
    return sheet.once(("numbers", start, end), lambda: tuple(_numbers(sheet, start, end)))


def _numbers(sheet: Sheet, start: int, end: int) -> Iterator[Number]:
    rules, text = sheet.rules.people, sheet.folded
    for found in rules.phone.finditer(text, start, end):
        at, stop = found.start(), found.end()
        if _touches_digit(sheet.text, at, stop):
            continue
        line = max(sheet.text.rfind("\n", 0, at) + 1, at - 48, start - 24, 0)
        if rules.no_phone_before.holds(text, line, at):
            continue
        main = rules.main_number_before.holds(text, line, at)
        weight = 10 if rules.phone_before.holds(text, line, at) else 0
        digits = "".join(c for c in found.folded("number") if c.isdigit())
        yield Number(digits, at, stop, weight - 6 * main, main)


def _touches_digit(text: str, start: int, end: int) -> bool:
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isdigit() or (before[-1:] in "-./,:" and before[:1].isdigit()):
        return True
    return behind[:1].isdigit() or (behind[:1] in "-./,:" and behind[1:].isdigit()) or behind[:1] == "@"


def find_addresses(sheet: Sheet, start: int, end: int) -> tuple[Written, ...]:
    """All mail addresses between two places, small letters."""
    found = []
    for one in sheet.rules.people.email.finditer(sheet.folded, start, end):
        found.append(Written(one[0].lower().rstrip("."), one.start(), one.end()))
    return tuple(found)


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person: one's words are among the other's, in order."""
    short, long = sorted((_key_words(one), _key_words(other)), key=len)
    if not short or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def _key_words(name: str) -> list[str]:
    return [word_spelling(w) for w in name.split()]
