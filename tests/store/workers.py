"""What the processes of the concurrency and crash tests do, each with a store of its own."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace

from mailbot.model import Decision, Entry, Fate, MailRecord, Place, Pool, Reason, State
from mailbot.store import Books, Store, open_store
from tests.store.made import NOW, case, letter

POOL = Pool("5", 5, 15)
WHY = Reason("fate.offer")


def open_offers(url: str, first: int, count: int) -> None:
    """Takes in mails: each becomes a case with the next number, unless another process was quicker."""
    store = open_store(url, patience=60)
    for uid in range(first, first + count):
        with store.writing() as books:
            if not books.mails.seen(Place("INBOX", 7, uid)):
                take_in(books, uid)
    store.close()


def take_in(books: Books, uid: int) -> None:
    """The whole of what one mail causes."""
    made = case(books.numbers.next(2027))
    books.write(
        Decision(Fate.HANDLED, WHY, cases=(made,), entries=(Entry(NOW, "mailbot", "history.new", made.number),)),
        [letter(uid, cases=(made.number,))],
        NOW,
    )
    place = Place("INBOX", 7, uid)
    line = MailRecord(place, NOW, Fate.HANDLED, WHY, "Et tilbud.", f"<{uid}@x.example>", f"{uid:064x}", target="Done")
    books.mails.record(replace(line, cases=(made.number,)))
    books.cursors.advance("INBOX", 7, uid, NOW)


def fill_places(url: str, numbers: list[str]) -> None:
    """Fills cases as long as their pool has a free place."""
    store = open_store(url, patience=60)
    for number in numbers:
        with store.writing() as books:
            (pool,) = books.pool_counts([POOL])
            wanted = books.cases.case(number)
            if pool.free and wanted.state is State.OPEN:
                books.cases.write([replace(wanted, state=State.FILLED)])
    store.close()


def send_all(url: str, owner: str, told: str) -> None:
    """Takes letters until there are none, and writes down which."""
    store = open_store(url, patience=60)
    with open(told, "a") as file:  # noqa: PTH123
        while True:
            with store.writing() as books:
                due = books.outbox.take_due(NOW, owner, 60, limit=3)
            if not due:
                break
            for one in due:
                with store.writing() as books:
                    assert books.outbox.hand(one.id, owner, NOW)
                file.write(one.letter.message_id + "\n")
                with store.writing() as books:
                    books.outbox.settle_sent(one.id, NOW)
    store.close()


def die_at(url: str, step: int, uid: int) -> None:
    """Takes in one mail and is killed right before the given statement, or not at all where there are fewer."""
    store = open_store(url, patience=60)
    kill_at(store, step)
    with store.writing() as books:
        take_in(books, uid)
    print("committed", flush=True)


def kill_at(store: Store, step: int) -> None:
    """SIGKILL right before the given statement of this process, counted from 1; the commit counts as one."""
    import sqlalchemy as sa

    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(store._engine, "before_cursor_execute", count)
    sa.event.listen(store._engine, "commit", count)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
