"""From a workplace's mail to the letter, the case, the folder and the digest."""

from __future__ import annotations

from email.message import EmailMessage

from mailbot.model import Fate
from tests.path.town import CASEWORKERS, COORDINATOR, DONE, REVIEW, Town, html_of, kinds, only, questions, text_of

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
ROWERS = "Finn Toft <finn@nordby-roklub.example>"

COMPLETE = """\
Hej

Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde, vande blomster og læse avis
højt for beboerne. Vi tænker 4 timer om ugen fra den 1. marts.

Kontaktperson: Lone Krag, tlf. 62 53 11 90.

Venlig hilsen
Lone Krag
Plejecenter Havblik
"""

NO_HOURS = COMPLETE.replace("Vi tænker 4 timer om ugen fra den 1. marts.", "Det kan begynde den 1. marts.")


def test_a_complete_offer_of_a_municipal_workplace_is_open_and_acknowledged(town: Town) -> None:
    mail = town.writes(KITCHEN, COMPLETE)
    letter = only(town.run(), "acknowledgement")

    case = town.case()
    assert (case["number"], case["state"], case["pool"], case["route"]) == ("MF-2027-0001", "open", "5", "kommunal")
    assert case["institution"] == "Plejecenter Havblik"
    assert case["weekly_hours"] == {"min": 4.0, "max": 4.0}
    assert case["start"]["date"] == "2027-03-01"
    assert case["contact_phone"] == "62531190"
    assert letter["To"] == "lokr@aeroe-kommune.example"
    assert letter["Subject"] == "Re: Mikrofleksjob [MF-2027-0001]"
    assert letter["In-Reply-To"] == mail
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"
    assert letter["X-Mailbot-Case"] == "MF-2027-0001"
    for shown in ("Plejecenter Havblik", "Lone Krag", "62 53 11 90", "4 timer", "1. marts 2027", "kaffeborde"):
        assert shown in text_of(letter)
        assert shown in html_of(letter)
    ((_, flags),) = town.office.folder(DONE)
    assert "\\Seen" in flags
    assert town.office.folder("INBOX") == []


def test_a_second_round_does_nothing(town: Town) -> None:
    town.writes(KITCHEN, COMPLETE)
    town.run()
    assert town.run() == []
    assert len(town.cases()) == 1


def test_what_is_missing_is_asked_for_and_the_answer_completes_the_case(town: Town) -> None:
    town.writes(KITCHEN, NO_HOURS)
    query = only(town.run(), "query")
    assert len(questions(query)) == 1
    assert "timer" in questions(query)[0]
    assert town.case()["missing"] == ["weekly_hours"]
    assert town.case()["state"] == "awaiting_information"

    town.at("2027-02-02 08:00").answers(query, KITCHEN, "4")
    thanks = only(town.run(), "acknowledgement")
    assert town.case()["state"] == "open"
    assert town.case()["weekly_hours"] == {"min": 4.0, "max": 4.0}
    assert thanks["References"].endswith(thanks["In-Reply-To"])


def test_hours_above_every_pool_are_told_the_limits(town: Town) -> None:
    town.writes(KITCHEN, COMPLETE.replace("4 timer om ugen", "16 timer om ugen"))
    letter = only(town.run(), "over_limit")
    assert town.case()["state"] == "awaiting_information"
    assert town.case()["missing"] == ["weekly_hours"]
    assert town.case()["weekly_hours"] == {"min": 16.0, "max": 16.0}
    assert "10" in text_of(letter)
    assert len(questions(letter)) == 1


def test_an_association_waits_for_a_decision(town: Town) -> None:
    text = COMPLETE.replace("Plejecenter Havblik", "Nordby Roklub").replace("Lone Krag", "Finn Toft")
    town.writes(ROWERS, text)
    letters = town.run()
    assert sorted(kinds(letters)) == ["acknowledgement", "eligibility"]
    follow_up = only(letters, "eligibility")
    assert follow_up["To"] == COORDINATOR
    assert "Nordby Roklub" in str(follow_up["Subject"])
    assert follow_up["In-Reply-To"] is None
    assert town.case()["state"] == "awaiting_decision"
    assert town.case()["route"] is None


def test_several_offers_get_one_letter(town: Town) -> None:
    town.writes(
        KITCHEN,
        "Hej\n\nNordby Skole kan tilbyde to mikrofleksjob. Jeg er kontaktperson på dem begge, tlf. 62 53 11 90.\n\n"
        "Job 1: Hjælp i skolekøkkenet med at smøre madder og vaske op, 5 timer om ugen fra den 1. april.\n\n"
        "Job 2: Hjælp til pedellen med at vande planter og feje gården, 8 timer om ugen fra den 1. maj.\n\n"
        "Venlig hilsen\nLone Krag\nNordby Skole\n",
    )
    letter = only(town.run(), "acknowledgement")
    assert letter["Subject"] == "Re: Mikrofleksjob [MF-2027-0001, MF-2027-0002]"
    assert [case["pool"] for case in town.cases()] == ["5", "10"]
    assert [case["start"]["date"] for case in town.cases()] == ["2027-04-01", "2027-05-01"]


def test_mail_that_is_not_for_us_is_left_alone(town: Town) -> None:
    town.writes(KITCHEN, "Husk kage på fredag.", subject="Kage")
    assert town.run() == []
    ((_, flags),) = town.office.folder("INBOX")
    assert flags == ()
    assert town.ledger() == ()


def test_an_automatic_mail_is_recorded_and_never_answered(town: Town) -> None:
    town.writes(KITCHEN, COMPLETE, subject="Automatisk svar: Mikrofleksjob", Auto_Submitted="auto-replied")
    assert town.run() == []
    assert town.cases() == []
    (line,) = town.ledger()
    assert line.fate is Fate.AUTOMATIC
    assert line.sentence
    assert len(town.office.folder(DONE)) == 1


def test_a_question_is_received_and_goes_to_a_person(town: Town) -> None:
    town.writes(
        ROWERS,
        "Hej\n\nHvem betaler lønnen i et mikrofleksjob, og er personen forsikret hos os?\n\nHilsen Finn Toft",
        subject="Mikrofleksjob - spørgsmål",
    )
    letters = town.run()
    assert sorted(kinds(letters)) == ["question", "received"]
    assert only(letters, "question")["To"] == COORDINATOR
    assert "forsikret" in text_of(only(letters, "question"))
    assert town.cases() == []
    ((_, flags),) = town.office.folder(REVIEW)
    assert "\\Seen" not in flags


def test_the_digest_is_sent_once_on_a_working_day(town: Town) -> None:
    town.at("2027-02-01 06:00").writes(KITCHEN, NO_HOURS)
    town.run()
    assert town.digests == []
    town.at("2027-02-01 07:31").run()
    town.at("2027-02-01 09:00").run()
    to_caseworkers = [one for one in town.digests if one["To"] == CASEWORKERS]
    assert len(to_caseworkers) == 1
    assert "MF-2027-0001" in text_of(to_caseworkers[0])
    assert "Plejecenter Havblik" in html_of(to_caseworkers[0])


def test_no_digest_on_a_sunday(town: Town) -> None:
    town.at("2027-02-07 08:00").run()
    assert town.digests == []


def test_a_reminder_after_a_week(town: Town) -> None:
    town.writes(KITCHEN, NO_HOURS)
    town.run()
    assert town.at("2027-02-07 12:00").run() == []
    (reminder,) = town.at("2027-02-08 12:00").run()
    assert reminder["X-Mailbot-Letter"] == "reminder"
    assert "MF-2027-0001" in str(reminder["Subject"])
    assert town.at("2027-02-09 12:00").run() == []


def test_every_letter_is_text_and_html(town: Town) -> None:
    town.writes(KITCHEN, NO_HOURS)
    letter: EmailMessage = only(town.run(), "query")
    assert letter.get_content_type() == "multipart/alternative"
    assert {part.get_content_type() for part in letter.iter_parts()} == {"text/plain", "text/html"}
