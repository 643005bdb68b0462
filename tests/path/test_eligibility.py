"""The coordinators and the management decide whether a workplace meets the conditions; the bot never rejects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.path.people import INN, ROWERS, offer, open_association
from tests.path.town import COORDINATOR, DIRECTION, Town, html_of, kinds, only, text_of


@pytest.mark.parametrize(
    ("said", "route", "words"),
    [
        ("Godkendt kommunal", "kommunal", ("ansætter medarbejderen", "arbejdsskadeforsikring")),
        ("GODKENDT: Forening!!\n\nMvh Lone", "forening", ("udstationering", "selvforsikring")),
        ("Hej\n\ngodkend egenansættelse, tak", "institution", ("I ansætter selv", "I udbetaler selv", "I sørger")),
        ("godkendt institution", "institution", ("nettolønnen",)),
    ],
)
def test_an_approval_says_who_employs_pays_and_insures(
    quick_town: Town, said: str, route: str, words: tuple[str, ...]
) -> None:
    follow_up = open_association(quick_town)
    letters = quick_town.orders(follow_up, said)
    assert sorted(kinds(letters)) == ["approved", "confirmation"]
    letter = only(letters, "approved")
    assert letter["To"] == "finn@nordby-roklub.example"
    for word in words:
        assert word in text_of(letter)
        assert word in html_of(letter)
    assert (quick_town.case()["state"], quick_town.case()["route"]) == ("open", route)


def test_without_a_route_nothing_changes_and_the_route_s_word_alone_answers(town: Town) -> None:
    follow_up = open_association(town)
    asked = only(town.orders(follow_up, "godkendt"), "not_understood")
    for word in ("kommunal", "forening", "egenansættelse"):
        assert word in text_of(asked)
    assert town.case()["state"] == "awaiting_decision"
    letters = town.at("2027-02-02 09:00").orders(asked, "Forening")
    assert sorted(kinds(letters)) == ["approved", "confirmation"]
    assert town.case()["route"] == "forening"


def test_a_condition_in_the_line_approves_nothing(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    letter = only(quick_town.orders(follow_up, "godkendt forening, hvis de er forsikret"), "not_understood")
    assert "godkendt forening, hvis de er forsikret" in text_of(letter)
    assert quick_town.case()["state"] == "awaiting_decision"


def test_a_rejection_gives_its_whole_reason_without_the_signature(town: Town) -> None:
    follow_up = open_association(town)
    order = "Afvist: Opgaverne hører til en stilling,\nsom lige er nedlagt.\n\nVenlig hilsen\nLone Skov"
    letters = town.orders(follow_up, order)
    letter = only(letters, "rejected")
    assert "som lige er nedlagt." in text_of(letter)
    case = town.case()
    assert (case["state"], case["reason"]) == ("closed", "rejected")
    assert "Lone Skov" not in case["reason_text"]
    assert case["reason_text"].startswith("Opgaverne hører til en stilling")


@pytest.mark.parametrize("order", ["afvist", "afvist de er for små", "afvist:"])
def test_a_rejection_needs_its_colon_and_a_reason(quick_town: Town, order: str) -> None:
    follow_up = open_association(quick_town)
    assert kinds(quick_town.orders(follow_up, order)) == ["not_understood"]
    assert quick_town.case()["state"] == "awaiting_decision"


def test_the_management_decides_in_the_coordinators_place(town: Town) -> None:
    follow_up = open_association(town)
    letters = town.orders(follow_up, "Direktionen")
    assert sorted(kinds(letters)) == ["confirmation", "eligibility"]
    asked = only(letters, "eligibility")
    assert asked["To"] == DIRECTION
    assert "Nordby Roklub" in text_of(asked)

    refused = town.at("2027-02-02 09:00").says(asked, DIRECTION, "reserveret A1")
    assert kinds(refused) == ["not_understood"]
    assert refused[0]["To"] == DIRECTION
    assert "godkendt eller afvist" in text_of(refused[0])
    letters = town.at("2027-02-03 09:00").says(asked, DIRECTION, "godkendt forening")
    assert sorted(kinds(letters)) == ["approved", "confirmation"]
    assert only(letters, "confirmation")["To"] == DIRECTION
    assert (town.case()["state"], town.case()["route"]) == ("open", "forening")


def test_the_management_s_digest_line_names_it(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    quick_town.orders(follow_up, "direktionen")
    quick_town.at("2027-02-02 07:31").run()
    assert "direktion" in text_of(quick_town.digests[-1]).lower()


def test_the_management_may_not_answer_what_it_was_not_asked(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    assert quick_town.says(follow_up, DIRECTION, "godkendt forening") == []
    assert quick_town.case()["state"] == "awaiting_decision"


def test_without_a_management_it_cannot_be_asked(build_town: Callable[..., Town]) -> None:
    town = build_town(people={"direction": ""})
    letter = only(town.orders(open_association(town), "direktionen"), "not_understood")
    assert "people.direction" in text_of(letter)


def test_an_approval_before_the_offer_is_complete_counts_later(quick_town: Town) -> None:
    """The coordinators know the workplace: they are asked after three weeks, and approve then."""
    town = quick_town
    query = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas", hours="")), "query")
    town.at("2027-02-22 09:00")
    follow_up = only(town.run(), "no_answer")
    approved = only(town.orders(follow_up, "godkendt institution"), "approved")
    assert "timer" in text_of(approved)
    assert town.case()["state"] == "awaiting_information"
    letters = town.at("2027-02-23 09:00").says(query, INN, "4")
    assert kinds(letters) == ["acknowledgement"]
    assert (town.case()["state"], town.case()["route"]) == ("open", "institution")


def test_two_coordinators_get_one_letter_each_and_the_first_decides(build_town: Callable[..., Town]) -> None:
    other = "afloeser@aeroe-kommune.example"
    town = build_town(people={"coordinators": [COORDINATOR, other]})
    follow_up = open_association(town)
    assert str(follow_up["To"]) == f"{COORDINATOR}, {other}"
    letters = town.orders(follow_up, "godkendt forening", other)
    assert only(letters, "confirmation")["To"] == other
    letters = town.orders(follow_up, "godkendt forening")
    assert "allerede godkendt" in text_of(only(letters, "not_understood"))


def test_a_rejected_workplace_can_be_opened_and_approved(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    quick_town.orders(follow_up, "afvist: ikke nu")
    assert kinds(quick_town.orders(follow_up, "godkendt forening")) == ["not_understood"]
    only(quick_town.orders(follow_up, "genåbn"), "confirmation")
    assert quick_town.case()["state"] == "awaiting_decision"
    only(quick_town.orders(follow_up, "godkendt forening"), "approved")
    assert quick_town.case()["state"] == "open"


def test_the_job_centre_s_letters_make_one_thread_of_a_case(quick_town: Town) -> None:
    town = quick_town
    follow_up = open_association(town)
    assert follow_up["In-Reply-To"] is None
    asked = only(town.orders(follow_up, "direktionen"), "eligibility")
    assert str(follow_up["Message-ID"]) in str(asked["References"])
    stranger = town.at("2027-02-02 09:00").offers(
        "Ida Holm <ida@langt-borte.example>", "Er jobbet ledigt?", "Mikrofleksjob MF-2027-0001"
    )
    assert str(follow_up["Message-ID"]) in str(only(stranger, "question")["References"])
    assert ROWERS.partition("<")[2].strip(">") not in str(only(stranger, "received")["To"])
