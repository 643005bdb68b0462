"""The migrations make exactly the tables that the code knows, from within the package, in one piece."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mailbot.store import DatabaseUnusable, Store, open_store
from mailbot.store.schema import NEWEST
from mailbot.store.tables import metadata


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_version_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "mailbot.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_tables_newer_than_the_program_are_refused(store: Store) -> None:
    with store._writers.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="was written by a newer mailbot .* install that version"):
        store.migrate()


def test_a_migration_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(f"sqlite:///{tmp_path}/mailbot.db")

    def broken(_length: int) -> bytes:
        raise OSError("killed at the last step")

    with monkeypatch.context() as patch:
        patch.setattr("secrets.token_bytes", broken)
        with pytest.raises(OSError, match="killed"):
            store.migrate()
    with store._engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    store.migrate()
    with store.reading() as books:
        assert len(books.house.key()) == 32
    store.close()


def _migrate(url: str, start: float) -> None:
    import time

    time.sleep(max(0.0, start - time.time()))
    store = open_store(url)
    store.migrate()
    with store.writing() as books:
        books.house.put("tried", "yes")
    store.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_services_that_start_at_once_make_the_tables_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    import time

    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/mailbot.db"
    else:
        url = request.getfixturevalue("cluster").new_database("together")
    fresh = multiprocessing.get_context("spawn")
    services = [fresh.Process(target=_migrate, args=(url, time.time() + 2)) for _ in range(4)]
    for service in services:
        service.start()
    for service in services:
        service.join(60)
    assert [service.exitcode for service in services] == [0] * 4
    store = open_store(url)
    with store.reading() as books:
        assert books.house.get("tried") == "yes"
    store.close()
