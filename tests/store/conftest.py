"""A fresh database for each test: an SQLite file always, PostgreSQL where it is installed."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailbot.store import Store, open_store
from tests.servers.needs import need
from tests.store.postgres import Cluster, start_cluster, why_not


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    why = why_not()
    if why:
        need(why)
    with start_cluster() as running:
        _migrate(running.new_database("template"))
        yield running


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "mailbot.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    opened = open_store(url)
    opened.migrate()
    opened.close()


_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with its tables, and nothing else in it."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    name = f"test{next(_names)}"
    yield cluster.new_database(name, template="template")
    cluster.drop(name)


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "mailbot.db")
    return f"sqlite:///{tmp_path}/mailbot.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def ours() -> Callable[[str], bool]:
    return lambda message_id: message_id.endswith("@jobcenter.example>")
