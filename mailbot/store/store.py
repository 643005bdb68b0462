"""The database as a whole: opened, brought up to date, and used one transaction at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from mailbot.errors import DatabaseAway
from mailbot.store.books import Books
from mailbot.store.caserows import CaseShelf
from mailbot.store.faults import DatabaseUnusable, in_a_sentence
from mailbot.store.postgresql import close_gate, postgresql_engine
from mailbot.store.schema import NEWEST, bring_up_to_date, version
from mailbot.store.sqlite import loose_files, sqlite_engine


class Store:
    """A database that is open. Threads may share it; each transaction has a connection of its own."""

    def __init__(self, engine: sa.Engine, name: str, patience: float) -> None:
        self.name = name  # for sentences; without a password
        self._patience = patience
        self._engine = engine
        self._writers = engine.execution_options(writing=True)
        self._readers = engine
        if engine.dialect.name == "postgresql":
            self._readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._turn = threading.Lock()
        self._shelf = CaseShelf()

    def migrate(self) -> None:
        """Creates or changes the tables so that they fit this program; does nothing where they do.

        Raises DatabaseUnusable where the tables are newer than the program, DatabaseAway.
        """
        with in_a_sentence(self.name):
            with self._readers.begin() as connection:
                if version(connection) == NEWEST:
                    return
            with self._writers.begin() as connection:
                bring_up_to_date(connection, self.name)

    @contextmanager
    def writing(self) -> Iterator[Books]:
        """One transaction that nobody else writes beside: what is read in it stays true until it is committed.

        Left by an exception it leaves nothing. Keep it short, and never open a second one inside it.
        Raises DatabaseAway, DatabaseUnusable.
        """
        # Threads of one process queue here, in SQLite they would sleep in growing pauses.
        if not self._turn.acquire(timeout=self._patience):
            raise DatabaseAway(f"{self.name} is kept by another step of this program; it is tried again")
        try:
            with in_a_sentence(self.name), self._writers.begin() as connection:
                if connection.dialect.name == "postgresql":
                    close_gate(connection)
                yield Books(connection, self._shelf)
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Books]:
        """One snapshot of the database; writes in it are refused. Raises DatabaseAway, DatabaseUnusable."""
        with in_a_sentence(self.name), self._readers.begin() as connection:
            yield Books(connection, self._shelf)

    def loose_files(self) -> tuple[Path, ...]:
        """The database's files that others than their owner can read; none where it is no file."""
        path = self._engine.url.database
        return loose_files(Path(path)) if self._engine.dialect.name == "sqlite" and path else ()

    def close(self) -> None:
        """Gives all connections back."""
        self._engine.dispose()


def open_store(url: str, patience: float = 10) -> Store:
    """The database behind `sqlite:///FILE` or `postgresql+psycopg://user@host/db`. Nothing is opened yet.

    A writer waits `patience` seconds for another one, then it is DatabaseAway.
    Raises DatabaseUnusable where the URL is of another kind.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseUnusable("database.url is no URL; write sqlite:///FILE") from None
    if parsed.drivername == "sqlite":
        return Store(sqlite_engine(parsed, patience), f"the database {parsed.database}", patience)
    if parsed.drivername == "postgresql+psycopg":
        host = parsed.host or parsed.query.get("host") or "this machine"
        return Store(postgresql_engine(parsed, patience), f"the database {parsed.database} on {host}", patience)
    raise DatabaseUnusable(
        f"{parsed.drivername} is no database that mailbot knows; "
        "write sqlite:///FILE or postgresql+psycopg://user@host/db"
    )
