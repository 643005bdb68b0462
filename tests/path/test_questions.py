"""A mail that is no offer waits for a person, whose answer goes out or makes it one."""

from __future__ import annotations

from mailbot.model import Fate
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
