"""What the coordinators are asked after a job was filled, without anybody's name."""

from __future__ import annotations

import pytest

from tests.path.people import approved
from tests.path.town import COORDINATOR, Town, html_of, kinds, only, text_of


def filled(town: Town, day: str = "1. februar") -> None:
    follow_up = approved(town)
    only(town.orders(follow_up, f"besat {day} K-17"), "payroll_notice")


def test_the_rhythm_of_the_first_months(town: Town) -> None:
    filled(town)
    found = {}
    for day in ("2027-02-12", "2027-02-15", "2027-03-01", "2027-03-15", "2027-04-26", "2027-08-02"):
        for letter in town.at(f"{day} 12:00").run():
            found[day] = letter
    assert list(found) == ["2027-02-15", "2027-03-15", "2027-04-26", "2027-08-02"]  # 2, 6, 12 and 26 weeks
    assert {(one["X-Mailbot-Letter"], one["To"]) for one in found.values()} == {("milestone", COORDINATOR)}
    for weeks, letter in zip((2, 6, 12, 26), found.values(), strict=True):
        assert f"{weeks} uger" in text_of(letter)
        assert f"{weeks} uger" in html_of(letter)


def test_hours_that_rise_are_progress_and_payroll_hears(quick_town: Town) -> None:
    town = quick_town
    filled(town)
    (milestone,) = town.at("2027-02-15 12:00").run()
    letters = town.orders(milestone, "timer 5")
    notice = only(letters, "payroll_notice")
    assert "5 timer" in text_of(notice)
    assert (town.case()["filled_hours"], town.case()["fixed_hours"]) == (4.0, 5.0)
    assert kinds(town.at("2027-02-16 12:00").run()) == []


def test_more_hours_than_the_pool_holds_move_the_case(quick_town: Town) -> None:
    town = quick_town
    filled(town)
    (milestone,) = town.at("2027-02-15 12:00").run()
    letters = town.orders(milestone, "timer 8")
    assert "10" in text_of(only(letters, "confirmation"))
    assert town.case()["pool"] == "10"
    assert (town.pools()["5"]["filled"], town.pools()["10"]["filled"]) == (0, 1)


def test_unchanged_is_an_answer(quick_town: Town) -> None:
    filled(quick_town)
    (milestone,) = quick_town.at("2027-02-15 12:00").run()
    assert kinds(quick_town.orders(milestone, "Uændret")) == ["confirmation"]
    assert [one["by"] for one in quick_town.show()["history"] if one["what"] == "history.unchanged"] == [COORDINATOR]


def test_an_end_is_an_answer(quick_town: Town) -> None:
    filled(quick_town)
    (milestone,) = quick_town.at("2027-02-15 12:00").run()
    assert kinds(quick_town.orders(milestone, "ophørt 15. februar")) == ["confirmation"]
    assert quick_town.case()["reason"] == "ended"


@pytest.mark.parametrize(
    ("before", "day", "words"),
    [
        ("2029-07-31", "2029-08-01", "samtale"),
        ("2031-07-31", "2031-08-01", "status"),
        ("2032-01-30", "2032-02-02", "bevilling"),  # 1 February 2032 is a Sunday
    ],
)
def test_interview_status_and_the_grant_s_end(quick_town: Town, before: str, day: str, words: str) -> None:
    town = quick_town
    filled(town)
    town.at(f"{before} 12:00").run()  # after a pause of years only the latest before it
    (letter,) = town.at(f"{day} 12:00").run()
    assert letter["X-Mailbot-Letter"] == "milestone"
    assert words in text_of(letter)
    assert town.at(f"{day} 13:00").run() == []


def test_a_follow_up_that_nobody_answers_stands_in_the_digest(quick_town: Town) -> None:
    filled(quick_town)
    quick_town.at("2027-02-15 12:00").run()
    quick_town.at("2027-02-16 07:31").run()
    assert "MF-2027-0001" in text_of(quick_town.digests[-1]).partition("AFGØRES")[2]
