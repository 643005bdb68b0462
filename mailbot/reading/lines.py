"""The lines of a text with what is known of each: how deep it is quoted, and what the mail program's HTML said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.model import Layer
from mailbot.reading.html_text import MARKS, Mark
from mailbot.rulebook.patterns import Folded

_QUOTE_SIGNS = re.compile(r"[ \t]{0,3}(?:>[ \t]?){1,100}")


@dataclass(slots=True)
class Line:
    """A line: places of its words (behind quote signs), and the layer it turns out to be of."""

    start: int
    body: int  # behind quote signs
    end: int  # without the line end
    depth: int
    blank: bool
    forwarded: bool = False  # a mail that hung on this one begins here
    old: bool = False  # headers of an old mail begin here
    introduction: bool = False
    signature: bool = False
    tag: bool = False  # a gateway's tag
    layer: Layer = Layer.NEWEST


@dataclass(frozen=True, slots=True)
class Lines:
    """A text, free of marks, beside its matching copy and its lines."""

    text: str
    folded: Folded
    lines: list[Line]

    def words(self, line: Line) -> str:
        """What stands in a line."""
        return self.text[line.body : line.end]


@dataclass(slots=True)
class _Said:
    """What the marks so far say of the text that follows."""

    depth: int = 0
    introduction: bool = False
    signature: bool = False
    old: bool = False
    forwarded: bool = False

    def take(self, mark: str) -> None:
        """One more mark."""
        if mark == Mark.QUOTE:
            self.depth += 1
        elif mark == Mark.END_QUOTE:
            self.depth = max(0, self.depth - 1)
        elif mark == Mark.OLD:
            self.old = True
        elif mark == Mark.FORWARDED:
            self.depth, self.old, self.introduction, self.signature, self.forwarded = 0, False, False, False, True
        elif mark in (Mark.SIGNATURE, Mark.END_SIGNATURE):
            self.signature = mark == Mark.SIGNATURE
        else:
            self.introduction = mark == Mark.INTRODUCTION


def read_lines(marked: str) -> Lines:
    """A text with the marks of html_text as lines."""
    pieces: list[str] = []
    lines: list[Line] = []
    said = _Said()
    place = 0
    for raw in marked.split("\n"):
        content = raw
        if MARKS.search(raw):
            for mark in MARKS.findall(raw):
                said.take(mark)
            content = MARKS.sub("", raw)
        lines.append(_line(content, place, said))
        pieces.append(content)
        place += len(content) + 1
    text = "\n".join(pieces)
    return Lines(text, Folded(text), lines)


def _line(content: str, place: int, said: _Said) -> Line:
    signs = _QUOTE_SIGNS.match(content)
    body = signs.end() if signs else 0
    blank = not content[body:].strip()
    line = Line(place, place + body, place + len(content), said.depth + content[:body].count(">"), blank)
    line.introduction, line.signature = said.introduction, said.signature
    if not blank:
        line.old, line.forwarded = said.old, said.forwarded
        said.old = said.forwarded = False
    return line
