"""A fresh database for each test: an SQLite file always, PostgreSQL where it is installed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailbot.store import Store, open_store
from tests.store.postgres import Cluster, start_cluster, why_not

NOW = dt.datetime(2027, 2, 1, 9, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    why = why_not()
    if why:
        pytest.skip(why)
    with start_cluster() as running:
        yield running


_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/mailbot.db"
    running: Cluster = request.getfixturevalue("cluster")
    return running.new_database(f"test{next(_names)}")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/only.db")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def ours() -> Callable[[str], bool]:
    return lambda message_id: message_id.endswith("@jobcenter.example>")
