"""An offer as JSON: every value with the words it was read from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mailbot.model import Evidence, Field, FieldValue, Hours, Offer, Start, StartKind, Value


def pack_offer(offer: Offer) -> dict[str, Any]:
    """`{field: {value, evidence, uncertain}}` for the fields that are known."""
    return {f.value: _pack_value(v) for f in Field if (v := offer.get(f)) is not None}


def unpack_offer(packed: dict[str, Any]) -> Offer:
    """The offer again; a field that this program does not know is left out."""
    return Offer(**{f.value: _unpack_value(f, packed[f.value]) for f in Field if f.value in packed})


def _pack_value(value: Value) -> dict[str, Any]:
    e = value.evidence
    words = {"text": e.text, "part": e.part, "start": e.start, "end": e.end, "rule": e.rule}
    return {"value": _pack_field(value.value), "evidence": words, "uncertain": value.uncertain}


def _unpack_value(name: Field, packed: dict[str, Any]) -> Value:
    return Value(_unpack_field(name, packed["value"]), Evidence(**packed["evidence"]), packed["uncertain"])


def _pack_field(value: FieldValue) -> Any:
    if isinstance(value, Hours):
        return {"min": value.min, "max": value.max}
    if isinstance(value, Start):
        date = value.date.isoformat() if value.date else None
        return {"kind": value.kind.value, "text": value.text, "date": date, "precision": value.precision}
    return value


def _unpack_field(name: Field, packed: Any) -> FieldValue:
    if name is Field.WEEKLY_HOURS:
        return Hours(packed["min"], packed["max"])
    if name is Field.START:
        date = dt.date.fromisoformat(packed["date"]) if packed["date"] else None
        return Start(StartKind(packed["kind"]), packed["text"], date, packed["precision"])
    return str(packed)
