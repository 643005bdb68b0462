"""A line as words with their places, of which one after the other is used up until nothing is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from mailbot.rulebook.commands import Phrasebook
from mailbot.rulebook.lexicon import word_key

_WORD = re.compile(r"[^\s,;:!?()\"“”„…]+")
_EDGES = "._*'’<>[]"
Meant = TypeVar("Meant")


class WordLine:
    """The words of one line, compared by `word_key`, and which of them are used."""

    def __init__(self, line: str) -> None:
        self.line = line
        found = [(m[0].strip(_EDGES), m.start(), m.end()) for m in _WORD.finditer(line)]
        self._words = [(word, start, end) for word, start, end in found if word]
        self._keys = [word_key(word) for word, _, _ in self._words]
        self._used = [False] * len(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def key(self, index: int) -> str:
        """A word as it is compared."""
        return self._keys[index]

    def word(self, index: int) -> str:
        """A word as it was written."""
        return self._words[index][0]

    def end_of(self, index: int) -> int:
        """The place behind a word in the line."""
        return self._words[index][2]

    def match(self, index: int, phrases: Phrasebook[Meant]) -> tuple[int, Meant] | None:
        """The longest phrase that stands at a word: the index behind it, and what it means."""
        if index >= len(self._keys):
            return None
        for keys, meant in phrases.beginning_with(self._keys[index]):
            if tuple(self._keys[index : index + len(keys)]) == keys:
                return index + len(keys), meant
        return None

    def use(self, first: int, last: int) -> None:
        """Marks words as used, `last` not among them."""
        for index in range(first, last):
            self._used[index] = True

    def use_place(self, start: int, end: int) -> None:
        """Marks the words between two places of the line."""
        for index, (_, first, last) in enumerate(self._words):
            if first < end and last > start:
                self._used[index] = True

    def use_all(self, phrases: Phrasebook[Meant]) -> None:
        """Marks every phrase of these."""
        for index in range(len(self)):
            if (found := self.match(index, phrases)) is not None:
                self.use(index, found[0])

    def use_closing(self, closings: Phrasebook[Meant], most: int) -> None:
        """Marks a greeting at the end with the few words of the name behind it; a hyphen only closes before a name."""
        for index in range(1, len(self)):
            found = self.match(index, closings)
            if found is None or len(self) - found[0] > most:
                continue
            signs = not any(c.isalnum() for c in self._keys[index])
            if signs and not all(self.word(i)[:1].isupper() for i in range(found[0], len(self))):
                continue
            self.use(index, len(self))

    def use_names_at_end(self, names: Sequence[str]) -> None:
        """Marks the writer's own names at the end of the line."""
        known = {word_key(name) for name in names}
        for index in range(len(self) - 1, 0, -1):
            if self._used[index]:
                continue
            if self._keys[index].lstrip("/-") not in known:
                return
            self._used[index] = True

    def use_punctuation(self) -> None:
        """Marks what is no word at all."""
        for index, key in enumerate(self._keys):
            self._used[index] |= not any(c.isalnum() or c == "#" for c in key)

    def first_left(self) -> int | None:
        """The first word that is not used."""
        self.use_punctuation()
        return next((i for i, used in enumerate(self._used) if not used), None)

    def left_indexes(self) -> list[int]:
        """The words that are not used."""
        return [i for i, used in enumerate(self._used) if not used]

    def left(self) -> str:
        """What is not used, as it was written, from its first word to its last."""
        place = self.left_place()
        return self.line[place[0] : place[1]].strip(" .") if place else ""

    def use_before(self, sign: str, most: int) -> None:
        """Marks the few words in front of the first such sign."""
        place = self.line.find(sign)
        before = [i for i, (_, _, end) in enumerate(self._words) if end <= place]
        if 0 < len(before) <= most:
            self.use(0, len(before))

    def left_place(self) -> tuple[int, int] | None:
        """From the first word that is not used to the end of the last."""
        left = self.left_indexes()
        return (self._words[left[0]][1], self._words[left[-1]][2]) if left else None
