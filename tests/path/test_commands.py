"""Every command of a coordinator, as people write them: done and confirmed, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.path.people import HAVBLIK, INN, KITCHEN, ROWERS, approved, municipal, offer, open_association
from tests.path.town import COORDINATOR, PAYROLL, Town, html_of, kinds, only, questions, text_of

ONE_PLACE = [{"name": "5", "max_hours": 5, "places": 1}, {"name": "10", "max_hours": 10, "places": 1}]


def refused(letters: list, word: str) -> None:
    """Only `not_understood`, with this in its text."""
    assert kinds(letters) == ["not_understood"]
    assert word in text_of(letters[0])


# --- places ---


@pytest.mark.parametrize(
    ("line", "reference"),
    [("Reserveret K-17", "K-17"), ("reserveret ref. 2027/44, tak", "2027/44"), ("RESERVERET", None)],
)
def test_reserved_for_a_candidate(quick_town: Town, line: str, reference: str | None) -> None:
    follow_up = approved(quick_town)
    letter = only(quick_town.orders(follow_up, line), "confirmation")
    assert "1 reserveret" in text_of(letter)
    assert (quick_town.case()["state"], quick_town.case()["reference"]) == ("reserved", reference)


def test_a_cpr_number_is_no_reference(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    letters = quick_town.orders(follow_up, "reserveret 010190-1234")
    refused(letters, "CPR")
    assert quick_town.case()["state"] == "open"
    assert "010190" not in text_of(letters[0]) + html_of(letters[0])


@pytest.mark.parametrize("line", ["ledig", "Frigiv.", "frigiv pladsen"])
def test_a_reserved_place_is_given_back(quick_town: Town, line: str) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "reserveret K-17")
    only(quick_town.orders(follow_up, line), "confirmation")
    assert (quick_town.case()["state"], quick_town.case()["reference"]) == ("open", None)
    refused(quick_town.orders(follow_up, line), "ikke reserveret")


@pytest.mark.parametrize(
    ("line", "day", "hours", "reference"),
    [
        ("besat 1. marts", "2027-03-01", 4.0, None),
        ("Besat fra d. 15/2 med 3 timer om ugen K-17.", "2027-02-15", 3.0, "K-17"),
        ("BESAT 01.03.2027, 2,5 timer", "2027-03-01", 2.5, None),
        ("besat pr. 20. januar", "2027-01-20", 4.0, None),  # the nearest such date
        ("besat 2027-03-01", "2027-03-01", 4.0, None),
    ],
)
def test_filled_from_a_day(quick_town: Town, line: str, day: str, hours: float, reference: str | None) -> None:
    follow_up = approved(quick_town)
    letters = quick_town.orders(follow_up, line)
    assert sorted(kinds(letters)) == ["confirmation", "payroll_notice"]
    case = quick_town.case()
    assert (case["state"], case["filled_from"], case["filled_hours"]) == ("filled", day, hours)
    assert case["reference"] == reference
    assert quick_town.pools()["5"]["filled"] == 1
    assert case["weekly_hours"]["max"] == 4.0  # what the workplace offers is another value


def test_filled_without_a_day_is_refused(quick_town: Town) -> None:
    refused(quick_town.orders(approved(quick_town), "besat"), "dato")


def test_filled_takes_the_hours_that_were_fixed(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "timer 3")
    quick_town.orders(follow_up, "besat 1. marts")
    assert quick_town.case()["filled_hours"] == 3.0


def test_filled_with_hours_that_fit_another_pool_names_it(quick_town: Town) -> None:
    town = quick_town
    follow_up = approved(town)
    refused(town.orders(follow_up, "besat 1. marts 8 timer"), "puljen 10")
    only(town.orders(follow_up, "Pulje: 10"), "confirmation")
    assert town.case()["pool"] == "10"
    only(town.orders(follow_up, "besat 1. marts 8 timer"), "payroll_notice")
    assert town.case()["filled_hours"] == 8.0
    refused(town.orders(follow_up, "pulje 5"), "8 timer")


def test_a_full_pool_refuses_and_names_who_holds_it(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    first = approved(town)
    second = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas og folde duge")), "eligibility")
    town.orders(second, "godkendt egenansættelse")
    town.orders(first, "besat 1. marts")
    for line in ("besat 1. marts", "reserveret K-1"):
        refused(town.orders(second, line), "MF-2027-0001")
    assert [case["state"] for case in town.cases()] == ["filled", "open"]
    assert town.pools()["5"]["free"] == 0


def test_reserved_and_filled_work_from_the_waiting_list_where_a_place_is_free(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=[ONE_PLACE[0] | {"places": 2}, ONE_PLACE[1]])
    first = approved(town)
    second = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas og folde duge")), "eligibility")
    town.orders(second, "godkendt egenansættelse")
    town.orders(first, "reserveret A7")
    town.orders(second, "reserveret B7")
    third = only(
        town.offers("Ida <ida@nordby-fond.example>", offer("Nordby Fond", "Ida Holm", "klippe hæk")), "eligibility"
    )
    only(town.orders(third, "godkendt forening"), "approved")
    assert [case["state"] for case in town.cases()] == ["reserved", "reserved", "waiting"]
    refused(town.orders(third, "reserveret C7"), "MF-2027-0002")
    town.orders(first, "ledig")
    assert [case["state"] for case in town.cases()] == ["open", "reserved", "open"]
    only(town.orders(third, "besat 1. marts"), "payroll_notice")
    refused(town.orders(first, "besat 1. marts"), "MF-2027-0003")


def test_an_end_that_lies_ahead_frees_the_place_on_its_day(town: Town) -> None:
    follow_up = approved(town)
    town.orders(follow_up, "besat 1. februar")
    letters = town.at("2027-02-03 09:00").orders(follow_up, "Ophører den 12. februar")
    assert sorted(kinds(letters)) == ["confirmation", "payroll_notice"]
    assert town.case()["state"] == "filled"
    town.at("2027-02-11 23:30").run()
    assert town.pools()["5"]["filled"] == 1
    assert town.at("2027-02-12 00:10").run() == []
    assert (town.case()["state"], town.case()["reason"]) == ("closed", "ended")
    assert town.pools()["5"]["filled"] == 0


def test_an_end_before_the_beginning_is_refused(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    quick_town.orders(follow_up, "besat 1. marts")
    refused(quick_town.orders(follow_up, "ophørt 20. februar"), "før")
    refused(quick_town.orders(follow_up, "ophørt"), "dato")


def test_pools_by_name_only(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    refused(quick_town.orders(follow_up, "pulje 7"), "5, 10")
    refused(quick_town.orders(follow_up, "pulje 5"), "allerede")


# --- values ---


def test_fixed_hours_stand_beside_what_is_offered_and_no_mail_changes_them(town: Town) -> None:
    follow_up = approved(town)
    only(town.orders(follow_up, "Timer: 3,5"), "confirmation")
    town.at("2027-02-02 09:00").offers(ROWERS, "Det bliver 5 timer om ugen.", "Mikrofleksjob MF-2027-0001")
    case = town.case()
    assert (case["fixed_hours"], case["weekly_hours"]["max"]) == (3.5, 5.0)
    refused(town.orders(follow_up, "timer mange"), "mange")
    refused(town.orders(follow_up, "timer"), "timetal")


def test_a_start_that_the_job_centre_sets(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    only(quick_town.orders(follow_up, "START 15. marts."), "confirmation")
    assert quick_town.case()["start"]["date"] == "2027-03-15"


def test_a_contact_that_the_job_centre_sets_belongs_to_the_case(town: Town) -> None:
    follow_up = approved(town)
    only(town.orders(follow_up, "kontakt Ida Holm, tlf. 62 53 77 14, ida@holm.example"), "confirmation")
    case = town.case()
    assert (case["contact_name"], case["contact_phone"], case["contact_email"]) == (
        "Ida Holm",
        "62537714",
        "ida@holm.example",
    )
    letters = town.at("2027-02-02 09:00").offers(
        "ida@holm.example", "Det bliver 3 timer om ugen.", "Mikrofleksjob MF-2027-0001"
    )
    assert kinds(letters) == ["acknowledgement"]
    assert town.case()["weekly_hours"]["max"] == 3.0
    refused(town.orders(follow_up, "kontakt"), "navn")


def test_a_contact_completes_an_offer(quick_town: Town) -> None:
    town = quick_town
    text = (
        "Hej\n\nNordby Roklub kan bruge en i mikrofleksjob. Opgaverne er at vaske både. 4 timer om ugen fra 1. april.\n"
    )
    query = only(town.offers("post@nordby-roklub.example", text), "query")
    assert len(questions(query)) == 1
    follow_up = only(town.at("2027-02-22 09:00").run(), "no_answer")
    letters = town.orders(follow_up, "kontakt Finn Toft, 62 53 77 14")
    assert "eligibility" in kinds(letters)
    assert town.case()["state"] == "awaiting_decision"


# --- words ---


def test_svar_goes_to_the_workplace(town: Town) -> None:
    follow_up = approved(town)
    letters = town.orders(follow_up, "Svar: Vi ringer på mandag.\n\nHav det godt til da.\n\nVenlig hilsen\nLone Skov")
    answer = only(letters, "answer")
    assert answer["To"] == "finn@nordby-roklub.example"
    assert "Hav det godt til da." in text_of(answer)
    assert "MF-2027-0001" in str(answer["Subject"])
    refused(town.orders(follow_up, "svar de kan bare ringe"), "kolon")


def test_ryk_reminds_and_does_not_start_the_count_again(quick_town: Town) -> None:
    town = quick_town
    town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas", hours=""))
    follow_up = only(town.at("2027-02-22 09:00").run(), "no_answer")
    letters = town.at("2027-02-23 09:00").orders(follow_up, "Ryk dem, tak")
    assert sorted(kinds(letters)) == ["confirmation", "reminder"]
    assert len(questions(only(letters, "reminder"))) == 1
    assert town.at("2027-03-02 12:00").run() == []


def test_ryk_where_nothing_was_asked_is_refused(quick_town: Town) -> None:
    refused(quick_town.orders(approved(quick_town), "ryk"), "mangler ikke")


def test_a_note_stands_in_the_history(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    only(quick_town.orders(follow_up, "Notat: Finn er på ferie i uge 7.\nRing til Ida."), "confirmation")
    (line,) = [one for one in quick_town.show()["history"] if one["what"] == "history.note"]
    assert (line["by"], line["new"]) == (COORDINATOR, "Finn er på ferie i uge 7.\nRing til Ida.")


@pytest.mark.parametrize(
    ("line", "reason"), [("luk: de har fundet en anden", "lapsed"), ("trukket: de ringede", "withdrawn")]
)
def test_closed_by_the_job_centre(quick_town: Town, line: str, reason: str) -> None:
    follow_up = approved(quick_town)
    assert kinds(quick_town.orders(follow_up, line)) == ["confirmation"]
    case = quick_town.case()
    assert (case["state"], case["reason"], case["reason_text"]) == ("closed", reason, line.partition(": ")[2])
    refused(quick_town.orders(follow_up, "reserveret K-1"), "genåbn")
    refused(quick_town.orders(follow_up, line.partition(":")[0]), "lukket")


def test_a_closed_case_is_opened_again(town: Town) -> None:
    follow_up = approved(town)
    town.orders(follow_up, "luk: ingen kandidat")
    only(town.orders(follow_up, "Genåbn sagen"), "confirmation")
    assert (town.case()["state"], town.case()["reason"], town.case()["route"]) == ("open", None, "forening")
    refused(town.orders(follow_up, "genåbn"), "ikke lukket")


def test_status_shows_the_case_in_any_form(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    for line in ("Status?\n\nMvh Lone", "vis status", "Hej\n\nSTATUS"):
        letter = only(quick_town.orders(follow_up, line), "confirmation")
        assert "Nordby Roklub" in text_of(letter)
        assert "Finn Toft" in text_of(letter)


def test_unchanged_needs_a_follow_up_that_asks(quick_town: Town) -> None:
    refused(quick_town.orders(approved(quick_town), "uændret"), "opfølgning")


# --- what is not understood ---


def test_an_unknown_line_is_quoted_and_the_words_are_taught(town: Town) -> None:
    follow_up = open_association(town)
    letter = only(town.orders(follow_up, "Kan vi ikke tage den på mandag?"), "not_understood")
    text = text_of(letter)
    assert "Kan vi ikke tage den på mandag?" in text
    for word in ("godkendt", "afvist", "direktionen"):
        assert word in text
    assert "besat" not in text.split("Kan vi ikke")[1]  # it cannot be used now


def test_a_misspelt_word_orders_nothing_and_is_taught_first(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    letter = only(quick_town.orders(follow_up, "resreveret K-1"), "not_understood")
    text = text_of(letter)
    assert text.index("reserveret") < text.index("besat")
    assert quick_town.case()["state"] == "open"


def test_a_further_command_is_named_as_not_done(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    letter = only(quick_town.orders(follow_up, "godkendt forening\nreserveret K-17"), "confirmation")
    assert "reserveret K-17" in text_of(letter)
    assert quick_town.case()["state"] == "open"


def test_several_follow_ups_are_answered_in_one_run(quick_town: Town) -> None:
    town = quick_town
    first = open_association(town)
    second = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas og folde duge")), "eligibility")
    town.answers(first, COORDINATOR, "godkendt forening")
    town.answers(second, COORDINATOR, "afvist: ikke egnet")
    assert sorted(kinds(town.run())) == ["approved", "confirmation", "confirmation", "rejected"]
    assert [case["state"] for case in town.cases()] == ["open", "closed"]


def test_the_confirmation_says_what_changed_and_how_the_pools_stand(quick_town: Town) -> None:
    letter = only(quick_town.orders(approved(quick_town), "reserveret K-17"), "confirmation")
    text = text_of(letter)
    assert "Ledigt" in text
    assert "Reserveret" in text
    assert "K-17" in text
    assert "15" in text
    assert PAYROLL not in text


def test_a_municipal_case_is_ordered_in_answer_to_a_confirmation(quick_town: Town) -> None:
    letter = municipal(quick_town, HAVBLIK, KITCHEN)
    only(quick_town.orders(letter, "besat 1. marts"), "payroll_notice")
    assert (quick_town.case()["state"], quick_town.case()["route"]) == ("filled", "kommunal")
