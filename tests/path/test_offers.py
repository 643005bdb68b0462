"""What an offer gets: by its sender, its workplace, its hours, the pools, and what is known already."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from tests.path.people import HAVBLIK, INN, KITCHEN, ROKLUB, ROWERS, offer
from tests.path.town import (
    COORDINATOR,
    DIRECTION,
    DONE,
    REVIEW,
    Town,
    html_of,
    kinds,
    only,
    questions,
    text_of,
)

ONE_PLACE = [{"name": "5", "max_hours": 5, "places": 1}, {"name": "10", "max_hours": 10, "places": 1}]


# --- municipal or not ---


def test_a_subdomain_is_municipal_too(quick_town: Town) -> None:
    letters = quick_town.offers("Lone Krag <lone@skole.aeroe-kommune.example>", HAVBLIK)
    assert kinds(letters) == ["acknowledgement"]
    assert (quick_town.case()["state"], quick_town.case()["route"]) == ("open", "kommunal")


def test_a_domain_that_only_ends_alike_is_not(quick_town: Town) -> None:
    letters = quick_town.offers("Lone Krag <lone@ikke-aeroe-kommune.example>", HAVBLIK)
    assert sorted(kinds(letters)) == ["acknowledgement", "eligibility"]
    assert quick_town.case()["municipal"] is False


@pytest.mark.parametrize("place", ["Nordby Roklub", "Nordby Friskole", "Holm Tømrer ApS", "Nordby Menighedsråd"])
def test_an_association_company_or_self_owning_place_is_decided_whatever_its_address(town: Town, place: str) -> None:
    letters = town.offers(KITCHEN, offer(place, "Lone Krag"))
    assert sorted(kinds(letters)) == ["acknowledgement", "eligibility"]
    assert "navn" in text_of(only(letters, "eligibility"))
    assert (town.case()["state"], town.case()["municipal"], town.case()["route"]) == ("awaiting_decision", False, None)


def test_the_municipality_s_own_youth_club_is_municipal(quick_town: Town) -> None:
    assert kinds(quick_town.offers(KITCHEN, offer("Nordby Ungdomsklub", "Lone Krag"))) == ["acknowledgement"]


def test_an_offer_forwarded_from_outside_is_decided(quick_town: Town) -> None:
    text = (
        "Hej\n\nDen her er vist til jer.\n\nMvh Lone\n\n-------- Videresendt meddelelse --------\n"
        "Emne: Mikrofleksjob\nDato: Fri, 29 Jan 2027 10:00:00 +0100\nFra: Karen Bro <karen@gammel-molle.example>\n"
        "Til: lone@aeroe-kommune.example\n\n" + offer("Møllen i Nordby", "Karen Bro")
    )
    letters = quick_town.offers(KITCHEN, text, "VS: Mikrofleksjob")
    follow_up = only(letters, "eligibility")
    assert "videresendt" in text_of(follow_up)
    assert quick_town.case()["state"] == "awaiting_decision"


def test_a_checked_domain_is_municipal_only_where_it_is_authenticated(build_town: Callable[..., Town]) -> None:
    town = build_town(people={"trusted_authserv_ids": ["mx.aeroe-kommune.example"]})
    town.writes(KITCHEN, HAVBLIK)
    passed = "mx.aeroe-kommune.example; dmarc=pass header.from=aeroe-kommune.example"
    other = offer("Ærø Lokalarkiv", "Lone Krag", "scanne breve og sætte mapper på plads")
    town.writes(KITCHEN, other, Authentication_Results=passed)
    follow_up = only(town.run(), "eligibility")
    assert "ikke bekræftes" in text_of(follow_up)
    assert [case["state"] for case in town.cases()] == ["awaiting_decision", "open"]


# --- what is missing ---


def test_eligibility_is_asked_once_the_offer_is_complete(town: Town) -> None:
    text = offer("Nordby Roklub", "Finn Toft", "vaske både", hours="", start="")
    query = only(town.offers(ROWERS, text), "query")
    assert len(questions(query)) == 2
    assert "timer" in questions(query)[0]
    assert "Nordby Roklub" in text_of(query)

    second = town.at("2027-02-02 10:00").says(query, ROWERS, "4 timer")
    assert kinds(second) == ["query"]
    assert len(questions(second[0])) == 1
    third = town.at("2027-02-03 10:00").says(second[0], ROWERS, "1. maj")
    assert sorted(kinds(third)) == ["acknowledgement", "eligibility"]
    assert town.case()["state"] == "awaiting_decision"
    assert town.case()["start"]["date"] == "2027-05-01"


def test_over_the_limit_also_asks_what_else_is_missing(quick_town: Town) -> None:
    town = quick_town
    letter = only(
        town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="Det er 20 timer om ugen.", start="")),
        "over_limit",
    )
    asked = questions(letter)
    assert len(asked) == 2
    assert "færre timer" in asked[0]
    assert "10" in text_of(letter)
    letters = town.at("2027-02-02 10:00").says(letter, KITCHEN, "1. 8 timer om ugen\n2. 1. maj")
    assert kinds(letters) == ["acknowledgement"]
    assert (town.case()["state"], town.case()["pool"]) == ("open", "10")


def test_hours_with_a_least_only_are_asked_for_the_most(quick_town: Town) -> None:
    town = quick_town
    query = only(
        town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="Det er mindst 3 timer om ugen.")), "query"
    )
    assert town.case()["missing"] == ["weekly_hours"]
    assert town.case()["weekly_hours"] == {"min": 3.0, "max": None}
    assert len(questions(query)) == 1
    assert "mindst 3 timer" in text_of(query)
    assert kinds(town.at("2027-02-02 10:00").says(query, KITCHEN, "højst 5")) == ["acknowledgement"]
    assert town.case()["weekly_hours"] == {"min": 3.0, "max": 5.0}


# --- the pools ---


def fill_pool(town: Town) -> EmailMessage:
    """The one place of pool 5 is held by MF-2027-0001: the coordinator's letter of it."""
    follow_up = only(town.offers(ROWERS, ROKLUB), "eligibility")
    town.orders(follow_up, "godkendt forening")
    town.orders(follow_up, "reserveret A1")
    assert town.pools()["5"]["free"] == 0
    return follow_up


def test_a_full_pool_has_a_waiting_list_and_the_oldest_gets_the_place(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    holder = fill_pool(town)
    first = only(town.at("2027-02-02 09:00").offers(KITCHEN, HAVBLIK), "waiting_list")
    assert "MF-2027-0002" in str(first["Subject"])
    archive = offer("Ærø Lokalarkiv", "Egon Priess", "scanne breve og sætte mapper på plads")
    only(town.at("2027-02-03 09:00").offers("Egon Priess <egon@aeroe-kommune.example>", archive), "waiting_list")
    longer = archive.replace("4 timer", "8 timer").replace("scanne breve og sætte mapper", "køre bøger og stille stole")
    only(town.offers("Egon Priess <egon@aeroe-kommune.example>", longer), "acknowledgement")  # the other pool
    assert town.pools()["5"]["waiting"] == 2

    letters = town.at("2027-02-04 09:00").orders(holder, "ledig")
    assert only(letters, "place_free")["To"] == "lone@aeroe-kommune.example"
    assert [case["state"] for case in town.cases()] == ["open", "open", "waiting", "open"]


def test_a_pool_with_waiting_cases_is_full_for_new_offers_and_for_an_approval(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    holder = fill_pool(town)
    town.at("2027-02-02 09:00").offers(KITCHEN, HAVBLIK)
    inn = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas og folde duge")), "eligibility")
    letters = town.orders(inn, "godkendt institution")
    assert "venteliste" in text_of(only(letters, "approved"))
    assert [case["state"] for case in town.cases()] == ["reserved", "waiting", "waiting"]
    town.orders(holder, "trukket: de lukker")
    assert [case["state"] for case in town.cases()] == ["closed", "open", "waiting"]


# --- sent in by the job centre ---


def test_an_offer_sent_in_by_a_coordinator_asks_him_and_is_decided(town: Town) -> None:
    text = (
        "Smedjen i Nordby har ringet: de tilbyder et mikrofleksjob. Opgaverne er at feje værkstedet og sortere bolte. "
        "Kontaktperson er Palle Smed, tlf. 62 53 44 21. Det kan begynde den 1. april."
    )
    query = only(town.offers(f"Lone Skov <{COORDINATOR}>", text), "query")
    assert query["To"] == COORDINATOR
    letters = town.at("2027-02-02 09:00").says(query, COORDINATOR, "5 timer om ugen")
    assert sorted(kinds(letters)) == ["acknowledgement", "eligibility"]
    case = town.case()
    assert (case["state"], case["route"], case["contact_name"]) == ("awaiting_decision", None, "Palle Smed")
    assert "jobcenteret" in text_of(only(letters, "eligibility"))
    only(town.orders(only(letters, "eligibility"), "godkendt egenansættelse"), "approved")
    assert town.case()["state"] == "open"


# --- the same offer again, and other offers ---


def test_the_same_offer_again_names_its_number(town: Town) -> None:
    town.offers(KITCHEN, HAVBLIK)
    letter = only(town.at("2027-02-03 09:00").offers(KITCHEN, HAVBLIK, "Mikrofleksjob igen"), "acknowledgement")
    assert "MF-2027-0001" in str(letter["Subject"])
    assert len(town.cases()) == 1


def test_the_same_incomplete_offer_again_gets_the_query_again(quick_town: Town) -> None:
    text = offer("Plejecenter Havblik", "Lone Krag", hours="")
    quick_town.offers(KITCHEN, text)
    assert kinds(quick_town.at("2027-02-03 09:00").offers(KITCHEN, text)) == ["query"]
    assert len(quick_town.cases()) == 1


def test_the_same_offer_with_another_value_is_a_correction(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, HAVBLIK)
    letter = only(
        quick_town.at("2027-02-03 09:00").offers(KITCHEN, HAVBLIK.replace("4 timer", "7 timer")), "acknowledgement"
    )
    assert "4 timer" in text_of(letter)
    assert "7 timer" in text_of(letter)
    assert (quick_town.case()["weekly_hours"]["max"], quick_town.case()["pool"]) == (7.0, "10")


def test_another_job_of_the_same_sender_is_a_case_of_its_own(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, HAVBLIK)
    quick_town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", "slå græs, klippe hæk og fylde foderbræt"))
    assert [case["number"] for case in quick_town.cases()] == ["MF-2027-0001", "MF-2027-0002"]


def test_another_job_in_the_thread_is_a_case_of_its_own(town: Town) -> None:
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    other = offer("Ærø Lokalarkiv", "Egon Priess", "scanne breve og sætte mapper på plads")
    letters = town.at("2027-02-03 09:00").says(letter, KITCHEN, "Tak! Vi har også et andet job.\n\n" + other)
    assert "MF-2027-0002" in str(only(letters, "acknowledgement")["Subject"])
    assert "kaffeborde" in town.cases()[0]["job_description"]
    assert "mapper" in town.cases()[1]["job_description"]


def test_the_answer_goes_to_the_offer_that_lacked_it(quick_town: Town) -> None:
    town = quick_town
    text = (
        "Hej\n\nNordby Skole kan tilbyde to mikrofleksjob. Jeg er kontaktperson på dem begge, tlf. 62 53 11 90.\n\n"
        "Job 1: Hjælp i skolekøkkenet med at smøre madder og vaske op, 5 timer om ugen fra den 1. april.\n\n"
        "Job 2: Hjælp til pedellen med at vande planter og feje gården fra den 1. maj.\n\n"
        "Venlig hilsen\nLone Krag\nNordby Skole\n"
    )
    query = only(town.offers(KITCHEN, text), "query")
    assert query["Subject"] == "Re: Mikrofleksjob [MF-2027-0001, MF-2027-0002]"
    assert "madder" in text_of(query)
    assert len(questions(query)) == 1
    assert [case["state"] for case in town.cases()] == ["open", "awaiting_information"]
    town.at("2027-02-02 09:00").says(query, KITCHEN, "8")
    assert [case["weekly_hours"]["max"] for case in town.cases()] == [5.0, 8.0]
    assert [case["state"] for case in town.cases()] == ["open", "open"]


# --- how letters are ---


def test_an_english_offer_gets_an_english_letter_and_coordinators_a_danish_one(quick_town: Town) -> None:
    text = (
        "Dear job centre\n\nHarbour Café would like to offer a mikrofleksjob. It is 4 hours a week, "
        "starting on 1 April 2027.\n\nTasks: wash dishes, water the flowers and fold napkins\n\n"
        "Contact person: Ann Reed, phone 62 53 77 10.\n\nKind regards\nAnn Reed\nThe Harbour Café\n"
    )
    letters = quick_town.offers("Ann Reed <ann@harbour-cafe.example>", text)
    assert "hours a week" in text_of(only(letters, "acknowledgement")).lower()
    assert "Timer om ugen" in text_of(only(letters, "eligibility"))


def test_a_cpr_number_is_masked_everywhere_and_a_line_asks_not_to_send_it(quick_town: Town) -> None:
    letter = only(
        quick_town.offers(KITCHEN, HAVBLIK.replace("Hej\n", "Hej\n\nDet er til 010190-1234.\n", 1)), "acknowledgement"
    )
    assert "CPR" in text_of(letter)
    shown = text_of(letter) + html_of(letter) + str(quick_town.show())
    assert "010190" not in shown
    assert b"010190" not in b"".join(one.data for one in quick_town.office.letters)


def test_a_mail_without_a_message_id_is_answered(quick_town: Town) -> None:
    head = f"From: {KITCHEN}\nTo: mikrofleksjob@aeroe-kommune.example\nSubject: Mikrofleksjob\n"
    form = "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: 8bit\n\n"
    quick_town.delivers((head + form + HAVBLIK).encode("windows-1252"))
    letter = only(quick_town.run(), "acknowledgement")
    assert letter["In-Reply-To"] is None
    assert "kaffeborde" in text_of(letter)


def test_words_that_hint_at_displacement_are_shown_to_the_coordinators(quick_town: Town) -> None:
    text = ROKLUB.replace("Kontaktperson:", "Det er, fordi vores pedel er opsagt.\n\nKontaktperson:")
    follow_up = only(quick_town.offers(ROWERS, text), "eligibility")
    assert "fortræng" in text_of(follow_up).lower() or "ordinær" in text_of(follow_up).lower()
    assert quick_town.case()["state"] == "awaiting_decision"


QUESTION = "Hej\n\nHvem betaler lønnen i et mikrofleksjob, og er personen forsikret?\n\nHilsen Finn Toft\nNordby Roklub"


def move_back(town: Town) -> None:
    """A person moves all that lies in the review folder into the inbox."""
    with town.office.client() as client:
        client.select_folder(REVIEW)
        waiting = client.search("ALL")
        client.copy(waiting, "INBOX")
        client.delete_messages(waiting)
        client.expunge()


def test_a_mail_that_is_moved_back_is_read_as_an_offer(town: Town) -> None:
    town.offers(ROWERS, QUESTION)
    assert len(town.office.folder(REVIEW)) == 1
    move_back(town)
    query = only(town.at("2027-02-02 09:00").run(), "query")
    assert query["To"] == "finn@nordby-roklub.example"
    assert (town.case()["state"], town.case()["institution"]) == ("awaiting_information", "Nordby Roklub")
    assert (town.office.folder(REVIEW), town.office.folder("INBOX"), len(town.office.folder(DONE))) == ([], [], 1)


def test_a_stranger_s_mail_in_a_thread_that_is_moved_back_is_an_offer_of_its_own(quick_town: Town) -> None:
    town = quick_town
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    other = offer("Nordby Roklub", "Finn Toft", "vaske både og male årer")
    town.at("2027-02-02 09:00").says(letter, ROWERS, other)
    assert len(town.cases()) == 1
    move_back(town)
    only(town.at("2027-02-02 10:00").run(), "acknowledgement")
    first, second = town.cases()
    assert "kaffeborde" in first["job_description"]
    assert (second["institution"], second["weekly_hours"]["max"]) == ("Nordby Roklub", 4.0)


def test_a_number_in_the_subject_is_enough_to_be_for_us(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, HAVBLIK)
    letters = quick_town.at("2027-02-02 09:00").offers(KITCHEN, "Det bliver 5 timer om ugen.", "Angående MF-2027-0001")
    assert kinds(letters) == ["acknowledgement"]
    assert quick_town.case()["weekly_hours"]["max"] == 5.0


def test_the_management_is_no_workplace(quick_town: Town) -> None:
    """Somebody of `people` writes from the municipality's domain: the offer is on a workplace's behalf."""
    letters = quick_town.offers(f"Direktionen <{DIRECTION}>", HAVBLIK)
    assert "eligibility" in kinds(letters)
    assert quick_town.case()["route"] is None


def test_numbers_run_through_a_letter_one_for_each_offer_and_field(quick_town: Town) -> None:
    text = (
        "Hej\n\nNordby Skole kan tilbyde to mikrofleksjob. Jeg er kontaktperson på dem begge, tlf. 62 53 11 90.\n\n"
        "Job 1: Hjælp i skolekøkkenet med at smøre madder og vaske op.\n\n"
        "Job 2: Hjælp til pedellen med at vande planter og feje gården.\n\nVenlig hilsen\nLone Krag\nNordby Skole\n"
    )
    query = only(quick_town.offers(KITCHEN, text), "query")
    asked = questions(query)
    assert len(asked) == 4
    assert ["MF-2027-0001" in one for one in asked] == [True, True, False, False]
    assert ["timer" in one for one in asked] == [True, False, True, False]
    answer = "1. 4 timer\n2. 1. april\n3. 8 timer\n4. 1. maj"
    assert kinds(quick_town.at("2027-02-02 09:00").says(query, KITCHEN, answer)) == ["acknowledgement"]
    assert [(one["weekly_hours"]["max"], one["start"]["date"]) for one in quick_town.cases()] == [
        (4.0, "2027-04-01"),
        (8.0, "2027-05-01"),
    ]


def test_an_offer_that_a_caseworker_forwards_is_the_workplace_s(quick_town: Town) -> None:
    text = (
        "Til sagen.\n\nFra: Karen Bro <karen@gammel-kro.example>\nSendt: 29. januar 2027 10:12\n"
        "Til: Sagsbehandlere <sagsbehandlere@aeroe-kommune.example>\nEmne: Mikrofleksjob\n\n"
        + offer("Gammel Kro", "Karen Bro", "polere glas og folde duge", start="")
    )
    query = only(quick_town.offers("sagsbehandlere@aeroe-kommune.example", text, "VS: Mikrofleksjob"), "query")
    assert query["To"] == "sagsbehandlere@aeroe-kommune.example"  # never an address that only stood in a text
    case = quick_town.case()
    assert (case["institution"], case["contact_name"], case["route"]) == ("Gammel Kro", "Karen Bro", None)
    letters = quick_town.at("2027-02-02 09:00").says(query, "sagsbehandlere@aeroe-kommune.example", "1. maj")
    assert sorted(kinds(letters)) == ["acknowledgement", "eligibility"]


def test_one_place_is_never_given_to_two(build_town: Callable[..., Town]) -> None:
    town = build_town(pools=ONE_PLACE)
    first = only(town.offers(ROWERS, ROKLUB), "eligibility")
    second = only(town.offers(INN, offer("Gammel Kro", "Karen Bro", "polere glas og folde duge")), "eligibility")
    town.orders(first, "godkendt forening")
    town.orders(second, "godkendt egenansættelse")
    town.answers(first, COORDINATOR, "reserveret K-17")
    town.answers(second, COORDINATOR, "besat 1. marts")
    assert sorted(kinds(town.run())) == ["confirmation", "not_understood"]
    assert (town.pools()["5"]["reserved"], town.pools()["5"]["filled"], town.pools()["5"]["free"]) == (1, 0, 0)
