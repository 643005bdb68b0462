"""The JSON shapes that the outside sees: readings of mails and the values of their fields."""

from __future__ import annotations

from typing import Any

from mailbot.model import Field, Hours, Mail, Offer, Reading, Start, Value


def value_as_json(value: Value | None) -> Any:
    """A field's value: text, `{min, max}`, `{kind, date, precision, text}`, or None."""
    if value is None:
        return None
    if isinstance(value.value, Hours):
        return {"min": value.value.min, "max": value.value.max}
    if isinstance(value.value, Start):
        return _start(value.value)
    return value.value


def _start(start: Start) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": str(start.kind)}
    if start.date:
        shown["date"] = start.date.isoformat()
        shown["precision"] = start.precision
    return shown | {"text": start.text}


def evidence_as_json(value: Value) -> dict[str, Any]:
    """Where a value was read: the words, the part, the places, the rule."""
    e = value.evidence
    return {"text": e.text, "part": e.part, "start": e.start, "end": e.end, "rule": e.rule}


def offer_as_json(offer: Offer) -> dict[str, Any]:
    """One offer's fields, what is missing and uncertain, and the evidence for each value."""
    shown: dict[str, Any] = {f.value: value_as_json(offer.get(f)) for f in Field}
    shown["missing"] = [f.value for f in offer.missing]
    shown["uncertain"] = [f.value for f in offer.uncertain]
    shown["evidence"] = {f.value: evidence_as_json(v) for f in Field if (v := offer.get(f)) is not None}
    return shown


def reading_as_json(file: str, mail: Mail, reading: Reading) -> dict[str, Any]:
    """The line that `mailbot parse --json` prints for one mail (corpus/README.md)."""
    return {
        "file": file,
        "kind": reading.kind.value,
        "subject_match": reading.subject_match,
        "language": mail.language,
        "cpr": mail.cpr,
        "automatic": mail.automatic,
        "offers": [offer_as_json(o) for o in reading.offers],
    }
