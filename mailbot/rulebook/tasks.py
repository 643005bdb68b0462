"""Schema of rules/tasks.toml: verbs and nouns of work, and the words around a description."""

from __future__ import annotations

from functools import cached_property

from mailbot.rulebook.labels import spelling
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.schema import PatternRule, PatternTable, Rules, Words

_NOUN_ENDINGS = ("", "en", "et", "er", "erne", "n", "s", "t", "ne")


class TaskRules(Rules):
    """All of rules/tasks.toml."""

    verbs: tuple[str, ...]
    weak_verbs: tuple[str, ...]
    work_nouns: tuple[str, ...]
    chain: dict[str, PatternRule]  # places where verbs of work stand, with a group `verb`
    no_verbs: tuple[str, ...]  # words that stand there and are none, or are no work
    no_verb_ends: tuple[str, ...]
    nothing_concrete: Words
    lead_ins: PatternTable
    setting: PatternTable
    elsewhere: PatternTable
    aside: PatternTable
    former: PatternRule  # a paragraph about somebody who was there before

    @cached_property
    def known(self) -> KnownTasks:
        """The words as sets, built once."""
        return KnownTasks(self)


class KnownTasks:
    """Look-up of the words of work by their ASCII spelling, in the forms that they take."""

    def __init__(self, rules: TaskRules) -> None:
        weak = {_plain(v) for v in rules.weak_verbs}
        plain = {_plain(v) for v in rules.verbs}
        self.weak = weak | {v + "s" for v in weak}
        strong = plain - weak
        self.strong = strong | {v + "s" for v in strong}
        self.present = {v + "r" for v in strong}
        none = {_plain(v) for v in rules.no_verbs}
        self._none = none | {v + "s" for v in none}
        self._none_ends = tuple(_plain(e) for e in rules.no_verb_ends)
        self._nouns = tuple(_plain(n) for n in rules.work_nouns)
        self._noun_forms = frozenset(n + e for n in self._nouns for e in _NOUN_ENDINGS)

    def may_be_verb(self, word: str) -> bool:
        """Whether a word that stands where verbs of work stand can be one."""
        return word not in self._none and not word.endswith(self._none_ends)

    def is_work_noun(self, word: str) -> bool:
        """Whether a word (or the end of a compound) is work that is done."""
        return word in self._noun_forms or (len(word) > 8 and word.endswith(self._nouns))


def _plain(word: str) -> str:
    return spelling(Folded(word), 0, len(word))
