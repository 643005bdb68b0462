"""Cases are found by number, sender, state and day, and their numbers have no gap."""

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.errors import NotFound
from mailbot.model import LetterKind, Offer, Pool, State
from mailbot.store import Store
from mailbot.store.tables import counters
from tests.store.made import NOW, POOLS, case, offer

DAY = dt.timedelta(days=1)


def numbers(found: tuple[object, ...]) -> list[str]:
    return [c.number[-4:] for c in found]  # type: ignore[attr-defined]


def test_cases_are_listed_by_number_also_above_9999(store: Store) -> None:
    with store.writing() as books:
        books._do.execute(counters.insert(), {"year": 2027, "last": 9998})
        books.cases.write([case(n) for n in (9999, 10_000, 10_001)])
        assert [c.number for c in books.cases.all()] == ["MF-2027-9999", "MF-2027-10000", "MF-2027-10001"]
        assert books.numbers.next(2027) == 10_002


def test_cases_are_listed_by_state(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(n, state) for n, state in enumerate(State, 1)])
        assert numbers(books.cases.all(State.FILLED)) == ["0006"]
        assert numbers(books.cases.holders()) == ["0005", "0006"]
        assert books.cases.count() == dict.fromkeys(State, 1)


def test_a_case_that_is_not_there_is_named(store: Store) -> None:
    with store.reading() as books:
        with pytest.raises(NotFound, match="there is no case MF-2027-0001"):
            books.cases.case("MF-2027-0001")
        assert books.cases.find(("MF-2027-0001",)) == ()


def test_cases_come_in_the_order_they_are_asked_for(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1), case(2)])
        found = books.cases.find(("MF-2027-0002", "MF-2027-0001", "MF-2027-0009", "MF-2027-0002"))
    assert numbers(found) == ["0002", "0001"]


def test_who_waits_longest_comes_first(store: Store) -> None:
    waits = [NOW + DAY, NOW - DAY, NOW]
    with store.writing() as books:
        books.cases.write([case(n, State.WAITING, waiting_since=since) for n, since in enumerate(waits, 1)])
        assert numbers(books.cases.waiting()) == ["0002", "0003", "0001"]


def test_the_living_cases_of_a_sender_are_found_by_every_address_that_is_part_of_them(store: Store) -> None:
    both = ("a@søstjernen.example", "b@søstjernen.example")
    with store.writing() as books:
        books.cases.write([case(1, parties=both), case(2, State.FILLED, parties=both), case(3)])
        assert numbers(books.cases.alive_of("b@søstjernen.example")) == ["0001"]
        assert books.cases.alive_of("c@søstjernen.example") == ()


def test_cases_are_found_by_the_days_that_matter(store: Store) -> None:
    first = NOW.date()
    with store.writing() as books:
        books.cases.write(
            [
                case(1, offer=offer(start=first)),
                case(2, State.FILLED, offer=Offer(), filled_from=first + 14 * DAY, ends=first + DAY),
                case(3, State.CLOSED, offer=offer(start=first)),
                case(4, State.AWAITING_INFORMATION, offer=Offer(), asked_at=NOW - 7 * DAY),
                case(5, State.OPEN, offer=Offer(), open_since=NOW - 60 * DAY, updated=NOW + DAY),
            ]
        )
        assert numbers(books.cases.starting(first, first + 14 * DAY)) == ["0001", "0002"]
        assert numbers(books.cases.starting(first + DAY, first + 13 * DAY)) == []
        assert numbers(books.cases.asked_before(NOW - 6 * DAY)) == ["0004"]
        assert books.cases.asked_before(NOW - 8 * DAY) == ()
        assert numbers(books.cases.open_before(NOW - 56 * DAY)) == ["0005"]
        assert numbers(books.cases.ending_by(first + DAY)) == ["0002"]
        assert books.cases.ending_by(first) == ()
        assert numbers(books.cases.changed_since(NOW)) == ["0005"]


def test_what_a_trend_needs_is_counted_without_reading_the_cases(store: Store) -> None:
    day = NOW.date()
    with store.writing() as books:
        books.cases.write([case(1), case(2, State.CLOSED, created=NOW + DAY, filled_from=day), case(3, State.FILLED)])
        assert books.cases.created_since(NOW + DAY / 2) == (NOW + DAY,)
        assert books.cases.filled_since(day) == (day,)
        assert books.cases.filled_since(day + DAY) == ()
        assert numbers(books.cases.living()) == ["0001", "0003"]


def test_a_question_about_very_many_cases_is_asked_in_stretches(store: Store) -> None:
    many = [f"MF-2027-{n:04}" for n in range(1, 70_001)]
    with store.writing() as books:
        books.cases.write([case(1)])
        books.days.claim_timer("MF-2027-0001", "reminder", NOW.date(), NOW)
        assert numbers(books.cases.find(many)) == ["0001"]
        assert [*books.days.timers(many)] == ["MF-2027-0001"]
        assert books.letters.count_cases(many, NOW, ()) == ()
        assert books.letters.count_to(many, NOW) == ()
        assert books.letters.last_of_kind(many, LetterKind.QUERY) == {}
        assert books.office_threads(many, {"k@j.example"}) == ()


def test_numbers_leave_no_gap_and_each_year_has_its_own(store: Store) -> None:
    with store.writing() as books:
        assert books.numbers.next(2027) == 1
        books.cases.write([case(1), case(2)])
        assert books.numbers.next(2027) == 3
        assert books.numbers.next(2028) == 1
    with pytest.raises(ValueError, match="the next one of 2027 is 3"), store.writing() as books:
        books.cases.write([case(4)])
    with store.reading() as books:
        assert books.numbers.next(2027) == 3


def test_what_was_taken_back_is_not_remembered(store: Store) -> None:
    before, changed = case(1), case(1, State.CLOSED)
    with store.writing() as books:
        books.cases.write([before])
    with pytest.raises(RuntimeError), store.writing() as books:  # noqa: PT012
        books.cases.write([changed])
        assert books.cases.case(before.number) == changed
        raise RuntimeError("the step fails after the case was read again")
    with store.reading() as books:
        assert books.cases.case(before.number) == before


def test_pools_are_counted_by_state(store: Store) -> None:
    states = [
        State.OPEN,
        State.OPEN,
        State.WAITING,
        State.RESERVED,
        State.FILLED,
        State.CLOSED,
        State.AWAITING_DECISION,
    ]
    with store.writing() as books:
        books.cases.write([case(n, state) for n, state in enumerate(states, 1)])
        books.cases.write([case(8, State.FILLED, pool="10"), case(9, State.FILLED, pool="gone"), case(10, pool=None)])
        five, ten = books.pool_counts(POOLS)
    assert (five.pool, ten.pool) == (Pool("5", 5, 15), Pool("10", 10, 15))
    assert (five.filled, five.reserved, five.open, five.waiting, five.free) == (1, 1, 2, 1, 13)
    assert (ten.filled, ten.reserved, ten.open, ten.waiting) == (1, 0, 0, 0)
