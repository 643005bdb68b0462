"""Mails that are decided without being read: not for us, or unreadable."""

from __future__ import annotations

from mailbot.model import Decision, Fate, Reason


def leave() -> Decision:
    """Not for us: not moved, not marked read, not answered."""
    return Decision(Fate.UNTOUCHED, Reason("fate.not_for_us"))


def park(code: str = "fate.unreadable", told: dict[str, str] | None = None) -> Decision:
    """It cannot be read, or crashes a step (`fate.crashed`): a person has to look, the rest goes on."""
    return Decision(Fate.PARKED, Reason(code, tuple((told or {}).items())))
