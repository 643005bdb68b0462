"""What may be shown of words that strangers wrote: one line each, no invisible marks, bounded in length."""

from __future__ import annotations

import re
import unicodedata

ONE_LINE = 300
"""The most characters of a name, a subject, an address."""

STORY = 4_000
"""The most characters of a description or of a text that is passed on."""

_INVISIBLE = ("Cc", "Cf", "Cs")  # controls, direction and zero-width marks, halves of surrogate pairs


def one_line(text: str, most: int = ONE_LINE) -> str:
    """The text on one line: every sort of line break and blank is one space; too long, it ends in an ellipsis."""
    flat = "".join(" " if c.isspace() else c for c in text)
    joined = " ".join("".join(c for c in flat if unicodedata.category(c) not in _INVISIBLE).split())
    return joined if len(joined) <= most else joined[: most - 1].rstrip() + "…"


def paragraphs(text: str, most: int = STORY) -> tuple[str, ...]:
    """The lines of a text, each as `one_line`; runs of empty lines are one, none at the ends; at most `most` in all."""
    lines: list[str] = []
    left = most
    for line in text.splitlines():
        shown = one_line(line, max(1, left))
        if shown or (lines and lines[-1]):
            lines.append(shown)
        left -= len(shown) + 1
        if left <= 0:
            break
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def without(text: str, withheld: tuple[str, ...], mark: str) -> str:
    """The text with each withheld stretch replaced by a mark; how it is broken into lines does not matter."""
    for stretch in sorted(set(withheld), key=len, reverse=True):
        words = stretch.split()
        if words:
            text = re.sub(r"\s+".join(map(re.escape, words)), lambda _: mark, text)
    return text


def same_words(one: str, other: str) -> bool:
    """The two say the same, whatever their punctuation, blanks and capitals."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
