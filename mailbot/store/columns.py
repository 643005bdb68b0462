"""Column types that hold the same values on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

# PostgreSQL refuses NUL in text, and neither database takes half a surrogate pair; both come in hostile mails.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """The text with U+FFFD for what no database keeps. Evidence keeps its places."""
    return _UNKEEPABLE.sub("�", text)


class Words(TypeDecorator[str]):
    """Text of any origin."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """From here into the database."""
        return None if value is None else keepable(value)


class Moment(TypeDecorator[dt.datetime]):
    """A moment with its offset; comes back in UTC.

    On SQLite it is ISO 8601 text of one width, so that text order is time order.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """What a database calls it."""
        wanted: TypeEngine[Any] = sa.DateTime(timezone=True) if dialect.name == "postgresql" else sa.Text()
        return dialect.type_descriptor(wanted)

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        """From here into the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no offset; a moment in the database has to be known exactly")
        moment = value.astimezone(dt.UTC)
        return moment if dialect.name == "postgresql" else moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        """From the database back."""
        if value is None:
            return None
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(dt.UTC)


class Document(TypeDecorator[Any]):
    """Lists and tables as JSON text: what is read whole and never searched."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """From here into the database."""
        if value is None:
            return None
        packed = _packed(value)
        # JSON writes NUL as an escape, which would come back as NUL
        return _packed(_keepable_within(value)) if "\\u0000" in packed else keepable(packed)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """From the database back."""
        return None if value is None else json.loads(value)


def _packed(value: Any) -> str:
    # ensure_ascii off: SQL by hand shows æøå
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _keepable_within(value: Any) -> Any:
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, dict):
        return {keepable(key): _keepable_within(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_keepable_within(inner) for inner in value]
    return value
