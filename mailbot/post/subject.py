"""Subjects: the mail's own with one `Re: ` before it and the case numbers behind it."""

from __future__ import annotations

import re

from mailbot.post.shown import one_line
from mailbot.rulebook.patterns import Folded, Pattern
from mailbot.rulebook.schema import WordList

MOST = 200
"""The most characters of a subject's own words; the numbers come on top."""

_NUMBERS = re.compile(r"\s*\[\s*MF-\d{4}-\d{4,9}(?:\s*,\s*MF-\d{4}-\d{4,9})*\s*(?:,\s*…)?\]")
_MOST_NUMBERS = 20


class Subjects:
    """Makes subjects; knows what mail programs put before the subject of an answered mail."""

    def __init__(self, prefixes: WordList, fallback: str) -> None:
        self._prefix = Pattern(rf"\s*(?:{prefixes.source})\s?(?:[\[(]\d{{1,3}}[\])])?\s?:\s*")
        self._fallback = fallback

    def bare(self, subject: str) -> str:
        """The words of a subject, without prefixes and without numbers in brackets."""
        words = Folded(_NUMBERS.sub("", one_line(subject, 1000)))
        at = 0
        while found := self._prefix.match(words, at):
            at = found.end()
        return one_line(words.text[at:], MOST) or self._fallback

    def answer(self, subject: str, numbers: tuple[str, ...]) -> str:
        """`Re: ` once, the mail's own subject, its case numbers."""
        return self.numbered("Re: " + self.bare(subject), numbers)

    def numbered(self, subject: str, numbers: tuple[str, ...]) -> str:
        """A subject with `[MF-2027-0001, MF-2027-0002]` behind it."""
        words = one_line(_NUMBERS.sub("", subject), MOST)
        if not numbers:
            return words
        told = [*numbers[:_MOST_NUMBERS], *(["…"] if len(numbers) > _MOST_NUMBERS else [])]
        return f"{words} [{', '.join(told)}]"
