"""What the desk looks at when the clock ticks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mailbot.model import Case, DueSituation, Pool, State, Timer
from mailbot.store.quota import pool_counts

if TYPE_CHECKING:
    from mailbot.store.books import Books


def due_situation(books: Books, now: dt.datetime, pools: Sequence[Pool], people: Collection[str]) -> DueSituation:
    """How everything stands at `now` (local time): the cases that timed work can be about, and what of it is done."""
    asking = tuple(case for case in books.cases.all(State.AWAITING_INFORMATION) if case.asked_at is not None)
    standing, filled = books.cases.all(State.OPEN), books.cases.all(State.FILLED)
    waiting, ended = books.cases.waiting(), books.cases.untold_by(now.date())
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    near = (*asking, *standing, *filled, *waiting, *ended)
    numbers = [case.number for case in near]
    addresses = {case.writer for case in near}
    return DueSituation(
        now=now,
        asking=asking,
        open=standing,
        filled=filled,
        waiting=waiting,
        ended=ended,
        pools=pool_counts(books.cases, pools),
        done=_done(books, near),
        office_threads=books.office_threads(numbers, people),
        letters_today=books.letters.count_to(addresses, midnight),
        case_letters_today=books.letters.count_cases(numbers, midnight, people),
        domain_letters_today=books.letters.count_domains({a.rpartition("@")[2] for a in addresses}, midnight, people),
        letters_this_hour=books.letters.count_all(now - dt.timedelta(hours=1)),
    )


def _done(books: Books, cases: Sequence[Case]) -> frozenset[Timer]:
    done = books.days.timers([case.number for case in cases])
    return frozenset(Timer(number, kind, day) for number, kinds in done.items() for kind, day in kinds)
