"""Schema of rules/automatic.toml: how mails that no person wrote are known, and what kind each sign tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from mailbot.model import Kind
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.schema import PatternRule, Rules

_CHARS = 1_000  # of a header or subject


class HeaderSign(Rules):
    """A header field that tells a machine; `name` may end in `*`."""

    name: str
    code: str
    says: PatternRule | None = None  # found in the value
    unless: PatternRule | None = None  # not found in it

    def shown_in(self, headers: Mapping[str, list[str]]) -> bool:
        """Whether one of these fields, values by name, is the sign."""
        if not self.name.endswith("*"):
            return any(map(self._shown_by, headers.get(self.name, ())))
        start = self.name[:-1]
        return any(
            map(self._shown_by, (v for name, values in headers.items() if name.startswith(start) for v in values))
        )

    def _shown_by(self, value: str) -> bool:
        folded = Folded(value[:_CHARS])
        if self.unless and self.unless.search(folded):
            return False
        return self.says is None or self.says.search(folded) is not None


class TextSigns(Rules):
    """Words of a text that no person wrote; weak ones count by the number of different ones."""

    strong: PatternRule
    weak: tuple[PatternRule, ...]
    weak_count: int
    words: int  # a longer text with weak signs only was written by a person
    person: PatternRule  # words that show a person who offers something


class AutomaticRules(Rules):
    """All of rules/automatic.toml. Codes are those of rules/reasons.toml, table `automatic`."""

    kinds: dict[str, Kind]  # what a code tells
    bounce_headers: tuple[HeaderSign, ...]
    headers: tuple[HeaderSign, ...]  # the first that fits tells
    late_headers: tuple[HeaderSign, ...]  # asked after subject and text
    bounce_senders: PatternRule
    sure_senders: PatternRule  # only servers write from these
    bounce_subjects: PatternRule
    bounce_texts: PatternRule
    delay: PatternRule
    receipt_subjects: PatternRule
    receipt_texts: PatternRule
    calendar_answers: PatternRule
    calendar_subjects: PatternRule
    recall_subjects: PatternRule
    complaint_subjects: PatternRule
    absence_subjects: PatternRule
    absence_texts: TextSigns
    bulk_texts: PatternRule
    machine_senders: PatternRule

    def sign(self, signs: Iterable[HeaderSign], headers: Iterable[tuple[str, str]]) -> str | None:
        """The code of the first of these signs that the headers show."""
        found: dict[str, list[str]] = {}
        for name, value in headers:
            found.setdefault(name, []).append(value)
        return next((sign.code for sign in signs if sign.shown_in(found)), None)

    def tells_bounce(self, headers: Iterable[tuple[str, str]], subject: str) -> bool:
        """By its headers it may report on a letter that could not be delivered."""
        known = tuple(headers)
        if self.sign(self.bounce_headers, known):
            return True
        if self.bounce_subjects.search(Folded(subject[:_CHARS])):
            return True
        return any(self.bounce_senders.search(Folded(value[:_CHARS])) for value in self._from(known))

    def _from(self, headers: tuple[tuple[str, str], ...]) -> Iterator[str]:
        return (value for name, value in headers if name in ("from", "sender"))

    @cached_property
    def codes(self) -> frozenset[str]:
        """All codes that this file gives."""
        return frozenset(self.kinds)
