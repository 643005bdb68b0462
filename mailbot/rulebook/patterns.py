"""Patterns that cannot backtrack, run on a folded copy of the text (RE2, linear in the length of the text).

The folded copy has exactly as many characters as the original, so a place in one is a place in the other.
It is ASCII: small letters; æ, ø, å (and ä, ö) become the capital letters X, Y, Z, which no folded text holds
otherwise, so that word boundaries work; other letters lose their accents; dashes and quotes become plain ones;
½, ¼ and ¾ become signs of their own.
In a pattern (a rule file's words) they are written as people write them: `på`, `børnehave`; the pattern then also finds
`paa`, `boernehave` (domain of ASCII keyboards).  In a character class write `[a-zæøå]`.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import re2

_DANISH = {"æ": "X", "ä": "X", "ø": "Y", "ö": "Y", "å": "Z"}
_ALSO_WRITTEN = {"æ": "(?:X|ae)", "ä": "(?:X|ae)", "ø": "(?:Y|oe)", "ö": "(?:Y|oe)", "å": "(?:Z|aa)"}
_PLAIN = {
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": "-", "’": "'", "‘": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "•": "*", "·": "*", "●": "*", "▪": "*", "…": ".", "ß": "s",
}  # fmt: skip
_FRACTIONS = {"½": "\x11", "¼": "\x12", "¾": "\x13"}
_ASKED_AGAIN, _THERE, _LACKING = 4, -1, -2
_FILLER = "~"
_ANYWHERE, _AT_START, _AS_WHOLE = re2._Anchor.UNANCHORED, re2._Anchor.ANCHOR_START, re2._Anchor.ANCHOR_BOTH
_NO_SPAN = (-1, -1)
_NOWHERE = (_NO_SPAN,)

Spans = Sequence[tuple[int, int]]
"""Begin and end of a match and of each of its groups."""
_REMEMBERED = 0x3000  # a mail of every sign there is must not grow the memory of the process that reads it
_BLOCK = 12  # bits: of a stretch of 4,096 characters is remembered which patterns it lacks


class _Folding(dict[int, str]):
    """One character to one ASCII character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = self._fold(chr(code))
        if code < _REMEMBERED:
            self[code] = folded
        return folded

    @staticmethod
    def _fold(char: str) -> str:
        if char.lower() in _DANISH:
            return _DANISH[char.lower()]
        if char in _PLAIN and _PLAIN[char].isascii():
            return _PLAIN[char]
        if char in _FRACTIONS:
            return _FRACTIONS[char]
        if char.isascii():
            return char.lower() if char.isprintable() or char in "\n\t\r" else " "
        if char.isspace():
            return " "
        base = unicodedata.normalize("NFKD", char)[0].lower()
        if base in _DANISH:  # ǿ, ǽ
            return _DANISH[base]
        return base if len(base) == 1 and base.isascii() and base.isalnum() else _FILLER


_FOLDING = _Folding()


_LATIN1 = "".join(_FOLDING[code] for code in range(256)).encode("ascii")


def fold(text: str) -> str:
    """The matching copy of a text: ASCII, of the same length, place for place."""
    return text.translate(_FOLDING)


def _fold_bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1").translate(_LATIN1)
    except UnicodeEncodeError:
        return text.translate(_FOLDING).encode("ascii")


class Folded:
    """A text beside its matching copy, as ASCII bytes: byte offsets are character offsets of `text`."""

    __slots__ = ("_known", "bytes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.bytes = _fold_bytes(text)
        self._known: dict[tuple[Pattern, int], int] = {}  # how often it was asked for, or _THERE or _LACKING

    def __len__(self) -> int:
        return len(self.text)

    def lacks(self, pattern: Pattern, start: int, end: int) -> bool:
        """Whether a pattern is known to be nowhere around these places: most of many patterns are in no mail.

        Readers ask for the same patterns line by line: of a block of text it is found out when it is asked again.
        """
        block = start >> _BLOCK
        if end > (block + 1) << _BLOCK:
            return False
        key = (pattern, block)
        asked = self._known.get(key, 0)
        if asked == _ASKED_AGAIN:
            there = pattern.is_in(self, block << _BLOCK, (block + 1) << _BLOCK)
            asked = self._known[key] = _THERE if there else _LACKING
        elif asked >= 0:
            self._known[key] = asked + 1
        return asked == _LACKING


class Match:
    """Where a pattern was found in a folded text; places are those of the original text."""

    __slots__ = ("_groups", "_spans", "_text")

    def __init__(self, spans: Spans, text: Folded, groups: Mapping[str, int]) -> None:
        self._spans = spans
        self._text = text
        self._groups = groups

    def start(self, group: str | int = 0) -> int:
        """First place of the group, -1 where it took no part."""
        return self._spans[self._index(group)][0]

    def end(self, group: str | int = 0) -> int:
        """Place behind the group, -1 where it took no part."""
        return self._spans[self._index(group)][1]

    def __getitem__(self, group: str | int) -> str:
        """The group's words as they stand in the original text ('' where it took no part)."""
        start, end = self._spans[self._index(group)]
        return self._text.text[start:end] if start >= 0 else ""

    def folded(self, group: str | int = 0) -> str:
        """The group's words in the matching copy ('' where it took no part)."""
        start, end = self._spans[self._index(group)]
        return self._text.bytes[start:end].decode("ascii") if start >= 0 else ""

    def _index(self, group: str | int) -> int:
        return group if isinstance(group, int) else self._groups[group]


class Pattern:
    """A rule's pattern. Raises ValueError with the engine's reason where it is not one."""

    def __init__(self, source: str) -> None:
        self.source = source
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1  # the text is ASCII: programs a third of the size
        try:
            engine = re2.compile(_as_folded(source).encode("ascii"), options)
        except re2.error as wrong:
            raise ValueError(f"{source!r} is not a pattern: {_said(wrong)}") from None
        self._groups = {name.decode(): index for name, index in engine.groupindex.items()}
        self._run = engine._regexp.Match  # the engine itself: its wrapper costs more than most searches

    def search(self, text: Folded, start: int = 0, end: int | None = None) -> Match | None:
        """The first match between two places, or None."""
        end = len(text.bytes) if end is None else min(end, len(text.bytes))
        if text.lacks(self, start, end):
            return None
        spans = self._run(_ANYWHERE, text.bytes, start, end) if start <= end else _NOWHERE
        return Match(spans, text, self._groups) if spans[0] != _NO_SPAN else None

    def match(self, text: Folded, start: int = 0, end: int | None = None) -> Match | None:
        """The match that begins at `start`, or None."""
        end = len(text.bytes) if end is None else min(end, len(text.bytes))
        spans = self._run(_AT_START, text.bytes, start, end) if start <= end else _NOWHERE
        return Match(spans, text, self._groups) if spans[0] != _NO_SPAN else None

    def fullmatch(self, text: Folded, start: int = 0, end: int | None = None) -> Match | None:
        """The match that fills all between two places, or None."""
        end = len(text.bytes) if end is None else min(end, len(text.bytes))
        spans = self._run(_AS_WHOLE, text.bytes, start, end) if start <= end else _NOWHERE
        return Match(spans, text, self._groups) if spans[0] != _NO_SPAN else None

    def is_in(self, text: Folded, start: int, end: int) -> bool:
        """Whether there is a match between two places."""
        end = min(end, len(text.bytes))
        return start <= end and self._run(_ANYWHERE, text.bytes, start, end)[0] != _NO_SPAN

    def holds(self, text: Folded, start: int, end: int) -> bool:
        """Whether the stretch between two places, seen alone, has a match: `^` and `$` are its ends."""
        alone = text.bytes[start:end]
        return self._run(_ANYWHERE, alone, 0, len(alone))[0] != _NO_SPAN

    def finditer(self, text: Folded, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """All matches between two places, first to last, not overlapping."""
        end = len(text.bytes) if end is None else min(end, len(text.bytes))
        if text.lacks(self, start, end):
            return
        at = start
        while at <= end:
            spans = self._run(_ANYWHERE, text.bytes, at, end)
            if spans[0] == _NO_SPAN:
                return
            yield Match(spans, text, self._groups)
            at = spans[0][1] + (spans[0][1] == at)  # an empty match must not be found again and again

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"


def any_of(sources: Iterable[str]) -> Pattern:
    """One pattern that is found where any of these is; which one it was, and its groups, it does not tell."""
    nameless = [_NAMED_GROUP.sub("(?:", one) for one in sources]
    return Pattern("|".join(f"(?:{one})" for one in nameless) if nameless else r"[^\x00-\x{ff}]")


def words(choices: list[str] | tuple[str, ...]) -> str:
    """A pattern source for any of some words or phrases: longest first, any run of blanks between words."""
    return "(?:" + "|".join(_spelled(one) for one in _longest_first(choices)) + ")"


def whole_words(choices: list[str] | tuple[str, ...]) -> str:
    """The same, but not inside a longer word; `tlf.` and `c/o` end and begin where their signs do."""
    return "(?:" + "|".join(_edge(one[0]) + _spelled(one) + _edge(one[-1]) for one in _longest_first(choices)) + ")"


def _longest_first(choices: list[str] | tuple[str, ...]) -> list[str]:
    tidy = {" ".join(one.split()) for one in choices}
    return sorted(tidy, key=lambda w: (-len(w), w))


def _edge(char: str) -> str:
    return r"\b" if fold(char).isalnum() or char == "_" else ""


def _spelled(phrase: str) -> str:
    return r"\s{1,3}".join("".join(_literal(c) for c in word) for word in phrase.split())


def _literal(char: str) -> str:
    return "\\" + char if char in string.punctuation else char


_NAMED_GROUP = re.compile(r"\(\?P?<\w+>")


# --- a pattern as people write it, made one for folded text ---

_KEPT = r"\\[pP](?:\{[^}]*\}|.)|\\x\{[^}]*\}|\\[\x00-\x7f]"  # escapes: their case means something
_OUTSIDE = re.compile(rf"(?P<kept>{_KEPT}|\(\?(?:P?<\w*>|[A-Za-z-]*[:)]))|(?P<turn>\[\^?\]?)|\\?(?P<char>.)", re.DOTALL)
_INSIDE = re.compile(rf"(?P<kept>{_KEPT}|\[:\^?\w+:\])|(?P<turn>\])|\\?(?P<char>.)", re.DOTALL)


def _as_folded(source: str) -> str:
    out: list[str] = []
    in_class, at = False, 0
    while piece := (_INSIDE if in_class else _OUTSIDE).match(source, at):
        at = piece.end()
        if piece.lastgroup == "char":
            out.append(_folded_char(piece["char"], in_class))
        else:
            out.append(piece[0])
            in_class = in_class != (piece.lastgroup == "turn")
    return "".join(out)


def _folded_char(char: str, in_class: bool) -> str:
    low = char.lower()
    if low in _DANISH:
        return _DANISH[low] if in_class else _ALSO_WRITTEN[low]
    return low if char.isascii() else _literal(_FOLDING[ord(char)])


def _said(wrong: Exception) -> str:
    """The engine's reason without its quotation, which is of the folded pattern."""
    first = wrong.args[0] if wrong.args else wrong
    said = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    return said.partition(": ")[0]
