"""What is done once is done once, whoever does it; and the house's papers."""

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.store import Store
from tests.store.made import NOW, case

TODAY = NOW.date()
MINUTE = dt.timedelta(minutes=1)


def test_work_of_a_day_is_claimed_once(store: Store) -> None:
    with store.writing() as books:
        assert books.days.claim("digest", TODAY, NOW)
    with store.writing() as books:
        assert not books.days.claim("digest", TODAY, NOW)
        assert books.days.claim("digest", TODAY + dt.timedelta(days=1), NOW + MINUTE)
        assert books.days.claim("tidy", TODAY, NOW)
        assert books.days.last("digest") == NOW + MINUTE
        assert books.days.last("never") is None


def test_timed_work_of_a_case_is_claimed_once(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1), case(2)])
        assert books.days.claim_timer("MF-2027-0001", "reminder", TODAY, NOW)
        assert not books.days.claim_timer("MF-2027-0001", "reminder", TODAY, NOW)
        assert books.days.claim_timer("MF-2027-0002", "reminder", TODAY, NOW)
        done = books.days.timers(("MF-2027-0001", "MF-2027-0009"))
    assert done == {"MF-2027-0001": frozenset({("reminder", TODAY)})}


def test_a_lease_has_one_owner_until_it_runs_out(store: Store) -> None:
    with store.writing() as books:
        assert books.leases.take("poll", "a", NOW, 60)
        assert books.leases.take("poll", "a", NOW + MINUTE / 2, 60)
        assert not books.leases.take("poll", "b", NOW + MINUTE, 60)
        assert books.leases.owner("poll", NOW + MINUTE) == "a"
        assert books.leases.take("poll", "b", NOW + 2 * MINUTE, 60)
        books.leases.release("poll", "a")
        assert books.leases.owner("poll", NOW + 2 * MINUTE) == "b"
        books.leases.release("poll", "b")
        assert books.leases.owner("poll", NOW + 2 * MINUTE) is None


def test_a_lease_from_before_the_clock_was_set_back_binds_nobody(store: Store) -> None:
    with store.writing() as books:
        assert books.leases.take("poll", "gone", NOW, 60)
        assert books.leases.take("poll", "b", NOW - dt.timedelta(hours=1), 60)


def test_the_key_is_random_and_stays(store: Store) -> None:
    with store.reading() as books:
        key = books.house.key()
    store.migrate()
    with store.writing() as books:
        assert books.house.key() == key
        assert len(set(key)) > 16
        with pytest.raises(ValueError, match="never changed"):
            books.house.put("key", "guessed")


def test_settings_are_kept(store: Store) -> None:
    with store.writing() as books:
        assert books.house.get("last_error") is None
        books.house.put("last_error", "serveren svarer ikke på æøå")
        books.house.put("last_error", "ingen")
        assert books.house.get("last_error") == "ingen"


def test_a_mishap_that_goes_on_is_one_line(store: Store) -> None:
    with store.writing() as books:
        for minute in range(3):
            books.house.note_mishap("the mail server is away", NOW + minute * MINUTE)
        books.house.note_mishap("the disk is full", NOW + 5 * MINUTE)
        found = books.house.mishaps(NOW + MINUTE)
        assert [(m.sentence, m.times, m.first_at) for m in found] == [
            ("the mail server is away", 3, NOW),
            ("the disk is full", 1, NOW + 5 * MINUTE),
        ]
        assert books.house.mishaps(NOW + 5 * MINUTE) == ()


def test_who_read_what_is_written_down(store: Store) -> None:
    with store.writing() as books:
        books.house.note_reading("lone", "show", "MF-2027-0001", NOW)
        books.house.note_reading("lone", "cases", "all", NOW + MINUTE)
        assert [(r.who, r.command, r.about) for r in books.house.readings()] == [
            ("lone", "show", "MF-2027-0001"),
            ("lone", "cases", "all"),
        ]
        assert len(books.house.readings(since=NOW)) == 1
