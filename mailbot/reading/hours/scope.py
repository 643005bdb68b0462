"""What a statement about hours is about: the job, or opening hours, a telephone, somebody else's post, a journey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.reading.hours.terms import Worth
from mailbot.reading.tokens import Token, Tokens, at
from mailbot.rulebook.roles import Role, Told
from mailbot.rulebook.time import HoursRules

_BEHIND = 2  # words behind a statement that can say what it is about
_PHONE_DIGITS = 8
_JUST_BEHIND = 4


@dataclass(frozen=True, slots=True)
class Scope:
    """The trap's name ('' for none), and whether words of the job stand in front."""

    trap: str
    cue: bool


def scope_of(tokens: Tokens, worth: Worth, before: Sequence[Token], rules: HoursRules) -> Scope:
    """Looks for the nearest telling word in front of a statement, then directly behind it."""
    trap, cue = _in_front(tokens, worth, rules)
    if not trap:
        trap = _behind(tokens, worth, rules, cue)
    if not trap and not cue:
        cue = any(t.has(Role.CUE) for t in tokens[worth.last :]) or (
            worth.first <= 3 and any(t.has(Role.CUE) for t in before)
        )
    return Scope(trap, cue)


def _in_front(tokens: Tokens, worth: Worth, rules: HoursRules) -> tuple[str, bool]:
    for index in range(worth.first - 1, -1, -1):
        token = tokens[index]
        if token.has(Role.CUE):
            return "", True
        name = _trap(token, Role.TRAP, worth.told, rules)
        if name:
            return name, False
        if token.has(Role.THEIRS) and _somebody_works(tokens, index, worth.first):
            return "others", False
        if worth.told is Told.CLOCK and _ends_phone(tokens, index, worth.first):
            return "telephone", False
    return "", False


def _somebody_works(tokens: Tokens, index: int, first: int) -> bool:
    """`vores pedel er på 37 timer`: somebody's, a noun, and a verb shortly before the hours."""
    verbs = [i for i in range(index + 2, min(first, index + 4)) if tokens[i].has(Role.WORKS)]
    return bool(verbs) and first - verbs[0] <= _JUST_BEHIND


def _trap(token: Token, role: Role, told: Told, rules: HoursRules) -> str:
    value = token.meaning.get(role)
    if value is None:
        return ""
    name = rules.trap_names[int(value)]
    return name if told in rules.traps[name].takes else ""


def _behind(tokens: Tokens, worth: Worth, rules: HoursRules, cue: bool) -> str:
    for index in range(worth.last, worth.last + _BEHIND):
        name = _trap(at(tokens, index), Role.TRAP_AFTER, worth.told, rules)
        if name:
            return name
        if worth.told is Told.CLOCK and not cue:
            name = _trap(at(tokens, index), Role.TRAP, worth.told, rules)
            if name:
                return name
    return ""


def _ends_phone(tokens: Tokens, index: int, first: int) -> bool:
    """A telephone's number stands directly in front: its hours are in brackets behind it."""
    if not tokens[index].is_number or first - index > 3:
        return False
    digits = 0
    while index >= 0 and tokens[index].is_number:
        digits += len(tokens[index].key)
        index -= 1
    return digits == _PHONE_DIGITS
