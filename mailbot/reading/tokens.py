"""Cuts folded text into words, numbers and signs with their places, and gives each what the rules say that it means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mailbot.rulebook.lexicon import Lexicon, Meaning
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.roles import Role

# The folded text's own letters (æøå) and its fraction signs; see rulebook/patterns.py.
_PIECE = re.compile(r"[a-zXYZ]+|\d+|[^\s]")
_NOTHING: Meaning = {}
_ENDS = frozenset(".!?;")
_BULLETS = frozenset("*-|>")


class Token(NamedTuple):
    """A word, a number or a sign of the text; `start` and `end` are places in the original."""

    key: str  # small ASCII letters (æøå written out), the digits, or the sign
    start: int
    end: int
    meaning: Meaning
    is_number: bool = False
    glued: bool = False  # nothing stands between it and the token before
    lines: int = 0  # how many lines end between it and the token before
    dotted: bool = False  # a dot directly behind it, which belongs to it
    capital: bool = False

    def has(self, role: Role) -> bool:
        """Whether the rules give it that role."""
        return role in self.meaning


Tokens = Sequence[Token]
_MOST_IN_A_SENTENCE = 160  # what goes on longer is no sentence, and must not cost more than one
_MOST_SKIPPED = 6
NO_TOKEN = Token("", 0, 0, _NOTHING)


def at(tokens: Tokens, index: int) -> Token:
    """The token of that index; one without any meaning outside the text."""
    return tokens[index] if 0 <= index < len(tokens) else NO_TOKEN


def behind(tokens: Tokens, index: int, *roles: Role) -> int:
    """The place behind the few tokens of these roles that stand at `index`."""
    for place in range(index, index + _MOST_SKIPPED):
        meaning = at(tokens, place).meaning
        if not any(role in meaning for role in roles):
            return place
    return index + _MOST_SKIPPED


def cut(text: Folded, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    """All tokens between two places; a phrase of the lexicon is one token."""
    return _phrases(_pieces(text, start, end, lexicon), lexicon)


def sentences(tokens: Tokens) -> list[list[Token]]:
    """The tokens, sentence by sentence. An end of line ends one where the next line begins anew."""
    found: list[list[Token]] = []
    first = 0
    for index, token in enumerate(tokens):
        if index > first and (index - first >= _MOST_IN_A_SENTENCE or _opens_sentence(tokens, index, token)):
            found.append(list(tokens[first:index]))
            first = index
    return [*found, list(tokens[first:])] if first < len(tokens) else found


def _opens_sentence(tokens: Tokens, index: int, token: Token) -> bool:
    before = tokens[index - 1]
    if not token.lines and not before.dotted and before.key not in _ENDS:
        return False
    if token.lines > 1 or (before.key in _ENDS and not token.glued):
        return True
    if token.lines and (token.capital or token.key in _BULLETS) and before.key != ",":
        return True
    opens = token.capital and not token.glued and not (token.has(Role.MONTH) or token.has(Role.MONTH_SHORT))
    return opens and before.dotted and _could_end(before)


def _could_end(token: Token) -> bool:
    """A number or a unit before a dot ends a sentence as well as it stands for an order or an abbreviation."""
    return token.is_number or token.has(Role.HOUR) or token.has(Role.MINUTE) or token.has(Role.MONTH)


def _pieces(text: Folded, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    folded, original = text.bytes[start:end].decode("ascii"), text.text
    found: list[Token] = []
    last = 0
    for piece in _PIECE.finditer(folded):
        first, stop = piece.span()
        if first < last:  # a dot that its word has taken along
            continue
        raw = piece[0]
        dotted = folded.startswith(".", stop)
        if raw.isdigit():
            key, meaning, is_number = raw, _NOTHING, True
            dotted = dotted and not folded[stop + 1 : stop + 2].isdigit()
        else:
            (key, meaning, takes_dot), is_number = lexicon.word(raw), False
            dotted = dotted and takes_dot
        lines = folded.count("\n", last, first) if first > last else 0
        glued = first == last and bool(found)
        capital = original[start + first].isupper()
        found.append(Token(key, start + first, start + stop, meaning, is_number, glued, lines, dotted, capital))
        last = stop + dotted
    return found


def _phrases(pieces: list[Token], lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    begins = lexicon.phrases
    behind_phrase = 0
    for index, piece in enumerate(pieces):
        if index < behind_phrase:
            continue
        phrase = _phrase_at(pieces, index, lexicon) if piece.key in begins else None
        if phrase is None:
            found.append(piece)
            continue
        behind_phrase = index + phrase[0]
        last = pieces[behind_phrase - 1]
        key = " ".join(p.key for p in pieces[index:behind_phrase])
        found.append(piece._replace(key=key, end=last.end, meaning=phrase[1], is_number=False, dotted=last.dotted))
    return found


def _phrase_at(pieces: list[Token], index: int, lexicon: Lexicon) -> tuple[int, Meaning] | None:
    for phrase in lexicon.phrases[pieces[index].key]:
        length = len(phrase.words)
        there = pieces[index : index + length]
        if tuple(p.key for p in there) == phrase.words and all(p.lines < 2 for p in there[1:]):
            return length, phrase.meaning
    return None
