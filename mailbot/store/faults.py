"""What the databases say when something is wrong, as one sentence for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from mailbot.errors import DatabaseAway, ExitCode, GiveUp, TryAgain


class DatabaseUnusable(GiveUp):
    """The database is there, but nothing passes by itself: damaged, too new, or the login is wrong."""

    exit_code = ExitCode.DATABASE


class RecordedElsewhere(TryAgain):
    """Another service recorded this mail first: nothing of this transaction is kept, and nothing is lost."""


# SQLite's primary result codes (sqlite.org/rescode.html) that have nothing to do with what was asked.
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY: "is locked by another program; wait until it is done, or end it",
    sqlite3.SQLITE_LOCKED: "is locked by another program; wait until it is done, or end it",
    sqlite3.SQLITE_READONLY: "cannot be written; make the file and its folder writable for this user",
    sqlite3.SQLITE_PERM: "cannot be written; make the file and its folder writable for this user",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room",
    sqlite3.SQLITE_IOERR: "cannot be read or written; look after the disk, or make room on it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; its folder has to exist and to be writable for this user",
    sqlite3.SQLITE_NOMEM: "finds no memory; make some free",
    sqlite3.SQLITE_PROTOCOL: "is locked by another program; wait until it is done, or end it",
}
_SQLITE_UNUSABLE = {
    sqlite3.SQLITE_NOTADB: "is no SQLite database; name another file, or restore a backup",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup",
}

# Classes and codes of SQLSTATE (PostgreSQL documentation, appendix A), the longest that fits counts.
_POSTGRES_AWAY = {
    "08": "cannot be reached; start it, or mend the network",
    "40": "was too busy with others; it is tried again",
    "53": "has no room left (disk, memory or connections); make some",
    "53100": "cannot grow, its disk is full; make room",
    "55P03": "is locked by another program; wait until it is done, or end it",
    "57": "is shutting down or starting; it is tried again",
    "58": "cannot read or write its own files; look after its disk",
    "25006": "takes no changes now (a standby, or read-only); make it writable",
    "25P03": "ended a transaction that stood still for too long",
}
_POSTGRES_UNUSABLE = {
    "28": "refuses the login; mend user and password in database.url",
    "3D000": "does not exist; create it, or mend its name in database.url",
    "42501": "does not let this user do that; grant it the rights on the tables",
    "XX": "is damaged; restore a backup",
}


@contextmanager
def in_a_sentence(name: str) -> Iterator[None]:
    """Turns what the driver raises into DatabaseAway or DatabaseUnusable about the database `name`.

    What is wrong with the question itself is a mistake of ours and stays as it is.
    """
    try:
        yield
    except sa.exc.DBAPIError as wrong:
        told = _translate(name, wrong)
        if told is None:
            raise
        raise told from wrong
    except sa.exc.TimeoutError as wrong:  # the pool's
        raise DatabaseAway(f"{name} has no free connection; it is tried again") from wrong


def _translate(name: str, wrong: sa.exc.DBAPIError) -> DatabaseAway | DatabaseUnusable | None:
    cause = wrong.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(name, cause)
    return _of_postgres(name, cause, wrong.connection_invalidated)


def _of_sqlite(name: str, cause: sqlite3.Error) -> DatabaseAway | DatabaseUnusable | None:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the extended code carries the primary one below
    if code in _SQLITE_AWAY:
        return DatabaseAway(f"{name} {_SQLITE_AWAY[code]}")
    if code in _SQLITE_UNUSABLE:
        return DatabaseUnusable(f"{name} {_SQLITE_UNUSABLE[code]}")
    return None


def _of_postgres(name: str, cause: object, cut: bool) -> DatabaseAway | DatabaseUnusable | None:
    state = getattr(cause, "sqlstate", None) or ""
    for length in (5, 2):
        if told := _POSTGRES_AWAY.get(state[:length]):
            return DatabaseAway(f"{name} {told}")
        if told := _POSTGRES_UNUSABLE.get(state[:length]):
            return DatabaseUnusable(f"{name} {told}")
    if cut or (not state and type(cause).__name__ == "OperationalError"):
        return _unreached(name, str(cause))
    return None


def _unreached(name: str, said: str) -> DatabaseAway | DatabaseUnusable:
    """psycopg gives no SQLSTATE for a connection that failed, only the server's words."""
    if "authentication failed" in said or "no password supplied" in said or "pg_hba.conf" in said:
        return DatabaseUnusable(f"{name} {_POSTGRES_UNUSABLE['28']}")
    if 'database "' in said and "does not exist" in said:
        return DatabaseUnusable(f"{name} {_POSTGRES_UNUSABLE['3D000']}")
    if 'role "' in said and "does not exist" in said:
        return DatabaseUnusable(f"{name} {_POSTGRES_UNUSABLE['28']}")
    return DatabaseAway(f"{name} {_POSTGRES_AWAY['08']}")
