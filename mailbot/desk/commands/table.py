"""Every command: what does it, and in which states it is refused with which sentence."""

from __future__ import annotations

from collections.abc import Callable

from mailbot.desk.commands import eligibility, endings, places, talk, values
from mailbot.desk.commands.order import Order
from mailbot.desk.commands.undo import undo
from mailbot.model import Case, State

S = State
_ALL = tuple(State)

COMMANDS: dict[str, Callable[[Order], None]] = {
    "approve": eligibility.approve,
    "reject": eligibility.reject,
    "direction": eligibility.direction,
    "reserve": places.reserve,
    "release": places.release,
    "fill": places.fill,
    "end": places.end,
    "pool": places.pool,
    "hours": values.hours,
    "start": values.start,
    "contact": values.contact,
    "remind": talk.remind,
    "answer": talk.answer,
    "sender_ok": talk.sender_ok,
    "adopt": talk.adopt,
    "unchanged": talk.unchanged,
    "withdraw": endings.withdraw,
    "close": endings.close,
    "reopen": endings.reopen,
    "note": talk.note,
    "undo": undo,
    "status": talk.status,
}
"""In the order in which letters teach them."""


def _but(*states: State, code: str, **other: str) -> dict[State, str]:
    """Refused with `code` in every state but these; `other` names states with a sentence of their own."""
    refused = {state: code for state in _ALL if state not in states}
    return refused | {State(name): own for name, own in other.items()}


_UNREADY = {S.AWAITING_INFORMATION: "incomplete", S.AWAITING_DECISION: "undecided"}

REFUSED: dict[str, dict[State, str]] = {
    "approve": {S.CLOSED: "closed"},
    "reject": {S.FILLED: "is_filled", S.CLOSED: "closed"},
    "direction": _but(S.AWAITING_DECISION, code="decided", closed="closed", awaiting_information="incomplete"),
    "reserve": {
        S.AWAITING_INFORMATION: "incomplete",
        S.AWAITING_DECISION: "undecided",
        S.FILLED: "is_filled",
        S.CLOSED: "closed",
    },
    "release": _but(S.RESERVED, code="not_reserved", filled="is_filled", closed="closed"),
    "fill": {
        S.AWAITING_INFORMATION: "incomplete",
        S.AWAITING_DECISION: "undecided",
        S.FILLED: "already_filled",
        S.CLOSED: "closed",
    },
    "end": _but(S.FILLED, code="not_filled", closed="closed"),
    "pool": {S.CLOSED: "closed"},
    "hours": {S.CLOSED: "closed"},
    "start": {S.CLOSED: "closed"},
    "contact": {S.CLOSED: "closed"},
    "remind": _but(S.AWAITING_INFORMATION, code="nothing_asked", closed="closed"),
    "unchanged": {S.CLOSED: "closed"},
    "withdraw": {S.CLOSED: "closed"},
    "close": {S.CLOSED: "closed"},
    "reopen": _but(S.CLOSED, code="not_closed"),
}
"""Command -> state -> code of rules/reasons.toml [refused]; what is not here is done."""

BY_DIRECTION = frozenset({"approve", "reject"})
"""What the management may answer to an `eligibility` question."""

WITH_TEXT = frozenset({"reject", "answer", "withdraw", "close", "note"})
"""What needs a colon and a text behind it."""

_ONLY_OF_QUESTIONS = frozenset({"adopt", "sender_ok"})
_ONLY_OF_FOLLOW_UPS = frozenset({"unchanged"})


def refused_in(name: str, state: State) -> str:
    """The code of why a command cannot be done in a state, '' where it can."""
    return REFUSED.get(name, {}).get(state, "")


def usable(case: Case | None, asked: bool) -> tuple[str, ...]:
    """Names of the commands that can be used now; `asked` where the letter is about somebody's question."""
    if case is None:
        return ("answer", "adopt") if asked else ()
    hidden = _ONLY_OF_FOLLOW_UPS | (frozenset() if asked else _ONLY_OF_QUESTIONS)
    return tuple(name for name in COMMANDS if name not in hidden and not refused_in(name, case.state))
