"""Failure notices, delays and absences: never answered, and tied to the letter that they are about."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from mailbot.model import Fate
from tests.path import reports
from tests.path.people import HAVBLIK, KITCHEN, ROWERS, offer, open_association
from tests.path.town import COORDINATOR, DONE, Town, kinds, only, text_of

INCOMPLETE = offer("Plejecenter Havblik", "Lone Krag", hours="")


@pytest.mark.parametrize("report", [reports.postfix, reports.exchange, reports.gmail, reports.in_words])
def test_a_query_that_bounced_goes_to_people_at_once(town: Town, report: Callable[[EmailMessage], bytes]) -> None:
    query = only(town.offers(KITCHEN, INCOMPLETE), "query")
    town.delivers(report(query))
    (follow_up,) = town.at("2027-02-01 10:00").run()
    assert (follow_up["X-Mailbot-Letter"], follow_up["To"]) == ("no_answer", COORDINATOR)
    assert "ikke leveres" in text_of(follow_up)
    assert town.show()["letters"][0]["state"] == "undelivered"
    assert town.ledger()[-1].fate is Fate.AUTOMATIC
    assert len(town.office.folder(DONE)) == 2
    assert town.at("2027-02-08 12:00").run() == []
    assert "lone@aeroe-kommune.example" in text_of(town.digests[-1])


def test_the_headers_of_the_letter_are_enough(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    quick_town.delivers(reports.postfix(query, whole=False))
    assert kinds(quick_town.run()) == ["no_answer"]


def test_a_delay_is_no_failure(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    quick_town.delivers(reports.postfix(query, "delayed", "4.4.1"))
    assert quick_town.run() == []
    assert quick_town.show()["letters"][0]["state"] == "sent"
    assert kinds(quick_town.at("2027-02-08 12:00").run()) == ["reminder"]


def test_an_acknowledgement_that_bounced_is_shown_and_asks_nobody(quick_town: Town) -> None:
    letter = only(quick_town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    quick_town.delivers(reports.postfix(letter))
    assert quick_town.run() == []
    assert (quick_town.case()["state"], quick_town.show()["letters"][0]["state"]) == ("open", "undelivered")
    quick_town.at("2027-02-02 07:31").run()
    assert "MF-2027-0001" in text_of(quick_town.digests[-1])


def test_a_follow_up_that_bounced_is_shown(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    quick_town.delivers(reports.postfix(follow_up))
    assert quick_town.run() == []
    states = {one["kind"]: one["state"] for one in quick_town.show()["letters"]}
    assert states == {"acknowledgement": "sent", "eligibility": "undelivered"}


def test_a_bounce_of_somebody_else_s_letter_changes_nothing(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    del query["Message-ID"]
    query["Message-ID"] = "<somebody@else.example>"
    quick_town.delivers(reports.postfix(query))
    assert quick_town.run() == []
    assert quick_town.show()["letters"][0]["state"] == "sent"
    ((_, flags),) = quick_town.office.folder("INBOX")  # it is none of our business: it lies as it lay
    assert flags == ()
    assert [one.sender for one in quick_town.ledger()] == ["lone@aeroe-kommune.example"]


@pytest.mark.parametrize(
    ("subject", "headers", "text"),
    [
        ("Automatisk svar: Mikrofleksjob", {"Auto_Submitted": "auto-replied"}, "Jeg holder fri. Ring til 62 53 11 22."),
        ("Re: Mikrofleksjob", {"Auto_Submitted": "auto-generated"}, "4 timer om ugen"),
        ("Re: Mikrofleksjob", {"Precedence": "bulk"}, "4 timer om ugen"),
        ("Re: Mikrofleksjob", {"List_Id": "<alle.nordby.example>"}, "4 timer om ugen"),
        ("Ikke på kontoret: Mikrofleksjob", {}, "Jeg er ikke på kontoret før den 1. marts. Venlig hilsen Lone"),
        ("Fraværende: Mikrofleksjob", {"X_Autoreply": "yes"}, "Jeg er tilbage mandag den 8. februar."),
    ],
)
def test_automatic_mail_in_a_thread_changes_nothing(
    quick_town: Town, subject: str, headers: dict[str, str], text: str
) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, INCOMPLETE), "query")
    before = town.case()
    town.answers(query, KITCHEN, text, subject, **headers)
    assert town.run() == []
    assert town.case() == before
    assert town.ledger()[-1].fate is Fate.AUTOMATIC
    assert kinds(town.says(query, KITCHEN, "4 timer")) == ["acknowledgement"]


def test_an_absent_coordinator_orders_nothing(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    quick_town.answers(follow_up, COORDINATOR, "Godkendt forening", Auto_Submitted="auto-replied")
    assert quick_town.run() == []
    assert quick_town.case()["state"] == "awaiting_decision"


def test_a_newsletter_that_speaks_of_mikrofleksjob_is_recorded(quick_town: Town) -> None:
    text = "Nyt fra foreningen: vi har fået et mikrofleksjob!\n\nAfmeld nyhedsbrevet her."
    assert (
        quick_town.offers(ROWERS, text, List_Unsubscribe="<mailto:af@nordby-roklub.example>", Precedence="list") == []
    )
    assert quick_town.cases() == []
