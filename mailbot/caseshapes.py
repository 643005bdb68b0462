"""The JSON shapes of the books: cases, their history and letters, the pools (the contract's section 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mailbot.model import Case, Entry, Field, Hours, LetterRecord, PoolCount
from mailbot.shapes import value_as_json


def case_as_json(case: Case) -> dict[str, Any]:
    """One case as `mailbot cases --json` lists it."""
    fields: dict[str, Any] = {field.value: value_as_json(case.offer.get(field)) for field in Field}
    return {
        "number": case.number,
        "state": case.state.value,
        "reason": case.reason.value if case.reason else None,
        "reason_text": case.reason_text,
        **fields,
        "missing": missing_of(case),
        "uncertain": [field.value for field in case.offer.uncertain],
        "pool": case.pool,
        "municipal": case.municipal,
        "route": case.route.value if case.route else None,
        "reference": case.reference,
        "fixed_hours": case.fixed_hours,
        "filled_from": _day(case.filled_from),
        "filled_hours": case.filled_hours,
        "created": case.created.isoformat(),
        "updated": case.updated.isoformat(),
    }


def missing_of(case: Case) -> list[str]:
    """What is not known; the hours too while the most hours are unknown or above every pool."""
    missing = [field.value for field in case.offer.missing]
    hours = case.offer.weekly_hours
    bounded = hours is not None and isinstance(hours.value, Hours) and hours.value.max is not None
    if Field.WEEKLY_HOURS.value not in missing and (not bounded or case.pool is None):
        missing.append(Field.WEEKLY_HOURS.value)
    return missing


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One line of the history."""
    return {
        "at": entry.at.isoformat(),
        "by": entry.by,
        "what": entry.what,
        "field": entry.field,
        "old": entry.old,
        "new": entry.new,
        "message": entry.message,
        "evidence": entry.evidence,
    }


def letter_as_json(letter: LetterRecord) -> dict[str, Any]:
    """One letter of a case."""
    return {
        "kind": letter.kind.value,
        "to": list(letter.to),
        "subject": letter.subject,
        "at": letter.at.isoformat(),
        "state": letter.state.value,
        "message_id": letter.message_id,
    }


def pool_as_json(count: PoolCount) -> dict[str, Any]:
    """One pool as `mailbot quota --json` lists it."""
    return {
        "name": count.pool.name,
        "max_hours": count.pool.max_hours,
        "places": count.pool.places,
        "filled": count.filled,
        "reserved": count.reserved,
        "free": count.free,
        "open": count.open,
        "waiting": count.waiting,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
