"""Schema of rules/commands.toml: the words with which coordinators command, and those that may stand around them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Generic, Self, TypeVar

from pydantic import model_validator

from mailbot.model import Route
from mailbot.rulebook.lexicon import Phrases, word_key
from mailbot.rulebook.schema import Rules

NAMES = (
    "approve", "reject", "direction", "reserve", "release", "fill", "end", "pool", "close", "remind", "answer", "hours",
    "start", "contact", "sender_ok", "withdraw", "note", "undo", "reopen", "adopt", "unchanged", "status",
)  # fmt: skip


class Argument(enum.StrEnum):
    """What can stand behind a command's word."""

    ROUTE = "route"
    DATE = "date"
    HOURS = "hours"
    REFERENCE = "reference"
    POOL = "pool"
    CONTACT = "contact"
    TEXT = "text"  # behind a colon, all of the mail


class CommandWords(Rules):
    """One command: the words for it, and what it takes."""

    words: Phrases
    takes: tuple[Argument, ...] = ()


class CommandRules(Rules):
    """All of rules/commands.toml."""

    commands: dict[str, CommandWords]
    routes: dict[Route, Phrases]
    greetings: Phrases  # at the beginning of the mail or the line, with a name behind them
    thanks: Phrases  # anywhere in the line
    closings: Phrases  # behind them stands a name
    little: Phrases  # words that may stand between a command and what it takes
    about_reference: Phrases  # in front of a reference
    about_contact: Phrases  # in front of a telephone's number or a mail address

    @model_validator(mode="after")
    def _all_commands(self) -> Self:
        if unknown := sorted(self.commands.keys() - set(NAMES)):
            raise ValueError(f"commands.{unknown[0]} is no command; known are {', '.join(NAMES)}")
        if missing := sorted(set(NAMES) - self.commands.keys()):
            raise ValueError(f"commands.{missing[0]} is missing; give it at least one word")
        if absent := [route for route in Route if route not in self.routes]:
            raise ValueError(f"routes.{absent[0]} is missing; give it at least one word")
        return self

    @cached_property
    def spoken(self) -> Spoken:
        """All these words, ready to be compared."""
        return Spoken(self)


Words = tuple[str, ...]
Meant = TypeVar("Meant")


def phrase_keys(phrase: str) -> Words:
    """A phrase's words as they are compared, without their dots."""
    return tuple(key for word in phrase.split() if (key := word_key(word).strip(".:")))


class Phrasebook(Generic[Meant]):
    """Phrases and what they mean, longest first, looked up by their first word."""

    def __init__(self, pairs: Iterable[tuple[Words, Meant]]) -> None:
        self._by_first: dict[str, list[tuple[Words, Meant]]] = {}
        for keys, meant in sorted(pairs, key=lambda pair: -len(pair[0])):
            if keys:
                self._by_first.setdefault(keys[0], []).append((keys, meant))
        self.single = {
            keys[0]: meant for some in self._by_first.values() for keys, meant in reversed(some) if not keys[1:]
        }

    def beginning_with(self, word: str) -> Sequence[tuple[Words, Meant]]:
        """The phrases whose first word it is."""
        return self._by_first.get(word, ())


class Spoken:
    """The words of rules/commands.toml as they are compared, longest phrases first."""

    def __init__(self, rules: CommandRules) -> None:
        self.commands = Phrasebook((phrase_keys(w), name) for name, c in rules.commands.items() for w in c.words)
        self.routes = Phrasebook((phrase_keys(w), route) for route, some in rules.routes.items() for w in some)
        self.greetings = _phrases(rules.greetings)
        self.thanks = _phrases(rules.thanks)
        self.closings = _phrases(rules.closings)
        self.little = _phrases(rules.little)
        self.about_reference = _phrases(rules.about_reference)
        self.about_contact = _phrases(rules.about_contact)


def _phrases(given: Phrases) -> Phrasebook[str]:
    return Phrasebook((phrase_keys(one), one) for one in given)
