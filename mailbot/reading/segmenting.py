"""Where sentences end in the text of a mail, which has abbreviations, dates and clock times full of dots."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.rulebook.labels import LabelRules
from mailbot.rulebook.patterns import Folded

_STOPS = ".!?…"
_CLOSERS = ")\"'”»"


def sentence_ends(text: Folded, rules: LabelRules, start: int, end: int) -> Iterator[int]:
    """The places behind the ends of sentences between two places; the last is `end`."""
    at, raw = start, text.text
    while at < end:
        if raw[at] not in _STOPS:
            at += 1
            continue
        behind = at + 1
        while behind < end and raw[behind] in _STOPS + _CLOSERS:
            behind += 1
        if behind < end and raw[behind].isspace() and _ends(text, rules, (start, at, behind, end)):
            yield behind
        at = behind
    yield end


def _ends(text: Folded, rules: LabelRules, places: tuple[int, int, int, int]) -> bool:
    start, at, behind, end = places
    raw = text.text
    following = raw[behind : min(end, behind + 40)].lstrip()
    if not following or raw[at] in "!?":
        return True
    word = (raw[max(start, at - 24) : at].split()[-1:] or [""])[0].strip("(\"'").lower()
    if word in rules.abbreviations or (len(word) == 1 and word.isalpha()):
        return False
    if word.isdigit() and (following[0].islower() or _ordinal(text, rules, behind, end)):
        return False
    return not (following[0].islower() and (len(word) <= 3 or "." in word))


def _ordinal(text: Folded, rules: LabelRules, behind: int, end: int) -> bool:
    while behind < end and text.text[behind].isspace():
        behind += 1
    return rules.ordinal_followers.pattern.match(text, behind, end) is not None
