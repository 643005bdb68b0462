"""An engine on one SQLite file: durable, for itself alone, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailbot.errors import DatabaseAway
from mailbot.store.faults import DatabaseUnusable

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit survives the loss of power; WAL alone syncs only at checkpoints
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten
    "temp_store = MEMORY",  # nothing personal in a temporary file
    "trusted_schema = OFF",
    "journal_size_limit = 67108864",
)


def sqlite_engine(url: sa.URL, patience: float) -> sa.Engine:
    """An engine whose transactions begin as the execution option `writing` says: IMMEDIATE, or a snapshot to read.

    A writer waits `patience` seconds for another one.

    Raises DatabaseUnusable for a database in memory: nothing in it would outlive the process.
    """
    if not url.database or url.database == ":memory:":
        raise DatabaseUnusable(f"{url} keeps nothing; write sqlite:///FILE")
    path = Path(url.database)
    engine = sa.create_engine(url, connect_args={"timeout": patience})

    @sa.event.listens_for(engine, "do_connect")
    def _make_file(*_: Any) -> None:
        make_file(path)

    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def make_file(path: Path) -> None:
    """An empty file that only this user can read; SQLite gives its mode to the files that it lays beside it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except FileNotFoundError:
        raise DatabaseUnusable(f"the folder {path.parent} of the database is not there; create it") from None
    except OSError as wrong:
        raise DatabaseAway(f"{path} cannot be opened ({wrong.strerror}); let this user read and write it") from None


def loose_files(path: Path) -> tuple[Path, ...]:
    """Which of the database's files others than their owner can read."""
    found = (path.with_name(path.name + tail) for tail in ("", "-wal", "-shm"))
    return tuple(p for p in found if p.exists() and stat.S_IMODE(p.stat().st_mode) & 0o077)


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # pysqlite begins and commits nothing by itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writing = bool(connection.get_execution_options().get("writing"))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(not writing)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
