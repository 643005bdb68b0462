"""Whatever is wrong with a database is one sentence, and what passes by itself is told from what does not."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot.errors import DatabaseAway, ExitCode
from mailbot.store import DatabaseUnusable, Store, open_store
from tests.store.made import NOW, case, letter
from tests.store.postgres import Cluster


def file_of(store: Store) -> Path:
    return Path(store.name.removeprefix("the database "))


def write_something(store: Store) -> None:
    with store.writing() as books:
        books.house.put("tried", "yes")


# --- SQLite ---


def test_a_database_locked_by_another_program_is_away_and_comes_back(sqlite_url: str) -> None:
    store = open_store(sqlite_url, patience=0.2)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseAway, match=r"mailbot\.db is locked by another program; wait until it is done"):
            write_something(store)
        with store.reading() as books:
            assert books.house.get("tried") is None
        other.execute("ROLLBACK")
    write_something(store)
    store.close()


def test_a_thread_that_keeps_the_database_does_not_keep_the_others_for_ever(sqlite_url: str) -> None:
    store = open_store(sqlite_url, patience=0.2)
    inside, done = threading.Event(), threading.Event()

    def keep() -> None:
        with store.writing():
            inside.set()
            done.wait(5)

    keeper = threading.Thread(target=keep)
    keeper.start()
    inside.wait(5)
    with pytest.raises(DatabaseAway, match="is kept by another step of this program"):
        write_something(store)
    done.set()
    keeper.join()
    write_something(store)
    store.close()


@contextmanager
def as_nobody(path: Path) -> Iterator[None]:
    """As a user who may read but not write; root may do anything."""
    for one in (path, *path.iterdir()):
        one.chmod(0o555 if one.is_dir() else 0o444)
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_database_that_cannot_be_written_is_away() -> None:
    with tempfile.TemporaryDirectory() as name:
        store = open_store(f"sqlite:///{name}/mailbot.db")
        store.migrate()
        store.close()
        with as_nobody(Path(name)), pytest.raises(DatabaseAway, match=r"cannot be (written|opened)"):
            write_something(store)
        Path(name).chmod(0o700)


def test_a_database_without_room_is_away_and_keeps_what_it_has(sqlite_store: Store) -> None:
    @sa.event.listens_for(sqlite_store._engine, "connect")
    def _no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 200")

    with sqlite_store.writing() as books:
        books.letters.write([letter(1)], NOW)
    with pytest.raises(DatabaseAway, match="cannot grow, the disk is full; make room"), sqlite_store.writing() as books:
        books.letters.write([letter(n, data=b"x" * 100_000) for n in range(2, 20)], NOW)
    with sqlite_store.reading() as books:
        assert books.outbox.depth() == 1
    write_something(sqlite_store)


def test_a_file_that_is_no_database_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "mailbot.db").write_bytes(b"Kageliste til fredag\n" * 500)
    with pytest.raises(DatabaseUnusable, match="is no SQLite database; name another file") as told:
        open_store(f"sqlite:///{tmp_path}/mailbot.db").migrate()
    assert told.value.exit_code == ExitCode.DATABASE


def test_a_damaged_database_is_unusable(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with file_of(store).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 100_000)
    with pytest.raises(DatabaseUnusable, match="is damaged; restore"), store.reading() as books:  # noqa: PT012
        books.cases.all()
        books.mails.count()
        books.letters.troubles()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=re.escape(f"the folder {tmp_path}/gone of the database is not there")):
        open_store(f"sqlite:///{tmp_path}/gone/mailbot.db").migrate()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///:memory:", "keeps nothing; write sqlite:///FILE"),
        ("sqlite://", "keeps nothing; write sqlite:///FILE"),
        ("mysql://localhost/x", "mysql is no database that mailbot knows"),
        ("mailbot.db", "is no URL"),
    ],
)
def test_a_url_of_another_kind_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseUnusable, match=sentence):
        open_store(url)


def test_the_files_of_a_database_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(f"sqlite:///{tmp_path}/mailbot.db")
        store.migrate()
        with store.writing() as books:
            books.cases.write([case(1)])
            found = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert found == {"mailbot.db": 0o600, "mailbot.db-wal": 0o600, "mailbot.db-shm": 0o600}
    assert store.loose_files() == ()
    (tmp_path / "mailbot.db").chmod(0o640)
    assert store.loose_files() == (tmp_path / "mailbot.db",)
    store.close()


def test_what_is_erased_is_overwritten_and_every_commit_is_synced(sqlite_store: Store) -> None:
    wanted = {"secure_delete": 1, "synchronous": 2, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10_000}
    with sqlite_store._engine.begin() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


# --- both ---


def test_a_reading_transaction_writes_nothing(store: Store) -> None:
    with pytest.raises((DatabaseAway, sa.exc.DBAPIError)), store.reading() as books:
        books.house.put("tried", "yes")
    write_something(store)


def test_a_reading_transaction_sees_one_moment(store: Store) -> None:
    with store.reading() as before:
        assert before.house.get("tried") is None
        write_something(store)
        assert before.house.get("tried") is None
    with store.reading() as after:
        assert after.house.get("tried") == "yes"


def test_a_mistake_of_ours_stays_what_it_is(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), store.writing() as books:
        books.letters.write([letter(1), letter(1)], NOW)
    with pytest.raises(sa.exc.IntegrityError), store.writing() as books:
        books.letters.write([letter(1, cases=("MF-2027-0404",))], NOW)
    with store.reading() as books:
        assert books.outbox.depth() == 0


# --- PostgreSQL ---


def test_a_gate_that_somebody_keeps_is_a_lock(cluster: Cluster) -> None:
    store = open_store(cluster.new_database("gate", template="template"), patience=0.2)
    other = open_store(cluster.url("gate"))
    with other.writing(), pytest.raises(DatabaseAway, match="the database gate on .* is locked by another program"):
        write_something(store)
    write_something(store)
    store.close()
    other.close()


def test_a_cut_connection_is_away_and_comes_back(cluster: Cluster) -> None:
    store = open_store(cluster.new_database("cut", template="template"))
    with pytest.raises(DatabaseAway, match="the database cut on"), store.writing() as books:  # noqa: PT012
        books.cases.write([case(1)])
        cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'cut'")
        books.cases.write([case(2)])
    with store.reading() as books:
        assert books.cases.all() == ()
    write_something(store)
    store.close()


def test_a_connection_that_was_cut_between_two_uses_is_not_noticed(cluster: Cluster) -> None:
    store = open_store(cluster.new_database("idle", template="template"))
    write_something(store)
    cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'idle'")
    write_something(store)
    store.close()


def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(DatabaseAway, match="cannot be reached; start it, or mend the network"):
        open_store(f"postgresql+psycopg://mailbot@/mailbot?host={tmp_path}").migrate()


def test_a_database_or_a_user_that_does_not_exist_is_unusable(cluster: Cluster) -> None:
    with pytest.raises(DatabaseUnusable, match="does not exist; create it"):
        open_store(cluster.url("nowhere")).migrate()
    with pytest.raises(DatabaseUnusable, match="refuses the login"):
        open_store(cluster.url("postgres").replace("mailbot@", "stranger@")).migrate()


def test_no_password_stands_in_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    store = open_store(f"postgresql+psycopg://mailbot:hemmelig@127.0.0.1:1/mailbot?connect_timeout=1&x={tmp_path.name}")
    assert "hemmelig" not in store.name
