"""A workplace takes its offer back, by mail or by telephone."""

from __future__ import annotations

from tests.path.people import HAVBLIK, KITCHEN, approved, offer
from tests.path.town import Town, kinds, only, text_of


def test_a_withdrawal_closes_the_case_and_is_confirmed(town: Town) -> None:
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    done = only(
        town.at("2027-02-03 09:00").says(letter, KITCHEN, "Vi trækker vores tilbud om et mikrofleksjob tilbage."),
        "withdrawn",
    )
    assert "MF-2027-0001" in str(done["Subject"])
    assert (town.case()["state"], town.case()["reason"]) == ("closed", "withdrawn")
    assert town.at("2027-05-03 09:00").run() == []


def test_a_withdrawal_with_the_number_alone(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, HAVBLIK)
    text = "Hej\n\nVi må desværre trække tilbuddet tilbage.\n\nHilsen Lone"
    letters = quick_town.at("2027-02-03 09:00").offers(KITCHEN, text, "Mikrofleksjob MF-2027-0001")
    assert kinds(letters) == ["withdrawn"]


def test_a_withdrawal_without_thread_means_the_only_offer(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, HAVBLIK)
    text = "Hej\n\nVi må desværre trække vores tilbud om et mikrofleksjob tilbage.\n\nHilsen Lone"
    assert kinds(quick_town.at("2027-02-03 09:00").offers(KITCHEN, text)) == ["withdrawn"]


def test_which_of_two_is_not_clear(town: Town) -> None:
    town.offers(KITCHEN, HAVBLIK)
    town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", "slå græs og klippe hæk"))
    text = "Hej\n\nVi må desværre trække vores tilbud om et mikrofleksjob tilbage.\n\nHilsen Lone"
    letters = town.at("2027-02-03 09:00").offers(KITCHEN, text)
    assert sorted(kinds(letters)) == ["question", "received"]
    assert [case["state"] for case in town.cases()] == ["open", "open"]
    named = text.replace("tilbage.", "tilbage, det med at klippe hæk.")
    assert kinds(town.at("2027-02-04 09:00").offers(KITCHEN, named)) == ["withdrawn"]
    assert [case["state"] for case in town.cases()] == ["open", "closed"]


def test_a_reserved_case_is_not_withdrawn_by_mail(town: Town) -> None:
    follow_up = approved(town)
    town.orders(follow_up, "reserveret K7")
    text = "Hej\n\nVi trækker vores tilbud tilbage.\n\nHilsen Finn"
    letters = town.at("2027-02-03 09:00").offers("finn@nordby-roklub.example", text, "Mikrofleksjob MF-2027-0001")
    assert sorted(kinds(letters)) == ["question", "received"]
    assert town.case()["state"] == "reserved"
    town.orders(only(letters, "question"), "trukket: de har ringet om det")
    assert (town.case()["state"], town.case()["reason"]) == ("closed", "withdrawn")
    assert town.case()["reason_text"] == "de har ringet om det"


def test_a_correction_of_a_filled_case_goes_to_a_person(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "besat 1. marts")
    letters = quick_town.at("2027-02-03 09:00").offers(
        "finn@nordby-roklub.example", "Det bliver 5 timer om ugen.", "Mikrofleksjob MF-2027-0001"
    )
    assert sorted(kinds(letters)) == ["question", "received"]
    assert "MF-2027-0001" in text_of(only(letters, "question"))
    assert quick_town.case()["weekly_hours"]["max"] == 4.0
