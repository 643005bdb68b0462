"""The house's own papers: the key, what went wrong lately, who read what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from mailbot.store.tables import audit, mishaps, settings

KEY = "key"
"""The setting that holds the key of Message-IDs and tokens, drawn at the first migration."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that went wrong with the service, however often it did so in a row."""

    sentence: str
    first_at: dt.datetime
    last_at: dt.datetime
    times: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Somebody read personal data by a command."""

    at: dt.datetime
    who: str
    command: str
    about: str  # a case number, an address, or `all`


class House:
    """The papers of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._do = connection

    def key(self) -> bytes:
        """The key of the Message-IDs and tokens: 32 random bytes that stay as long as the database."""
        value: bytes = self._do.execute(sa.select(settings.c.value).where(settings.c.name == KEY)).scalar_one()
        return value

    def get(self, name: str) -> str | None:
        """A setting that the service keeps for itself."""
        found: bytes | None = self._do.execute(sa.select(settings.c.value).where(settings.c.name == name)).scalar()
        return None if found is None else found.decode()

    def put(self, name: str, value: str) -> None:
        """Keeps a setting."""
        if name == KEY:
            raise ValueError("the key is drawn once and never changed: all letters would become strangers")
        done = self._do.execute(settings.update().where(settings.c.name == name).values(value=value.encode()))
        if done.rowcount == 0:
            self._do.execute(settings.insert().values(name=name, value=value.encode()))

    def note_mishap(self, sentence: str, now: dt.datetime) -> None:
        """Notes a failure; the same sentence as the last one's counts up."""
        last = self._do.execute(sa.select(mishaps).order_by(mishaps.c.id.desc()).limit(1)).one_or_none()
        if last and last.sentence == sentence:
            again = mishaps.update().where(mishaps.c.id == last.id)
            self._do.execute(again.values(last_at=now, times=last.times + 1))
        else:
            self._do.execute(mishaps.insert().values(sentence=sentence, first_at=now, last_at=now, times=1))

    def mishaps(self, since: dt.datetime) -> tuple[Mishap, ...]:
        """What went wrong after the moment, oldest first."""
        asked = sa.select(mishaps).where(mishaps.c.last_at > since).order_by(mishaps.c.id)
        return tuple(Mishap(r.sentence, r.first_at, r.last_at, r.times) for r in self._do.execute(asked))

    def note_reading(self, who: str, command: str, about: str, now: dt.datetime) -> None:
        """Notes that somebody read personal data by a command."""
        self._do.execute(audit.insert().values(at=now, who=who, command=command, about=about))

    def readings(self, since: dt.datetime | None = None) -> tuple[AuditLine, ...]:
        """Who read what, oldest first."""
        asked = sa.select(audit).order_by(audit.c.id)
        asked = asked if since is None else asked.where(audit.c.at > since)
        return tuple(AuditLine(r.at, r.who, r.command, r.about) for r in self._do.execute(asked))
