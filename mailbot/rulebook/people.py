"""Schema of rules/people.toml: names, titles, phone numbers, and how a mail says whom to contact."""

from __future__ import annotations

from functools import cached_property

from mailbot.rulebook.labels import spelling
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.schema import PatternRule, PatternTable, Rules, Words


class ContactRules(Rules):
    """Words beside a contact's name: in front of it and behind it."""

    before: PatternTable
    behind: PatternTable


class PeopleRules(Rules):
    """All of rules/people.toml."""

    first_names: tuple[str, ...]
    particles: tuple[str, ...]
    surname_ends: tuple[str, ...]
    surnames: tuple[str, ...]
    roles: tuple[str, ...]
    beside_titles: tuple[str, ...]  # may stand with a title between the words of a contact and the name
    board: Words
    teams: tuple[str, ...]
    no_names: tuple[str, ...]
    no_titles: tuple[str, ...]  # small words that do not stand between "kontakt" and a name
    phone: PatternRule
    no_phone_before: PatternRule
    phone_before: PatternRule
    main_number_before: PatternRule
    email: PatternRule
    me: PatternRule  # words for the writer, in front of a number of their own
    contact: ContactRules
    myself: PatternTable
    not_myself: PatternTable
    not_contact: PatternTable

    @cached_property
    def known(self) -> KnownPeople:
        """The words as sets, built once."""
        return KnownPeople(self)


class KnownPeople:
    """Look-up of the words of rules/people.toml by their ASCII spelling."""

    def __init__(self, rules: PeopleRules) -> None:
        self.first_names = frozenset(_plain(w) for w in rules.first_names)
        self.particles = frozenset(_plain(w) for w in rules.particles)
        self.roles = frozenset(_plain(w) for w in rules.roles)
        self.beside_titles = frozenset(_plain(w) for w in rules.beside_titles)
        self.teams = frozenset(_plain(w) for w in rules.teams)
        self.no_names = frozenset(_plain(w) for w in rules.no_names)
        self.no_titles = frozenset(_plain(w) for w in rules.no_titles)
        self._role_ends = tuple(r for r in self.roles if len(r) >= 4)
        self._surnames = frozenset(_plain(w) for w in rules.surnames)
        self._surname_ends = tuple(_plain(w) for w in rules.surname_ends)

    def is_first_name(self, word: str) -> bool:
        """Whether a word is a known first name; a double name where its first half is one."""
        return word in self.first_names or ("-" in word and word.partition("-")[0] in self.first_names)

    def is_surname(self, word: str) -> bool:
        """Whether a word ends as surnames do."""
        return word in self._surnames or (len(word) >= 4 and word.endswith(self._surname_ends))

    def is_role(self, word: str) -> bool:
        """Whether a word says what somebody is at work."""
        return word in self.roles or (len(word) >= 6 and word.endswith(self._role_ends))


def _plain(word: str) -> str:
    return spelling(Folded(word), 0, len(word))
