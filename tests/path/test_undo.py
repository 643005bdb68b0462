"""`fortryd` takes back the last command of a case, and tells whoever got a letter from it."""

from __future__ import annotations

from collections.abc import Callable

from tests.path.people import HAVBLIK, KITCHEN, ROWERS, approved, offer, open_association
from tests.path.town import Town, kinds, only, text_of

ONE_PLACE = [{"name": "5", "max_hours": 5, "places": 1}, {"name": "10", "max_hours": 10, "places": 1}]


def test_an_approval_is_taken_back_and_corrected(town: Town) -> None:
    follow_up = open_association(town)
    town.orders(follow_up, "godkendt forening")
    letters = town.orders(follow_up, "Fortryd!")
    assert sorted(kinds(letters)) == ["confirmation", "corrected"]
    corrected = only(letters, "corrected")
    assert corrected["To"] == "finn@nordby-roklub.example"
    assert "taget tilbage" in text_of(corrected)
    assert (town.case()["state"], town.case()["route"]) == ("awaiting_decision", None)
    only(town.orders(follow_up, "godkendt egenansættelse"), "approved")
    assert town.case()["route"] == "institution"


def test_a_rejection_is_taken_back(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    quick_town.orders(follow_up, "afvist: ikke egnet")
    letters = quick_town.orders(follow_up, "fortryd")
    assert sorted(kinds(letters)) == ["confirmation", "corrected"]
    assert (quick_town.case()["state"], quick_town.case()["reason"], quick_town.case()["reason_text"]) == (
        "awaiting_decision",
        None,
        None,
    )


def test_commands_without_letters_are_taken_back_one_after_the_other(quick_town: Town) -> None:
    town = quick_town
    follow_up = approved(town)
    town.orders(follow_up, "timer 3")
    town.orders(follow_up, "reserveret K-17")
    assert kinds(town.orders(follow_up, "fortryd")) == ["confirmation"]
    assert (town.case()["state"], town.case()["reference"], town.case()["fixed_hours"]) == ("open", None, 3.0)
    assert kinds(town.orders(follow_up, "fortryd")) == ["confirmation"]
    assert town.case()["fixed_hours"] is None
    assert "corrected" in kinds(town.orders(follow_up, "fortryd"))  # the approval itself
    assert kinds(town.orders(follow_up, "fortryd")) == ["not_understood"]


def test_a_place_that_went_to_another_case_is_not_taken_back(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    follow_up = approved(town)
    town.orders(follow_up, "reserveret K-17")
    only(town.offers(KITCHEN, HAVBLIK), "waiting_list")
    place_free = only(town.orders(follow_up, "ledig"), "place_free")
    assert place_free["To"] == "lone@aeroe-kommune.example"
    town.at("2027-02-02 07:31").run()
    town.clicks("MF-2027-0002", "Vis status")
    second = only(town.run(), "confirmation")
    only(town.orders(second, "reserveret K-18"), "confirmation")
    letter = only(town.orders(follow_up, "fortryd"), "not_understood")
    assert "MF-2027-0002" in text_of(letter)
    assert [case["state"] for case in town.cases()] == ["open", "reserved"]


def test_a_place_that_nobody_took_yet_is_taken_back_from_who_was_told(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    follow_up = approved(town)
    town.orders(follow_up, "reserveret K-17")
    only(town.offers(KITCHEN, HAVBLIK), "waiting_list")
    only(town.orders(follow_up, "ledig"), "place_free")
    letters = town.orders(follow_up, "fortryd")
    corrected = only(letters, "corrected")
    assert corrected["To"] == "lone@aeroe-kommune.example"
    assert "venteliste" in text_of(corrected).lower()
    assert [case["state"] for case in town.cases()] == ["reserved", "waiting"]


def test_what_the_workplace_wrote_since_stays(quick_town: Town) -> None:
    town = quick_town
    follow_up = approved(town)
    town.orders(follow_up, "timer 3")
    town.at("2027-02-02 09:00").offers(ROWERS, "Det bliver 5 timer om ugen.", "Mikrofleksjob MF-2027-0001")
    only(town.orders(follow_up, "fortryd"), "confirmation")
    assert (town.case()["fixed_hours"], town.case()["weekly_hours"]["max"]) == (None, 5.0)


def test_an_answer_that_went_out_is_corrected(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "svar: I hører fra os på mandag.")
    letters = quick_town.orders(follow_up, "fortryd")
    assert only(letters, "corrected")["To"] == "finn@nordby-roklub.example"


def test_a_contact_and_a_start_are_taken_back(quick_town: Town) -> None:
    town = quick_town
    follow_up = approved(town)
    before = town.case()
    town.orders(follow_up, "kontakt Ida Holm, 62 53 77 14")
    town.orders(follow_up, "start 1. maj")
    town.orders(follow_up, "fortryd")
    town.orders(follow_up, "fortryd")
    after = town.case()
    for name in ("contact_name", "contact_phone", "start"):
        assert after[name] == before[name]


def test_a_stranger_who_was_let_in_is_put_out_again(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="")), "query")
    question = only(town.says(query, "per@langt-borte.example", "4 timer om ugen"), "question")
    town.orders(question, "afsender ok")
    only(town.orders(question, "fortryd"), "confirmation")
    letters = town.at("2027-02-02 09:00").offers("per@langt-borte.example", "3 timer.", "Mikrofleksjob MF-2027-0001")
    assert sorted(kinds(letters)) == ["question", "received"]


def test_each_undone_command_is_a_line_of_the_history(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "reserveret K-17")
    quick_town.orders(follow_up, "fortryd")
    lines = [(one["field"], one["old"], one["new"]) for one in quick_town.show()["history"] if "undo" in one["what"]]
    assert ("state", "reserved", "open") in lines
    assert ("reference", "K-17", None) in lines
