"""What a workplace answers, corrects or adds in the thread of its case."""

from __future__ import annotations

import pytest

from mailbot.model import Fate
from tests.path.people import HAVBLIK, KITCHEN, ROWERS, offer
from tests.path.town import COORDINATOR, Town, kinds, only, questions, quoted, text_of

COLLEAGUE = "Bo Dam <bo@aeroe-kommune.example>"
ALL_THREE = (
    "Hej\n\nPlejecenter Havblik kan bruge en i mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
)


def test_answers_numbered_after_the_questions(town: Town) -> None:
    query = only(town.offers("plejecenter@aeroe-kommune.example", ALL_THREE), "query")
    asked = questions(query)
    assert [("kontaktperson" in a, "timer" in b, "begynde" in c) for a, b, c in [asked]] == [(True, True, True)]
    answer = "1. Ida Holm, 62 53 77 14\n2. 5\n3. hurtigst muligt"
    letters = town.at("2027-02-02 09:00").says(query, "plejecenter@aeroe-kommune.example", answer)
    assert kinds(letters) == ["acknowledgement"]
    case = town.case()
    assert (case["contact_name"], case["contact_phone"]) == ("Ida Holm", "62537714")
    assert (case["weekly_hours"]["max"], case["start"]["kind"], case["state"]) == (5.0, "asap", "open")


def test_answers_between_the_quoted_questions(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="", start="")), "query")
    lines = []
    for line in quoted(query).splitlines():
        lines.append(line)
        lines += ["", "4 timer", ""] if line.startswith("> 1. ") else []
        lines += ["", "fra 1. marts", ""] if line.startswith("> 2. ") else []
    town.at("2027-02-02 09:00").writes(
        KITCHEN,
        "\n".join(lines),
        f"Re: {query['Subject']}",
        In_Reply_To=str(query["Message-ID"]),
        References=str(query["Message-ID"]),
    )
    assert kinds(town.run()) == ["acknowledgement"]
    assert (town.case()["weekly_hours"]["max"], town.case()["start"]["date"]) == (4.0, "2027-03-01")


def test_it_is_me_above_a_signature(quick_town: Town) -> None:
    town = quick_town
    text = ALL_THREE + "Det drejer sig om 4 timer om ugen fra den 1. april.\n"
    query = only(town.offers("plejecenter@aeroe-kommune.example", text), "query")
    letters = town.at("2027-02-02 09:00").says(
        query,
        "plejecenter@aeroe-kommune.example",
        "Det er mig.\n\nVenlig hilsen\n\nIda Holm\nAfdelingsleder\nPlejecenter Havblik\nTlf. 62 53 77 14",
    )
    assert kinds(letters) == ["acknowledgement"]
    assert town.case()["contact_name"] == "Ida Holm"


def test_a_partial_answer_is_asked_only_for_the_rest(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="", start="")), "query")
    second = only(town.at("2027-02-02 09:00").says(query, KITCHEN, "Fra 1. marts"), "query")
    assert len(questions(second)) == 1
    assert "timer" in questions(second)[0]
    assert "1. marts 2027" in text_of(second)


def test_a_correction_without_being_asked(town: Town) -> None:
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    changed = only(
        town.at("2027-02-03 09:00").says(letter, KITCHEN, "Det bliver alligevel 6 timer om ugen."), "acknowledgement"
    )
    assert "4 timer" in text_of(changed)
    assert "6 timer" in text_of(changed)
    assert (town.case()["weekly_hours"]["max"], town.case()["pool"]) == (6.0, "10")
    lines = [one for one in town.show()["history"] if one["field"] == "weekly_hours"]
    assert [(one["old"], one["new"]) for one in lines] == [(None, "4"), ("4", "6")]
    assert lines[1]["by"] == "lone@aeroe-kommune.example"
    assert "6 timer om ugen" in lines[1]["evidence"]


def test_an_answer_that_changes_another_field_too(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="")), "query")
    letters = town.at("2027-02-02 09:00").says(
        query, KITCHEN, "5 timer om ugen. Og kontaktpersonen er nu Ida Holm, tlf. 62 53 77 14."
    )
    assert kinds(letters) == ["acknowledgement"]
    case = town.case()
    assert (case["weekly_hours"]["max"], case["contact_name"], case["contact_phone"]) == (5.0, "Ida Holm", "62537714")


def test_a_correction_above_every_pool_is_told_the_limits(quick_town: Town) -> None:
    town = quick_town
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    over = only(town.at("2027-02-03 09:00").says(letter, KITCHEN, "Det bliver 15 timer om ugen."), "over_limit")
    assert town.case()["state"] == "awaiting_information"
    assert kinds(town.at("2027-02-04 09:00").says(over, KITCHEN, "Ja, 9 timer")) == ["acknowledgement"]
    assert (town.case()["state"], town.case()["pool"]) == ("open", "10")


def test_thanks_needs_no_answer(quick_town: Town) -> None:
    letter = only(quick_town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    assert quick_town.says(letter, KITCHEN, "Mange tak!\n\nMvh Lone") == []
    assert {line.fate for line in quick_town.ledger()} == {Fate.HANDLED}


def test_the_same_question_is_asked_three_times_then_people_are(town: Town) -> None:
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="")), "query")
    for day in (2, 3):
        query = only(town.at(f"2027-02-0{day} 09:00").says(query, KITCHEN, "Det ved jeg desværre ikke endnu."), "query")
    letters = town.at("2027-02-04 09:00").says(query, KITCHEN, "Det ved jeg stadig ikke.")
    follow_up = only(letters, "no_answer")
    assert "query" not in kinds(letters)
    assert follow_up["To"] == COORDINATOR
    assert "3 gange" in text_of(follow_up)
    assert town.at("2027-03-15 09:00").run() == []  # and no reminder is sent any more


# --- who belongs to a case ---


def test_a_colleague_who_answers_a_letter_belongs_to_the_case(town: Town) -> None:
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="")), "query")
    (letter,) = town.at("2027-02-02 09:00").says(query, COLLEAGUE, "4 timer om ugen")
    assert (letter["X-Mailbot-Letter"], letter["To"]) == ("acknowledgement", "bo@aeroe-kommune.example")
    assert town.case()["state"] == "open"


@pytest.mark.parametrize(
    ("first", "second", "belongs"),
    [
        ("lone@aeroe-kommune.example", "bo@aeroe-kommune.example", False),  # everybody of the municipality
        ("lone@gmail.com", "bo@gmail.com", False),  # everybody
        ("lone@nordby-roklub.example", "bo@nordby-roklub.example", True),
    ],
)
def test_a_domain_with_the_number_alone(quick_town: Town, first: str, second: str, belongs: bool) -> None:
    town = quick_town
    town.offers(first, offer("Plejecenter Havblik", "Lone Krag", hours=""))
    letters = town.at("2027-02-02 09:00").offers(second, "Det er 4 timer om ugen.", "Mikrofleksjob MF-2027-0001")
    assert (town.case()["weekly_hours"] is not None) is belongs
    assert ("received" in kinds(letters)) is not belongs
    assert len(town.cases()) == 1


def test_a_forged_reference_finds_no_case(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="")), "query")
    left, _, right = str(query["Message-ID"]).partition("@")
    forged = f"{left[:-3]}aaa@{right}"
    town.at("2027-02-02 09:00").writes(ROWERS, "4 timer", "SV: Mikrofleksjob", In_Reply_To=forged)
    town.run()
    assert town.cases()[0]["weekly_hours"] is None


def test_a_reply_to_of_another_domain_is_not_written_to(quick_town: Town) -> None:
    letters = quick_town.offers(KITCHEN, HAVBLIK, Reply_To="offer@langt-borte.example")
    assert [one["To"] for one in letters] == ["lone@aeroe-kommune.example"]
