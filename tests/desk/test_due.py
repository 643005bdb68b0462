"""What the clock brings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mailbot.desk.due import decide_due, steps
from mailbot.desk.milestones import milestones
from mailbot.model import Case, Closing, Decision, DueSituation, LetterKind, Pool, State, Timer
from tests.desk.builders import BODIL, COORDINATOR, JENS, NOW, POOLS, ZONE, asks, case, counts, kinds, office, only


def at(day: str, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), ZONE)


def due(
    now: dt.datetime, *cases: Case, done: frozenset[Timer] = frozenset(), pools: tuple[Pool, ...] = POOLS
) -> tuple[Decision, ...]:
    sit = DueSituation(
        now,
        asking=tuple(c for c in cases if c.state is State.AWAITING_INFORMATION),
        open=tuple(c for c in cases if c.state is State.OPEN),
        filled=tuple(c for c in cases if c.state is State.FILLED),
        waiting=tuple(c for c in cases if c.state is State.WAITING),
        pools=counts(*cases, pools=pools),
        done=done,
    )
    return decide_due(sit, office(pools=pools))


ASKED = case(State.AWAITING_INFORMATION, asked_at=at("2027-02-06"))  # a Saturday


def timers(*decisions: Decision) -> frozenset[Timer]:
    return frozenset(t for d in decisions for t in d.timers)


def test_reminders_come_on_working_days_and_then_the_coordinators_are_asked() -> None:
    done: frozenset[Timer] = frozenset()
    sent: list[tuple[str, list[str]]] = []
    known, day = ASKED, dt.date(2027, 2, 7)
    while day < dt.date(2027, 4, 1):
        for decision in due(at(day.isoformat()), known, done=done):
            sent.append((day.isoformat(), kinds(decision)))
            done |= timers(decision)
            known = decision.cases[0] if decision.cases else known
        day += dt.timedelta(days=1)
    assert sent == [
        ("2027-02-15", [f"reminder {BODIL}"]),
        ("2027-02-22", [f"reminder {BODIL}"]),
        ("2027-03-01", [f"no_answer {COORDINATOR}"]),
    ]
    assert known.state is State.AWAITING_INFORMATION


def test_a_reminder_asks_what_is_still_missing() -> None:
    (decision,) = due(at("2027-02-15"), ASKED)
    assert asks(decision, LetterKind.REMINDER) == ["start"]
    assert decision.drafts[0].about == "<offer@mail.example>"


def test_after_a_pause_only_the_latest_is_done() -> None:
    (decision,) = due(at("2027-02-25"), ASKED)
    assert kinds(decision) == [f"reminder {BODIL}"]
    assert due(at("2027-02-26"), ASKED, done=timers(decision)) == ()
    (late,) = due(at("2027-06-01"), ASKED)
    assert kinds(late) == [f"no_answer {COORDINATOR}"]


def test_a_question_that_nobody_is_waited_for_reminds_nobody() -> None:
    assert due(at("2027-06-01"), replace(ASKED, asked_at=None)) == ()


def test_the_days_count_from_the_local_day() -> None:
    late = case(State.AWAITING_INFORMATION, asked_at=dt.datetime(2027, 2, 1, 23, 30, tzinfo=dt.UTC))
    assert steps(late, office())[0].due_on == dt.date(2027, 2, 9)


def test_an_offer_that_stands_open_for_long_is_asked_about_and_again() -> None:
    known = case(open_since=at("2027-02-01"))
    assert due(at("2027-03-28"), known) == ()  # the 55th day
    (first,) = due(at("2027-03-30"), known)  # 29 March is Easter Monday
    assert kinds(first) == [f"placement_check {COORDINATOR}"]
    assert due(at("2027-04-10"), known, done=timers(first)) == ()
    (second,) = due(at("2027-05-24"), known, done=timers(first))
    assert kinds(second) == [f"placement_check {COORDINATOR}"]


def test_placements_are_followed_in_their_rhythm() -> None:
    filled = case(State.FILLED, filled_from=dt.date(2027, 3, 1))
    days = [(m.occasion, m.due_on.isoformat()) for m in milestones(filled, office())]
    assert days == [
        ("weeks", "2027-03-15"),
        ("weeks", "2027-04-12"),
        ("weeks", "2027-05-24"),
        ("weeks", "2027-08-30"),
        ("interview", "2029-09-03"),
        ("status", "2031-09-01"),
        ("grant_end", "2032-03-01"),
    ]
    (decision,) = due(at("2027-03-15"), filled)
    assert kinds(decision) == [f"milestone {COORDINATOR}"]
    assert due(at("2027-03-16"), filled, done=timers(decision)) == ()


def test_a_placement_that_was_taken_over_is_not_asked_about_its_past() -> None:
    old = case(State.FILLED, filled_from=dt.date(2025, 3, 1), created=NOW)
    assert due(at("2027-02-02"), old) == ()


def test_a_placement_that_ends_has_no_follow_up_from_then_on() -> None:
    filled = case(State.FILLED, filled_from=dt.date(2027, 3, 1), ends=dt.date(2027, 4, 1))
    assert [m.due_on for m in milestones(filled, office())] == [dt.date(2027, 3, 15)]


def test_an_agreed_end_closes_the_case_and_frees_its_place() -> None:
    pools = (Pool("5", 5, 1),)
    filled = case(State.FILLED, ends=dt.date(2027, 4, 30), filled_from=dt.date(2027, 3, 1))
    waits = case(State.WAITING, "MF-2027-0002", writer=JENS)
    assert all("place_free" not in kinds(d)[0] for d in due(at("2027-04-29"), filled, waits, pools=pools))
    first, *_ = due(at("2027-04-30", 0), filled, waits, pools=pools)
    assert {c.number: (c.state, c.reason) for c in first.cases} == {
        filled.number: (State.CLOSED, Closing.ENDED),
        waits.number: (State.OPEN, None),
    }
    assert kinds(first) == [f"place_free {JENS}"]


def test_more_places_than_before_are_given_to_who_waits() -> None:
    pools = (Pool("5", 5, 2),)
    held = case(State.FILLED, filled_from=dt.date(2027, 1, 31))
    waits = [case(State.WAITING, f"MF-2027-000{n}", waiting_since=NOW - dt.timedelta(days=n)) for n in (2, 3)]
    (only_one,) = due(NOW, held, *waits, pools=pools)
    assert only(only_one).number == "MF-2027-0003"


def test_limits_count_from_one_decision_to_the_next() -> None:
    pools = (Pool("5", 5, 15),)
    asked = [case(State.AWAITING_INFORMATION, f"MF-2027-{n:04d}", asked_at=at("2027-02-06")) for n in range(1, 13)]
    made = due(at("2027-02-15"), *asked, pools=pools)
    assert [bool(d.drafts[0].held) for d in made] == [False] * 10 + [True] * 2


@pytest.mark.parametrize("day", ["2027-02-13", "2027-02-14"])
def test_nothing_goes_out_at_a_weekend(day: str) -> None:
    assert due(at(day), ASKED) == ()
