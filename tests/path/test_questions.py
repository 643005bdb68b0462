"""A mail that is no offer waits for a person, whose answer goes out or makes it one."""

from __future__ import annotations

from mailbot.model import Fate
from tests.path.people import HAVBLIK, offer
from tests.path.town import COORDINATOR, DONE, REVIEW, Town, kinds, only, text_of

TEACHER = "Asger Lund <asger@nordby-friskole.example>"
UNCLEAR = "Hej\n\nVi på Nordby Friskole har hørt om ordningen. Hvem betaler lønnen?\n\nHilsen Asger Lund"


def ask(town: Town) -> None:
    town.writes(TEACHER, UNCLEAR, subject="Mikrofleksjob")


def test_svar_goes_to_the_asker_in_his_thread(town: Town) -> None:
    ask(town)
    question = only(town.run(), "question")
    town.at("2027-02-01 10:00").answers(question, COORDINATOR, "svar: Det gør kommunen.\nRing endelig.")
    letters = town.run()
    answer = only(letters, "answer")
    assert answer["To"] == "asger@nordby-friskole.example"
    assert "Det gør kommunen." in text_of(answer)
    assert "Ring endelig." in text_of(answer)
    assert "confirmation" in kinds(letters)


def test_opret_reads_the_mail_again_as_an_offer(town: Town) -> None:
    ask(town)
    question = only(town.run(), "question")
    town.at("2027-02-01 10:00").answers(question, COORDINATOR, "opret")
    letters = town.run()
    assert sorted(kinds(letters)) == ["confirmation", "query"]
    assert only(letters, "query")["To"] == "asger@nordby-friskole.example"
    assert town.case()["state"] == "awaiting_information"
    assert town.office.folder(REVIEW) == []
    assert len(town.office.folder(DONE)) == 2
    assert {line.fate for line in town.ledger()} == {Fate.HANDLED}
    assert town.run() == []


def test_a_citizen_who_looks_for_a_job_gets_a_person_s_answer(town: Town) -> None:
    text = "Hej\n\nJeg er på ledighedsydelse og søger et mikrofleksjob på et par timer om ugen.\n\nHilsen Mette"
    letters = town.offers("Mette <mette@gmail.com>", text)
    assert sorted(kinds(letters)) == ["question", "received"]
    assert town.cases() == []
    assert "sagsbehandler" in text_of(only(letters, "received")) or "medarbejder" in text_of(only(letters, "received"))
    answer = only(town.orders(only(letters, "question"), "svar: Tal med din sagsbehandler."), "answer")
    assert answer["To"] == "mette@gmail.com"


def test_opret_reads_all_that_the_mail_says_and_nothing_of_another_case(quick_town: Town) -> None:
    """A mail in the thread of one case that looks like a question, and holds a whole offer."""
    town = quick_town
    first = only(town.offers("Lone Krag <lone@aeroe-kommune.example>", HAVBLIK), "acknowledgement")
    other = offer("Nordby Friskole", "Asger Lund", "dele mælk ud og feje gården", hours="Det er 3 timer om ugen.")
    question = only(town.at("2027-02-02 09:00").says(first, TEACHER, other + "\nHvem betaler lønnen?"), "question")
    assert len(town.cases()) == 1
    letters = town.orders(question, "Opret, tak")
    assert "MF-2027-0002" in str(only(letters, "acknowledgement")["Subject"])
    second = town.cases()[1]
    assert (second["institution"], second["weekly_hours"]["max"]) == ("Nordby Friskole", 3.0)
    assert town.cases()[0]["weekly_hours"]["max"] == 4.0


def test_a_question_is_waited_for_until_it_is_answered(quick_town: Town) -> None:
    town = quick_town
    ask(town)
    question = only(town.run(), "question")
    town.at("2027-02-02 07:31").run()
    assert "asger@nordby-friskole.example" in text_of(town.digests[-1])
    town.at("2027-02-02 10:00").orders(question, "svar: Det gør kommunen.")
    town.at("2027-02-03 07:31").run()
    assert "asger@nordby-friskole.example" not in text_of(town.digests[-1])


def test_a_command_for_a_case_is_refused_where_there_is_none(quick_town: Town) -> None:
    ask(quick_town)
    question = only(quick_town.run(), "question")
    letter = only(quick_town.orders(question, "godkendt forening"), "not_understood")
    assert "opret" in text_of(letter)
    assert "svar" in text_of(letter)


def test_an_english_question_is_answered_in_english(quick_town: Town) -> None:
    text = "Hello\n\nWho pays the wages in a mikrofleksjob, and is the person insured?\n\nKind regards\nAnn Reed"
    letters = quick_town.offers("Ann Reed <ann@harbour-cafe.example>", text)
    assert "Thank you for your mail" in text_of(only(letters, "received"))
    answer = only(quick_town.orders(only(letters, "question"), "svar: The municipality does."), "answer")
    assert "The municipality does." in text_of(answer)
