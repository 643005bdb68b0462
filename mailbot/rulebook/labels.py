"""Schema of rules/labels.toml: the words in front of a value, and how they are recognised."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.schema import PatternRule, Rules, Words
from mailbot.rulebook.slips import slips_between

_EDGES = " \t\n.:;,-=?*_'\"()|/~"
LONGEST_LABEL = 60
MOST_WORDS = 8
_QUESTION_WORDS = 2  # words of a question that is a label


class LabelField(enum.StrEnum):
    """What a label can stand for. A contact's label may hold name, phone and mail at once."""

    INSTITUTION = "institution"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"
    TASKS = "tasks"
    HOURS = "hours"
    START = "start"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Named:
    """What a phrase means as a label."""

    fields: tuple[LabelField, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class LabelAt:
    """A label at the beginning of a line: where it ends, and where its value can begin."""

    fields: tuple[LabelField, ...]
    rule: str
    end: int
    behind: int


class LabelWords(Rules):
    """The words of one field's labels: heads carry the meaning, phrases are labels as a whole."""

    heads: Words
    phrases: Words | None = None
    misspelt: Words | None = None


class LabelRules(Rules):
    """All of rules/labels.toml."""

    item_mark: PatternRule  # a bullet or number in front of an item, with a group `mark`
    abbreviations: tuple[str, ...]  # words whose dot ends no sentence, without the dot
    ordinal_followers: Words  # words after "1." that go on with the sentence
    neutral: Words  # words of a label that mean nothing by themselves
    other: Words  # labels of things that are no field
    either: dict[str, tuple[LabelField, ...]]  # labels that mean one or another: their value decides
    questions: dict[str, tuple[LabelField, ...]]  # what a label of neutral words alone asks, the first told wins
    prose: Words  # words that no label holds: they make it a sentence
    closing: PatternRule  # a line that ends any value: a greeting at the end
    empty_values: Words  # what people write where they have nothing to write
    long_values: tuple[LabelField, ...]  # fields whose value may run over several lines
    fields: dict[LabelField, LabelWords]

    # --- recognising ---

    def name(self, text: Folded, start: int, end: int) -> Named | None:
        """What the words between two places mean as a label; None where they are none."""
        if not 0 < end - start <= LONGEST_LABEL:
            return None
        return self._known.get_or_find(spelling(text, start, end))

    def label_at(self, text: Folded, start: int, end: int) -> LabelAt | None:
        """The label at the beginning of a line, in any of its shapes."""
        for stop, behind, colon in _separators(text.text, start, end):
            named = self.name(text, start, stop)
            if named and (colon or named.fields):
                return LabelAt(named.fields, named.rule, stop, behind)
            if colon and self._heads_something(text, start, stop):
                return LabelAt((), "label.unknown", stop, behind)
        return None

    def ends_value(self, text: Folded, start: int, end: int) -> bool:
        """Whether a line cannot belong to the value above it."""
        return self.closing.match(text, start, end) is not None

    def asked_in(self, text: Folded, start: int, end: int) -> tuple[LabelField, ...]:
        """The fields that a question between two places asks for."""
        return self._known.asked_in(spelling(text, start, end))

    def is_empty_value(self, words: str) -> bool:
        """Whether a value says that there is none yet."""
        folded = Folded(words)
        return spelling(folded, 0, len(folded)) in self._known.empty or not words.strip(" .?-–…x")

    def _heads_something(self, text: Folded, start: int, stop: int) -> bool:
        words = text.text[start:stop].split()
        short = 0 < len(words) <= 3 and stop - start <= 28 and text.text[start].isupper()
        return short and not any(w in self._known.prose for w in spelling(text, start, stop).split())

    @cached_property
    def _known(self) -> _Known:
        return _Known(self)


class _Known:
    """Look-up of label phrases, kept beside the rules because it is built once."""

    def __init__(self, rules: LabelRules) -> None:
        self.neutral = frozenset(_plain(w) for w in rules.neutral)
        self.prose = frozenset(_plain(w) for w in rules.prose)
        self.other = frozenset(_plain(w) for w in rules.other)
        self.empty = frozenset(_plain(w) for w in rules.empty_values)
        self.either = {_plain(w): fields for w, fields in rules.either.items()}
        self.questions = {_plain(w): fields for w, fields in rules.questions.items()}
        self.heads: dict[str, LabelField] = {}
        self.phrases: dict[str, Named] = {}
        for name, given in rules.fields.items():
            self.heads |= {_plain(w): name for w in given.heads}
            for phrase in given.phrases or ():
                self.phrases[_plain(phrase)] = Named((name,), f"label.{name}")
            for phrase in given.misspelt or ():
                self.heads[_plain(phrase)] = name
        self._fuzzy = [(h, f) for h, f in self.heads.items() if len(h) >= 8 and " " not in h]
        self._remembered: dict[str, Named | None] = {}

    def get_or_find(self, phrase: str) -> Named | None:
        if phrase not in self._remembered:
            if len(self._remembered) > 5000:
                self._remembered.clear()
            self._remembered[phrase] = self._find(phrase)
        return self._remembered[phrase]

    def _find(self, phrase: str) -> Named | None:
        if not phrase or len(phrase.split()) > MOST_WORDS:
            return None
        if phrase in self.phrases:
            return self.phrases[phrase]
        if phrase in self.either:
            return Named(self.either[phrase], "label.either")
        if phrase in self.heads:
            return Named((self.heads[phrase],), f"label.{self.heads[phrase]}")
        if phrase in self.other:
            return Named((), "label.other")
        return self._by_words(phrase)

    def _by_words(self, phrase: str) -> Named | None:
        """Every word is known: heads of fields, and neutral words around them."""
        fields: list[LabelField] = []
        fuzzy = False
        for word in phrase.replace("/", " ").split():
            field = self.heads.get(word)
            if field is None and word not in self.neutral:
                field = self._nearly(word)
                fuzzy = True
                if field is None:
                    return None
            if field and field not in fields:
                fields.append(field)
        if not fields:
            return self._by_question(phrase)
        return Named(tuple(fields), f"label.{'fuzzy' if fuzzy else fields[0]}")

    def _by_question(self, phrase: str) -> Named | None:
        """Neutral words that begin with a question word: "Hvad der skal laves"."""
        if len(phrase.split()) < _QUESTION_WORDS:
            return None
        asked = next((f for w, f in self.questions.items() if f" {phrase} ".startswith(f" {w} ")), None)
        return Named(asked, "label.question") if asked else None

    def asked_in(self, question: str) -> tuple[LabelField, ...]:
        """The fields that a whole question asks for: by the heads in it, else by its question word."""
        words = question.split()
        told = tuple(dict.fromkeys(f for w in words if (f := self.heads.get(w)) is not None))
        if told:
            return told
        return next((f[:1] for w, f in self.questions.items() if f" {w} " in f" {question} "), ())

    def _nearly(self, word: str) -> LabelField | None:
        """A misspelt head: one slip from eight letters on, two from eleven on."""
        if len(word) < 7:
            return None
        for head, field in self._fuzzy:
            slips = 2 if len(head) >= 11 else 1
            if abs(len(head) - len(word)) <= slips and slips_between(word, head, slips) <= slips:
                return field
        return None


def spelling(text: Folded, start: int, end: int) -> str:
    """Words in small ASCII letters, æøå written out, without signs around them."""
    raw = text.bytes[start:end].replace(b"X", b"ae").replace(b"Y", b"oe").replace(b"Z", b"aa").replace(b"/", b" / ")
    words = [w.strip(_EDGES) for w in raw.decode("ascii").split()]
    return " ".join([w for w in words if w])


@lru_cache(maxsize=20_000)
def word_spelling(word: str) -> str:
    """The same of a word or a few that are no part of a longer text: mails hold the same words again and again."""
    return spelling(Folded(word), 0, len(word))


def _plain(word: str) -> str:
    return spelling(Folded(word), 0, len(word))


def _separators(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Where the label of a line could end, where its value would begin, and whether by a colon or a column."""
    limit = min(end, start + LONGEST_LABEL + 2)
    found: list[tuple[int, int, bool]] = []
    for sign, colon in ((":", True), ("|", True), ("\t", False), ("?", False), ("=", False), ("   ", False)):
        at = text.find(sign, start, limit)
        if at > start:
            found.append((at, at + len(sign), colon))
    for sign in (" - ", " – ", " — "):
        at = text.find(sign, start, limit)
        if at > start:
            found.append((at, at + 3, False))
    found.sort()
    if end - start <= LONGEST_LABEL and "\n" not in text[start:end]:
        found.append((end, end, False))
    return found
