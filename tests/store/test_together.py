"""Several processes on one database: no number twice, no place twice, no letter twice, and a kill leaves no half."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailbot.model import Fate, State
from mailbot.store import Store
from tests.store.made import NOW, case, letter
from tests.store.workers import POOL, fill_places, open_offers, send_all, take_in

ROOT = Path(__file__).parents[2]


def run_together(work: Callable[..., None], *arguments: tuple[Any, ...]) -> None:
    fresh = multiprocessing.get_context("spawn")
    processes = [fresh.Process(target=work, args=given) for given in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * len(processes)


def test_numbers_have_no_gap_when_processes_write_at_once(url: str, store: Store) -> None:
    run_together(open_offers, *[(url, 100 * n, 25) for n in range(1, 4)])
    with store.reading() as books:
        found = [c.number for c in books.cases.all()]
        assert books.numbers.next(2027) == 76
    assert found == [f"MF-2027-{n:04}" for n in range(1, 76)]


def test_one_mail_is_handled_by_one_process(url: str, store: Store) -> None:
    run_together(open_offers, *[(url, 1, 25)] * 3)
    with store.reading() as books:
        assert len(books.cases.all()) == 25
        assert books.mails.count() == {Fate.HANDLED: 25}
        assert books.outbox.depth() == 25
        assert books.cursors.at("INBOX", 7) == 25


def test_no_pool_holds_more_than_it_has_when_processes_fill_at_once(url: str, store: Store) -> None:
    made = [case(n) for n in range(1, 41)]
    with store.writing() as books:
        books.cases.write(made)
    numbers = [c.number for c in made]
    run_together(fill_places, (url, numbers), (url, numbers[::-1]), (url, numbers[20:] + numbers[:20]))
    with store.reading() as books:
        (pool,) = books.pool_counts([POOL])
        assert (pool.filled, pool.open) == (15, 25)
        assert len(books.cases.all(State.FILLED)) == 15


def test_threads_of_one_process_do_not_overbook_either(store: Store, url: str) -> None:
    made = [case(n) for n in range(1, 31)]
    with store.writing() as books:
        books.cases.write(made)
    threads = [threading.Thread(target=fill_places, args=(url, [c.number for c in made])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.reading() as books:
        assert books.pool_counts([POOL])[0].filled == 15


def test_each_letter_is_sent_by_one_process(url: str, store: Store, tmp_path: Path) -> None:
    with store.writing() as books:
        books.letters.write([letter(n) for n in range(60)], NOW)
    told = [str(tmp_path / f"told{n}") for n in range(3)]
    run_together(send_all, *[(url, f"sender{n}", told[n]) for n in range(3)])
    sent = [line for name in told for line in Path(name).read_text().splitlines()]
    assert sorted(sent) == sorted(letter(n).message_id for n in range(60))
    with store.reading() as books:
        assert books.outbox.depth() == 0


def test_killed_before_any_statement_or_the_commit_all_is_there_or_nothing(url: str, store: Store) -> None:
    steps = _statements_of_one_mail(store)
    committed = 2  # by the counting above
    for step in [1, *range(2, steps, 4), steps - 1, steps, steps + 1]:
        uid = 100 + step
        done = subprocess.run(
            [sys.executable, "-m", "tests.store.workers", url, str(step), str(uid)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        survived = "committed" in done.stdout
        assert survived == (step > steps), done.stderr
        committed += survived
        _is_whole(store, committed)
    assert committed == 3


def _statements_of_one_mail(store: Store) -> int:
    """How many statements the work of one mail has, begin and commit among them; leaves two cases."""
    counted: list[object] = []
    count = lambda *given: counted.append(given)  # noqa: E731
    with store.writing() as books:
        take_in(books, 1)  # the first one of all also makes the counter and the cursor
    sa.event.listen(store._engine, "before_cursor_execute", count)
    sa.event.listen(store._engine, "commit", count)
    with store.writing() as books:
        take_in(books, 2)
    sa.event.remove(store._engine, "before_cursor_execute", count)
    sa.event.remove(store._engine, "commit", count)
    return len(counted)


def _is_whole(store: Store, cases: int) -> None:
    with store.reading() as books:
        found = books.cases.all()
        assert [c.number for c in found] == [f"MF-2027-{n:04}" for n in range(1, cases + 1)]
        assert books.numbers.next(2027) == cases + 1
        assert books.outbox.depth() == cases
        assert books.mails.count() == {Fate.HANDLED: cases}
        for one in found:
            assert len(books.history.of(one.number)) == 1
            assert len(books.letters.of_case(one.number)) == 1
            assert len(books.mails.of_case(one.number)) == 1
    if store._engine.dialect.name == "sqlite":
        with store._engine.begin() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
