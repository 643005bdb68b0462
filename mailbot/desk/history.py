"""A case's values as history lines and letters tell them, and what differs between two versions of a case."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Any

from mailbot.model import Case, Field, Hours, Start, Value

_OF_A_CASE = (
    "state",
    "reason",
    "reason_text",
    "municipal",
    "eligible",
    "route",
    "pool",
    "reference",
    "fixed_hours",
    "filled_from",
    "filled_hours",
    "ends",
    "parties",
)

TRACKED: tuple[str, ...] = (*(f.value for f in Field), *_OF_A_CASE)
"""Every value of a case that a person could ask about: each change of one is an entry of the history."""


def told(value: Any) -> str | None:
    """A value as text; None stays None.

    Hours are `4`, `2-3`, `..5` (at most) or `3..` (at least); a start with a date is that date (ISO 8601), any other
    start the words it was told in; truth is `true` or `false`; addresses are joined with `, `.
    """
    if value is None:
        return None
    if isinstance(value, Value):
        return told(value.value)
    if isinstance(value, Hours):
        return _hours(value)
    if isinstance(value, Start):
        return value.date.isoformat() if value.date else value.text or value.kind.value
    return _plain(value)


def differences(before: Case | None, after: Case) -> Iterator[tuple[str, str | None, str | None]]:
    """(field, old, new) of every tracked value that is another one."""
    for name in TRACKED:
        old, new = told(_get(before, name)), told(_get(after, name))
        if old != new:
            yield name, old, new


def _get(case: Case | None, name: str) -> Any:
    if case is None:
        return None
    return case.offer.get(Field(name)) if name in set(Field) else getattr(case, name)


def _hours(hours: Hours) -> str:
    low, high = hours.min, hours.max
    if low is not None and high is not None:
        return f"{low:g}" if low == high else f"{low:g}-{high:g}"
    return f"..{high:g}" if high is not None else f"{low or 0:g}.."


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
