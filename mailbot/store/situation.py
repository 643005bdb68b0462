"""What the desk looks at: the thread of a mail, and how everything stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from mailbot.model import Address, Case, Heading, LetterKind, Pool, Situation, Thread
from mailbot.store.quota import pool_counts

if TYPE_CHECKING:
    from mailbot.store.books import Books


def thread_of(books: Books, heading: Heading, is_ours: Callable[[str], bool]) -> Thread:
    """The letter that a mail answers, with its cases; else the cases whose numbers stand in its subject.

    Only Message-IDs that carry our key are looked up (`is_ours`): a forged reference finds nothing.
    """
    letter = books.letters.latest([one for one in heading.references if is_ours(one)])
    if letter is not None:
        return Thread(letter, books.cases.find(letter.cases), asker=books.askers.find(letter.question_id))
    found = books.cases.find(heading.numbers)
    return Thread(cases=found, by_number=bool(found))


def situation(
    books: Books,
    thread: Thread,
    sender: Address | None,
    now: dt.datetime,
    pools: Sequence[Pool],
    people: Collection[str],
) -> Situation:
    """How everything stands at `now` (the municipality's local time, with its offset).

    Days and the year are local ones; `people` are the addresses of the job centre, which no case's limit counts.
    Where it is called inside `writing()` it stays true until the decision is written.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = books.cases.waiting()
    same_sender = books.cases.alive_of(sender.address) if sender else ()
    last = books.commands.last([case.number for case in thread.cases])
    touched = books.cases.find([case.number for case in last.after]) if last else ()
    near = _near((*thread.cases, *touched, *same_sender), waiting, pools)
    numbers = [case.number for case in near]
    reached = _reached(near, sender, thread)
    domains = {address.rpartition("@")[2] for address in reached - set(people)}
    return Situation(
        now=now,
        thread=thread,
        pools=pool_counts(books.cases, pools),
        waiting=waiting,
        holders=books.cases.holders(),
        same_sender=same_sender,
        next_number=books.numbers.next(now.year),
        letters_today=books.letters.count_to(reached, midnight),
        case_letters_today=books.letters.count_cases(numbers, midnight, people),
        domain_letters_today=books.letters.count_domains(domains, midnight, people),
        letters_this_hour=books.letters.count_all(now - dt.timedelta(hours=1)),
        office_threads=books.office_threads(numbers, people),
        last_command=last,
        touched=touched,
        received_today=sender is not None and books.letters.got(sender.address, LetterKind.RECEIVED, midnight),
    )


def _near(cases: Sequence[Case], waiting: Sequence[Case], pools: Sequence[Pool]) -> tuple[Case, ...]:
    """The cases that a decision can write about: those the mail can mean, and whoever gets a place that falls free."""
    places = sum(pool.places for pool in pools)
    return tuple({case.number: case for case in (*cases, *waiting[:places])}.values())


def _reached(near: Sequence[Case], sender: Address | None, thread: Thread) -> set[str]:
    """The addresses that a letter caused by the mail could go to."""
    addresses = {address for case in near for address in (case.writer, *case.parties)}
    addresses |= {sender.address} if sender else set()
    addresses |= {thread.asker.sender} if thread.asker else set()
    return addresses | (set(thread.letter.to) if thread.letter else set())
