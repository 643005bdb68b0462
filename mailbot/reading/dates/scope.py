"""What a date is about: the job's start, or a deadline, a meeting, a closed week, something past."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.reading.tokens import Token, Tokens, at
from mailbot.rulebook.roles import Role
from mailbot.rulebook.time import DateRules

_BEHIND = 6  # words behind a date that can say what it is about
_DIRECTLY = 2
_CUE_AFTER_TRAP = 9  # words: "tirsdag d. 17/8 er alle tilbage, og det er dagen for start"
_JUST_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """`cue`: `strong` for words of the start, `weak` for `fra` and the like, else ''. `trap`: its name, else ''."""

    cue: str
    trap: str


def scope_of(tokens: Tokens, first: int, last: int, rules: DateRules, floor: int = 0) -> Scope:
    """Looks for the nearest telling word in front of a date, then behind it."""
    front = _in_front(tokens, first, rules, floor)
    if front is not None and front.cue:
        return front
    behind = _behind(tokens, last, rules, trapped=front is not None)
    if behind is not None:
        return behind
    if front is not None:
        return front
    weak = any(at(tokens, i).has(Role.WEAK_CUE) for i in range(max(0, first - _JUST_BEFORE), last))
    return Scope("weak" if weak else "", "")


def _in_front(tokens: Tokens, first: int, rules: DateRules, floor: int) -> Scope | None:
    for index in range(min(first, len(tokens) - 1), -1, -1):
        token = tokens[index]
        if token.has(Role.CUE):
            return Scope("strong", "")
        name = _trap(token, Role.TRAP, rules) if floor <= index < first else ""
        if name:
            return Scope("", name)
    return None


def _behind(tokens: Tokens, last: int, rules: DateRules, *, trapped: bool) -> Scope | None:
    for index in range(last, min(len(tokens), last + _BEHIND)):
        token = tokens[index]
        if token.key in (",", ")", "("):
            return None
        name = _trap(token, Role.TRAP_AFTER, rules) or ("" if trapped else _trap(token, Role.TRAP, rules))
        if name:
            soon = tokens[index + 1 : index + _CUE_AFTER_TRAP]
            later = not token.has(Role.TRAP_AFTER) and any(t.has(Role.CUE) for t in soon)
            dated = any(t.is_number or t.has(Role.MONTH) for t in soon)
            return Scope("strong", "") if later and not dated else Scope("", name)
        if token.has(Role.CUE_BEHIND) and index < last + _DIRECTLY:
            return Scope("strong", "")
        if token.has(Role.CUE) and not trapped:
            return Scope("strong", "")
    return None


def _trap(token: Token, role: Role, rules: DateRules) -> str:
    value = token.meaning.get(role)
    return "" if value is None else rules.trap_names[int(value)]
