"""What payroll is told: by employment route, and again whenever a filled case changes, ends or is taken back."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from tests.path.people import approved
from tests.path.town import PAYROLL, Town, html_of, kinds, only, text_of


def filled(town: Town, route: str = "forening") -> EmailMessage:
    follow_up = approved(town, route)
    only(town.orders(follow_up, "besat 1. februar K-17"), "payroll_notice")
    return follow_up


def told(letters: list[EmailMessage], *words: str) -> None:
    """Payroll and nobody else is told these words."""
    notice = only(letters, "payroll_notice")
    assert notice["To"] == PAYROLL
    for word in words:
        assert word in text_of(notice)
        assert word in html_of(notice)


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("kommunal", ("Ansæt medarbejderen", "arbejdsskader")),
        ("forening", ("Ansæt medarbejderen", "udstationering", "selvforsikring")),
        ("institution", ("Arbejdspladsen ansætter", "nettolønnen", "refusion", "selv arbejdsskadeforsikring")),
    ],
)
def test_each_route_has_its_checklist(town: Town, route: str, words: tuple[str, ...]) -> None:
    follow_up = approved(town, route)
    letters = town.orders(follow_up, "besat 1. marts K-17")
    told(letters, "1. marts 2027", "4 timer", "K-17", "MF-2027-0001", "Nordby Roklub", *words)
    assert "finn@nordby-roklub.example" not in [one["To"] for one in letters]


def test_changed_hours_and_start_are_told_old_and_new(quick_town: Town) -> None:
    town = quick_town
    follow_up = filled(town)
    told(town.orders(follow_up, "timer 5"), "5 timer")
    told(town.orders(follow_up, "timer 3"), "3 timer", "5 timer")
    told(town.orders(follow_up, "start 15. februar"), "15. februar 2027", "1. februar 2027")
    assert town.case()["filled_from"] == "2027-02-15"


def test_the_same_hours_again_tell_nobody(quick_town: Town) -> None:
    follow_up = filled(quick_town)
    quick_town.orders(follow_up, "timer 5")
    assert kinds(quick_town.orders(follow_up, "timer 5")) == ["confirmation"]


def test_another_route_is_a_whole_new_list(quick_town: Town) -> None:
    letters = quick_town.orders(filled(quick_town), "godkendt egenansættelse")
    assert sorted(kinds(letters)) == ["approved", "confirmation", "payroll_notice"]
    told(letters, "Arbejdspladsen ansætter", "nettolønnen")


def test_an_end_that_lies_ahead_is_told_at_once(quick_town: Town) -> None:
    follow_up = filled(quick_town)
    told(quick_town.orders(follow_up, "ophørt 31. marts"), "31. marts 2027", "Afslut", "udstationering")
    assert quick_town.at("2027-03-31 12:00").run() == [] or quick_town.case()["state"] == "closed"
    assert "payroll_notice" not in kinds(quick_town.at("2027-04-01 12:00").run())


def test_an_end_that_has_come_is_told_on_the_next_working_day(town: Town) -> None:
    follow_up = filled(town)
    letters = town.at("2027-02-05 15:00").orders(follow_up, "ophørt 4. februar")  # a Friday
    assert kinds(letters) == ["confirmation"]
    assert "8. februar 2027" in text_of(letters[0])
    for moment in ("2027-02-05 16:00", "2027-02-06 12:00", "2027-02-07 12:00", "2027-02-08 07:29"):
        assert town.at(moment).run() == []
    told(town.at("2027-02-08 07:30").run(), "4. februar 2027", "Afslut", "udstationering")
    assert town.at("2027-02-09 12:00").run() == []
    assert [one["kind"] for one in town.show()["letters"]].count("payroll_notice") == 2


def test_an_end_that_is_taken_back_in_time_is_never_told(quick_town: Town) -> None:
    follow_up = filled(quick_town)
    quick_town.orders(follow_up, "ophørt 1. februar")
    assert kinds(quick_town.orders(follow_up, "fortryd")) == ["confirmation"]
    assert quick_town.case()["state"] == "filled"
    assert quick_town.at("2027-02-02 12:00").run() == []


def test_an_end_that_was_told_is_taken_back_with_payroll(quick_town: Town) -> None:
    follow_up = filled(quick_town)
    quick_town.orders(follow_up, "ophørt 1. februar")
    told(quick_town.at("2027-02-02 12:00").run(), "Afslut")
    letters = quick_town.orders(follow_up, "fortryd")
    assert sorted(kinds(letters)) == ["confirmation", "payroll_notice"]
    told(letters, "Stop", "taget tilbage")


def test_an_ended_case_that_is_opened_again_says_that_payroll_knows_nothing(quick_town: Town) -> None:
    follow_up = filled(quick_town)
    quick_town.orders(follow_up, "ophørt 1. februar")
    letters = quick_town.orders(follow_up, "genåbn")
    assert "Løn har ikke fået besked" in text_of(only(letters, "confirmation"))
    assert (quick_town.case()["state"], quick_town.case()["filled_from"]) == ("open", None)
    assert quick_town.at("2027-02-02 12:00").run() == []


def test_a_filling_that_is_taken_back_is_told(town: Town) -> None:
    letters = town.orders(filled(town), "fortryd")
    assert sorted(kinds(letters)) == ["confirmation", "payroll_notice"]
    told(letters, "Stop", "MF-2027-0001")
    assert (town.case()["state"], town.case()["filled_from"]) == ("open", None)


@pytest.mark.parametrize("line", ["luk: de er lukket", "trukket: de ringede"])
def test_a_filled_case_that_is_closed_is_told(quick_town: Town, line: str) -> None:
    letters = quick_town.orders(filled(quick_town), line)
    told(letters, "Afslut")
    assert quick_town.pools()["5"]["filled"] == 0


def test_without_an_address_the_coordinator_hears_so(build_town: Callable[..., Town]) -> None:
    town = build_town(people={"payroll": ""})
    follow_up = approved(town)
    for line in ("besat 1. februar", "ophørt 1. februar"):
        assert "people.payroll" in text_of(only(town.orders(follow_up, line), "confirmation"))
    assert town.at("2027-02-02 12:00").run() == []
