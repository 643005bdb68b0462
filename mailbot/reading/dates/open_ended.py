"""Reads starts without a date: snarest muligt, efter aftale, and what hangs on something else (når isen er væk)."""

from __future__ import annotations

from mailbot.model import StartKind
from mailbot.reading.dates.reads import Placed, Read, Setting
from mailbot.reading.tokens import Tokens
from mailbot.rulebook.roles import Role

WORDS_BEGIN = frozenset({Role.ASAP, Role.START_ASAP, Role.ASAP_ALONE, Role.AGREED, Role.START_AGREED, Role.AGREEING})
_EVENT_REACH = 8  # words between a start's word and "when …"
_LONGEST_EVENT = 14


def read_word(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`snarest muligt`, `efter aftale`; a verb of agreeing counts with a start's word in its sentence."""
    token = tokens[index]
    if token.has(Role.START_ASAP):
        return Read(index + 1, "start.asap", kind=StartKind.ASAP)
    if token.has(Role.ASAP) or (setting.labelled and token.has(Role.ASAP_ALONE)):
        return Read(index + 1, "start.asap", kind=StartKind.ASAP, bare=True)
    if token.has(Role.START_AGREED):
        return Read(index + 1, "start.agreed", kind=StartKind.BY_AGREEMENT)
    if token.has(Role.AGREED):
        return Read(index + 1, "start.agreed", kind=StartKind.BY_AGREEMENT, bare=True)
    if token.has(Role.AGREEING) and (setting.labelled or any(t.has(Role.CUE) for t in tokens)):
        return Read(index + 1, "start.agreed", kind=StartKind.BY_AGREEMENT, bare=True)
    return None


def read_event(tokens: Tokens, setting: Setting) -> Placed | None:
    """`det starter, når køerne er kommet på græs`: a time without a date."""
    if any(t.has(Role.UNTOLD) for t in tokens):
        return None
    since_cue = 0 if setting.labelled else _EVENT_REACH + 1
    for index, token in enumerate(tokens):
        if token.has(Role.EVENT) and since_cue <= _EVENT_REACH:
            return Placed(index, Read(_clause_end(tokens, index), "start.event", kind=StartKind.VAGUE))
        since_cue = 0 if token.has(Role.CUE) else since_cue + 1
    return None


def _clause_end(tokens: Tokens, index: int) -> int:
    for end in range(index + 1, min(len(tokens), index + _LONGEST_EVENT)):
        if tokens[end].key in (",", ".", "!", "?", ";", ")"):
            return end
    return min(len(tokens), index + _LONGEST_EVENT)
