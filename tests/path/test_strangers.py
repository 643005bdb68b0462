"""Who may say what: strangers, workplaces that order, coordinators who may be somebody else."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from mailbot.model import Fate
from tests.path.people import HAVBLIK, KITCHEN, ROWERS, approved, municipal, offer, open_association
from tests.path.town import CASEWORKERS, COORDINATOR, DONE, PAYROLL, REVIEW, Town, kinds, only, text_of

STRANGER = "Per Fjord <per@langt-borte.example>"
SERVER = "mx.aeroe-kommune.example"
INCOMPLETE = offer("Plejecenter Havblik", "Lone Krag", hours="")


def last_fate(town: Town) -> Fate | None:
    return town.ledger()[-1].fate


# --- strangers in a workplace's thread ---


def test_a_stranger_s_answer_changes_nothing_until_he_is_made_part_of_the_case(town: Town) -> None:
    query = only(town.offers(KITCHEN, INCOMPLETE), "query")
    letters = town.at("2027-02-02 09:00").says(query, STRANGER, "4 timer om ugen")
    assert sorted(kinds(letters)) == ["question", "received"]
    assert "Havblik" not in text_of(only(letters, "received"))
    question = only(letters, "question")
    assert "4 timer om ugen" in text_of(question)
    assert "MF-2027-0001" in str(question["Subject"])
    assert town.case()["weekly_hours"] is None
    assert len(town.office.folder(REVIEW)) == 1

    letters = town.at("2027-02-03 09:00").orders(question, "Afsender ok")
    assert sorted(kinds(letters)) == ["acknowledgement", "confirmation"]
    assert only(letters, "acknowledgement")["To"] == "per@langt-borte.example"
    assert (town.case()["state"], town.case()["weekly_hours"]["max"]) == ("open", 4.0)
    assert town.office.folder(REVIEW) == []
    assert len(town.office.folder(DONE)) == 3
    letters = town.at("2027-02-04 09:00").offers(STRANGER, "Det bliver 3 timer om ugen.", "Mikrofleksjob MF-2027-0001")
    assert kinds(letters) == ["acknowledgement"]
    assert town.case()["weekly_hours"]["max"] == 3.0


def test_received_is_sent_once_a_day_but_each_mail_is_asked_about(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    quick_town.says(query, STRANGER, "4 timer om ugen")
    assert kinds(quick_town.says(query, STRANGER, "eller 5 timer om ugen")) == ["question"]
    letters = quick_town.at("2027-02-02 09:00").says(query, STRANGER, "altså 5 timer")
    assert sorted(kinds(letters)) == ["question", "received"]


def test_a_stranger_is_answered_without_becoming_part_of_the_case(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    question = only(quick_town.says(query, STRANGER, "4 timer om ugen"), "question")
    letters = quick_town.orders(question, "svar: Vi hører gerne fra arbejdspladsen selv.")
    assert only(letters, "answer")["To"] == "per@langt-borte.example"
    assert quick_town.case()["weekly_hours"] is None


def test_afsender_ok_without_a_stranger_is_refused(quick_town: Town) -> None:
    letters = quick_town.orders(open_association(quick_town), "afsender ok")
    assert "spørgsmål" in text_of(only(letters, "not_understood"))


# --- orders by those who may not order ---


def test_a_workplace_that_writes_an_order_in_its_own_thread_changes_nothing(town: Town) -> None:
    town.writes(ROWERS, offer("Nordby Roklub", "Finn Toft", "vaske både"))
    letter = only(town.run(), "acknowledgement")
    letters = town.at("2027-02-02 09:00").says(letter, ROWERS, "godkendt forening")
    assert "approved" not in kinds(letters)
    assert town.case()["state"] == "awaiting_decision"


def test_a_workplace_that_got_hold_of_the_follow_up_changes_nothing_and_is_named(town: Town) -> None:
    follow_up = open_association(town)
    assert town.says(follow_up, ROWERS, "godkendt forening") == []
    assert town.case()["state"] == "awaiting_decision"
    assert last_fate(town) is Fate.REVIEW
    town.at("2027-02-02 07:31").run()
    digest = next(one for one in town.digests[-2:] if one["To"] == CASEWORKERS)
    assert "finn@nordby-roklub.example" in text_of(digest)
    assert "godkendt forening" in text_of(digest)


@pytest.mark.parametrize("sender", [CASEWORKERS, PAYROLL])
def test_others_of_the_job_centre_may_not_order(quick_town: Town, sender: str) -> None:
    follow_up = open_association(quick_town)
    assert quick_town.says(follow_up, sender, "godkendt forening") == []
    assert quick_town.case()["state"] == "awaiting_decision"


def test_a_coordinator_orders_only_in_answer_to_a_letter_that_went_to_the_job_centre(quick_town: Town) -> None:
    town = quick_town
    letters = town.offers(ROWERS, offer("Nordby Roklub", "Finn Toft", "vaske både"))
    acknowledgement = only(letters, "acknowledgement")
    assert town.orders(acknowledgement, "godkendt forening") == []
    assert town.offers(COORDINATOR, "godkendt forening", "Mikrofleksjob MF-2027-0001") == []
    assert town.case()["state"] == "awaiting_decision"


def test_payroll_thanks_and_a_workplace_s_thanks_need_no_one(quick_town: Town) -> None:
    follow_up = approved(quick_town)
    notice = only(quick_town.orders(follow_up, "besat 1. marts"), "payroll_notice")
    assert quick_town.says(notice, PAYROLL, "Tak, det er modtaget.") == []
    assert last_fate(quick_town) is Fate.HANDLED


# --- whose mail is believed ---


def vouched(domain: str = "aeroe-kommune.example", result: str = "dmarc=pass") -> str:
    return f"{SERVER}; {result} header.from={domain}"


def ordered(town: Town, follow_up: EmailMessage, **headers: str) -> list[EmailMessage]:
    return town.says(follow_up, COORDINATOR, "godkendt forening", **headers)


@pytest.mark.parametrize(
    "results",
    [
        None,  # the server said nothing
        vouched(result="dmarc=fail"),
        vouched().replace(SERVER, "mx.langt-borte.example"),  # somebody else's
        f"{SERVER}; spf=pass smtp.mailfrom=langt-borte.example",
    ],
)
def test_a_spoofed_coordinator_orders_nothing_and_is_named(
    build_town: Callable[..., Town], results: str | None
) -> None:
    town = build_town(people={"trusted_authserv_ids": [SERVER]})
    follow_up = open_association(town)
    assert ordered(town, follow_up, **({"Authentication_Results": results} if results else {})) == []
    assert town.case()["state"] == "awaiting_decision"
    assert last_fate(town) is Fate.REVIEW
    town.at("2027-02-02 07:31").run()
    assert "godkendt forening" in text_of(town.digests[-1])


@pytest.mark.parametrize(
    "results",
    [
        vouched(),
        f"{SERVER}; dmarc=none; spf=pass smtp.mailfrom=koordinator@aeroe-kommune.example",
        f"{SERVER}; spf=fail; dkim=pass header.d=aeroe-kommune.example",
    ],
)
def test_a_coordinator_whom_the_server_vouches_for_orders(build_town: Callable[..., Town], results: str) -> None:
    town = build_town(people={"trusted_authserv_ids": [SERVER]})
    follow_up = open_association(town)
    assert "approved" in kinds(ordered(town, follow_up, Authentication_Results=results))


def test_exchange_s_own_results_and_its_mark_for_mail_inside_are_believed(build_town: Callable[..., Town]) -> None:
    town = build_town(people={"exchange_online": True})
    follow_up = open_association(town)
    assert ordered(town, follow_up) == []
    outside = "spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=aeroe-kommune.example; dmarc=fail action=none"
    assert ordered(town, follow_up, Authentication_Results=outside) == []
    assert ordered(town, follow_up, Authentication_Results=vouched()) == []  # a forged one with an id
    assert "approved" in kinds(ordered(town, follow_up, X_MS_Exchange_Organization_AuthAs="Internal"))
    inside = "dkim=pass (signature was verified) header.d=aeroe-kommune.example;dmarc=pass action=none"
    letters = town.says(follow_up, COORDINATOR, "reserveret K-1", Authentication_Results=inside)
    assert kinds(letters) == ["confirmation"]


# --- the digest's links ---


def test_a_digest_s_link_orders_without_an_answer(town: Town) -> None:
    open_association(town)
    assert "mailto:" not in text_of(town.digests[0])
    town.clicks("MF-2027-0001", "Godkend som forening")
    assert sorted(kinds(town.run())) == ["approved", "confirmation"]
    assert town.case()["route"] == "forening"


def test_a_link_of_a_coordinator_is_worth_nothing_to_others(quick_town: Town) -> None:
    open_association(quick_town)
    for sender in (ROWERS, CASEWORKERS, "skurk@langt-borte.example"):
        quick_town.clicks("MF-2027-0001", "Godkend som forening", sender=sender)
        assert "approved" not in kinds(quick_town.run())
    assert quick_town.case()["state"] == "awaiting_decision"


def test_a_link_is_bound_to_its_command_and_runs_out(quick_town: Town) -> None:
    town = quick_town
    open_association(town)
    town.clicks("MF-2027-0001", "Vis status")
    subject = town.subjects("INBOX")[-1]  # with the token
    only(town.run(), "confirmation")
    assert kinds(town.offers(COORDINATOR, "godkendt forening", subject)) == ["not_understood"]
    assert town.at("2027-03-01 09:00").offers(COORDINATOR, "status", subject) == []
    assert town.case()["state"] == "awaiting_decision"


def test_the_caseworkers_digest_has_no_links(quick_town: Town) -> None:
    open_association(quick_town)
    with pytest.raises(StopIteration):
        quick_town.clicks("MF-2027-0001", "Vis status", CASEWORKERS)


def test_a_link_of_an_unauthenticated_coordinator_orders_nothing(build_town: Callable[..., Town]) -> None:
    town = build_town(people={"trusted_authserv_ids": [SERVER]})
    open_association(town)
    town.clicks("MF-2027-0001", "Godkend som forening")
    assert town.run() == []
    assert town.case()["state"] == "awaiting_decision"


def test_a_municipal_case_is_ordered_by_its_link(quick_town: Town) -> None:
    confirmation = municipal(quick_town, HAVBLIK)
    assert confirmation["To"] == COORDINATOR
    quick_town.clicks("MF-2027-0001", "Reserv")
    letters = quick_town.run()
    assert kinds(letters) in (["confirmation"], ["not_understood"])  # the link leaves the reference to be written
