"""What the words and phrases of the rule files mean, looked up by the words of folded text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from mailbot.rulebook.patterns import Pattern, fold, words
from mailbot.rulebook.roles import Role

_SPELLED_OUT = str.maketrans({"X": "ae", "Y": "oe", "Z": "aa"})
_MOST_REMEMBERED = 20_000

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
