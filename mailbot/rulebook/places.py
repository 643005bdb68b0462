"""Schema of rules/places.toml: kinds of workplaces, and the words beside a workplace's name."""

from __future__ import annotations

from functools import cached_property

from mailbot.rulebook.labels import spelling
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.schema import PatternRule, PatternTable, Rules, Words

_INFLECTIONS = (
    "",
    "n",
    "en",
    "t",
    "et",
    "er",
    "ne",
    "rne",
    "erne",
    "s",
    "ns",
    "ens",
    "ts",
    "ets",
    "ernes",
    "rnes",
    "es",
)


class PlaceRules(Rules):
    """All of rules/places.toml."""

    kinds: tuple[str, ...]
    no_kinds: tuple[str, ...]
    associations: tuple[str, ...]
    firms: Words
    parents: Words
    wards: tuple[str, ...]
    joins: tuple[str, ...]
    from_words: tuple[str, ...]
    towns: tuple[str, ...]
    streets: tuple[str, ...]  # ends of street names
    town_joins: tuple[str, ...]
    islands: tuple[str, ...]
    no_places: tuple[str, ...]
    street: PatternRule
    at_small: PatternRule  # a name in small letters behind "hos", with a group `name`
    called_small: PatternRule  # a name in small letters behind "hedder", with a group `name`
    before: PatternTable
    behind: PatternTable
    other_matter: PatternTable

    @cached_property
    def known(self) -> KnownPlaces:
        """The words as sets, built once."""
        return KnownPlaces(self)


class KnownPlaces:
    """Look-up of the words of rules/places.toml by their ASCII spelling."""

    def __init__(self, rules: PlaceRules) -> None:
        self._kinds = frozenset(_plain(w) for w in rules.kinds)
        self._weak = frozenset(_plain(w) for w in rules.no_kinds)
        self._longest = max(len(k) for k in self._kinds)
        self.associations = tuple(_plain(w) for w in rules.associations)
        self.wards = frozenset(_plain(w) for w in rules.wards)
        self.joins = frozenset(_plain(w) or w for w in rules.joins)
        self.from_words = frozenset(_plain(w) for w in rules.from_words)
        self._streets = tuple(_plain(w) for w in rules.streets)
        self.towns = frozenset(_plain(w) for w in rules.towns)
        self.town_joins = frozenset(_plain(w) for w in rules.town_joins)
        self.islands = frozenset(_plain(w) for w in rules.islands)
        self.no_places = frozenset(_plain(w) for w in rules.no_places)
        self._remembered: dict[str, str] = {}

    def kind_of(self, word: str) -> str:
        """The kind of workplace that a word names by its end ('' for none)."""
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) > 20000:
                self._remembered.clear()
            found = self._remembered[word] = self._find(word)
        return found

    def is_kind(self, word: str) -> bool:
        """Whether a word names a workplace by its end."""
        return bool(self.kind_of(word))

    def is_where(self, word: str) -> bool:
        """Whether a word is a town, an island or a street."""
        return word in self.towns or (len(word) > 6 and word.endswith(self._streets))

    def is_association(self, word: str) -> bool:
        """Whether a word names an association, a choir, a board."""
        return any(s for s in self._stems(word) if s.endswith(self.associations))

    def _find(self, word: str) -> str:
        for stem in self._stems(word):
            if stem in self._kinds and (len(stem) > 3 or stem == word):
                return stem
        for stem in self._stems(word):
            for length in range(min(self._longest, len(stem) - 2), 3, -1):
                end = stem[-length:]
                if end in self._kinds and (end not in self._weak or len(stem) - length >= 3):
                    return end
        return ""

    @staticmethod
    def _stems(word: str) -> list[str]:
        stems = [word]
        for ending in _INFLECTIONS[1:]:
            if len(word) - len(ending) >= 3 and word.endswith(ending):
                stem = word[: -len(ending)]
                stems.append(stem)
                if len(stem) > 4 and ending[0] == "e" and stem[-1] == stem[-2]:
                    stems.append(stem[:-1])  # hjemmet, klubben, rummet
        return stems


def _plain(word: str) -> str:
    return spelling(Folded(word), 0, len(word))
