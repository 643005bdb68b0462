"""Values of the model with every field filled, and cases and letters as the tests need them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import itertools
import types
import typing
from typing import Any, TypeVar

from mailbot.model import (
    Case,
    Evidence,
    Hours,
    Letter,
    LetterKind,
    Offer,
    Pool,
    Start,
    StartKind,
    State,
    Value,
)

COPENHAGEN = dt.timezone(dt.timedelta(hours=1))
NOW = dt.datetime(2027, 2, 1, 9, 10, tzinfo=COPENHAGEN)
POOLS = (Pool("5", 5, 15), Pool("10", 10, 15))

T = TypeVar("T")
_count = itertools.count(1)


def fill(kind: type[T], **given: Any) -> T:
    """A dataclass with every field filled, each with another value and none with its default."""
    hints = typing.get_type_hints(kind)
    values = {f.name: given[f.name] if f.name in given else _any(hints[f.name]) for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    made = kind(**values)
    for field in dataclasses.fields(made):  # type: ignore[arg-type]
        if field.name not in given and field.default is not dataclasses.MISSING:
            assert values[field.name] != field.default, f"{field.name} is not really filled"
    return made


def _any(hint: Any) -> Any:
    number = next(_count)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _any(next(a for a in typing.get_args(hint) if a is not type(None)))
    if typing.get_origin(hint) is tuple:
        first, *rest = typing.get_args(hint)
        return (_any(first), _any(first)) if rest == [...] else tuple(_any(a) for a in (first, *rest))
    if hint is Offer:
        return offer()
    if dataclasses.is_dataclass(hint):
        return fill(hint)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return list(hint)[-1]
    simple: dict[Any, Any] = {
        str: f"Ærø {number} æøå ÆØÅ € 🙂",
        int: number,
        float: number + 0.5,
        bool: True,
        bytes: bytes([number % 256, 0, 255]),
        dt.datetime: NOW + dt.timedelta(seconds=number, microseconds=number),
        dt.date: NOW.date() + dt.timedelta(days=number),
    }
    return simple[hint]


def value(of: Any, *, uncertain: bool = False) -> Value:
    return Value(of, fill(Evidence), uncertain)


def offer(hours: float = 4, start: dt.date = dt.date(2027, 3, 1)) -> Offer:
    return Offer(
        institution=value("Børnehaven Søstjernen", uncertain=True),
        contact_name=value("Bodil Thygesen"),
        contact_phone=value("62531940"),
        contact_email=value("both@aeroe-kommune.example"),
        job_description=value("Dække frugtbordet\nog tømme opvaskemaskinen"),
        weekly_hours=value(Hours(None, hours)),
        start=value(Start(StartKind.DATE, "mandag den 1. marts", start, "day")),
    )


def case(serial: int, state: State = State.OPEN, **other: Any) -> Case:
    plain: dict[str, Any] = {
        "offer": offer(),
        "created": NOW,
        "updated": NOW,
        "writer": "both@aeroe-kommune.example",
        "parties": ("both@aeroe-kommune.example",),
        "municipal": True,
        "subject": "Mikrofleksjob",
        "pool": "5",
    }
    return Case(number=f"MF-2027-{serial:04}", state=state, **plain | other)


def letter(number: int, kind: LetterKind = LetterKind.QUERY, **other: Any) -> Letter:
    plain: dict[str, Any] = {
        "to": ("both@aeroe-kommune.example",),
        "subject": "Re: Mikrofleksjob [MF-2027-0001]",
        "message_id": f"<letter-{number}@jobcenter.example>",
        "data": f"Message-ID: <letter-{number}@jobcenter.example>\r\n\r\nHej\r\n".encode(),
    }
    return Letter(kind=kind, **plain | other)
