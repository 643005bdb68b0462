"""Which way a mail goes that is neither an offer nor an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mailbot.desk.decide import decide
from mailbot.desk.park import leave, park
from mailbot.model import Closing, Delivery, Fate, Kind, LetterKind, Pool, State, Thread
from tests.desk.builders import (
    BODIL,
    BOT,
    CASEWORKER,
    COORDINATOR,
    JENS,
    NOW,
    case,
    kinds,
    mail,
    offer,
    office,
    only,
    order,
    other,
    registration,
    sent,
    situation,
    thread,
)

INCOMPLETE = case(State.AWAITING_INFORMATION)


@pytest.mark.parametrize("kind", [Kind.QUESTION, Kind.CITIZEN, Kind.OTHER])
def test_what_a_person_must_read_is_received_and_asked_about(kind: Kind) -> None:
    done = decide(mail(JENS, "Hvad er det?"), other(kind), None, situation(), office())
    assert done.cases == ()
    assert done.fate is Fate.REVIEW
    assert kinds(done) == [f"received {JENS}", f"question {COORDINATOR}"]
    question = done.drafts[1]
    assert question.asker == done.asker
    assert question.question_id == "<m1@mail.example>"
    assert question.commands == ("answer", "adopt")


def test_received_goes_out_once_a_day_but_every_question_is_asked() -> None:
    done = decide(mail(JENS), other(Kind.QUESTION), None, situation(received_today=True), office())
    assert kinds(done) == [f"question {COORDINATOR}"]


def test_a_question_without_a_message_id_is_found_again() -> None:
    done = decide(mail(JENS, message_id=""), other(Kind.QUESTION), None, situation(), office())
    assert done.asker is not None
    assert done.asker.id == "mail-" + "0" * 32


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.BULK])
def test_an_automatic_mail_is_recorded_also_in_a_thread(kind: Kind) -> None:
    for t in (Thread(), thread(LetterKind.QUERY, BODIL, INCOMPLETE)):
        done = decide(mail(), other(kind), None, situation(thread=t), office())
        assert (done.fate, done.cases, done.drafts) == (Fate.AUTOMATIC, (), ())


def test_a_machines_header_counts_whatever_the_text_says() -> None:
    said = mail(automatic=True, automatic_why="automatic.auto_submitted")
    done = decide(said, registration(offer()), None, situation(), office())
    assert (done.fate, done.reason.code) == (Fate.AUTOMATIC, "automatic.auto_submitted")


def test_nobody_and_ourselves_are_not_answered() -> None:
    for sender in (None, BOT):
        done = decide(mail(sender), registration(offer()), None, situation(), office())
        assert (done.fate, done.drafts, done.cases) == (Fate.REVIEW, (), ())


def test_what_is_not_for_us_is_left_alone_and_what_crashes_is_parked() -> None:
    assert leave().fate is Fate.UNTOUCHED
    assert park("fate.crashed").fate is Fate.PARKED


# --- withdrawals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.AWAITING_INFORMATION, State.AWAITING_DECISION, State.OPEN, State.WAITING])
def test_an_offer_can_be_withdrawn_while_it_holds_no_place(state: State) -> None:
    known = case(state, writer=BODIL, parties=(BODIL,))
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, known)
    done = decide(mail(text="Vi trækker tilbuddet"), other(Kind.WITHDRAWAL), None, situation(thread=t), office())
    assert (only(done).state, only(done).reason) == (State.CLOSED, Closing.WITHDRAWN)
    assert kinds(done) == [f"withdrawn {BODIL}"]


@pytest.mark.parametrize("state", [State.RESERVED, State.FILLED, State.CLOSED])
def test_a_withdrawal_later_than_that_goes_to_a_person(state: State) -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case(state))
    done = decide(mail(), other(Kind.WITHDRAWAL), None, situation(thread=t), office())
    assert done.cases == ()
    assert kinds(done) == [f"received {BODIL}", f"question {COORDINATOR}"]


def test_a_withdrawal_without_a_thread_means_the_only_offer() -> None:
    known = case()
    done = decide(mail(), other(Kind.WITHDRAWAL), None, situation(known, same_sender=(known,)), office())
    assert only(done).reason is Closing.WITHDRAWN


def test_a_withdrawal_of_one_of_two_needs_to_say_which() -> None:
    two = (case(), case(number="MF-2027-0002", offer=offer(job_description="male hegnet")))
    beside = situation(*two, same_sender=two)
    unclear = decide(mail(text="Vi trækker tilbuddet"), other(Kind.WITHDRAWAL), None, beside, office())
    assert unclear.reason.code == "fate.withdrawal_unclear"
    named = decide(mail(text="Vi trækker jobbet med hegnet"), other(Kind.WITHDRAWAL), None, beside, office())
    assert only(named).number == "MF-2027-0002"
    both = decide(mail(text="Vi trækker begge tilbud"), other(Kind.WITHDRAWAL), None, beside, office())
    assert [c.reason for c in both.cases] == [Closing.WITHDRAWN] * 2
    assert len(both.drafts) == 1


def test_an_open_offer_that_goes_leaves_its_free_place_to_who_waits() -> None:
    pools = (Pool("5", 5, 1),)
    waits = case(State.WAITING, "MF-2027-0002", writer=JENS, parties=(JENS,))
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    beside = situation(waits, thread=t, pools=pools)
    done = decide(mail(), other(Kind.WITHDRAWAL), None, beside, office(pools=pools))
    assert kinds(done) == [f"withdrawn {BODIL}", f"place_free {JENS}"]


# --- bounces ------------------------------------------------------------------------------------------------------


def _bounce(*, failed: bool = True) -> object:
    report = Delivery(("<query@ours.example>",), (BODIL,), failed, "550 no such user")
    return mail("mailer-daemon@mx.example", automatic=True, automatic_why="automatic.bounce_report", delivery=report)


def test_a_bounced_question_goes_to_the_coordinators_at_once() -> None:
    asked = replace(INCOMPLETE, asked_at=NOW - dt.timedelta(hours=1))
    letter = sent(LetterKind.QUERY, BODIL, asked, at=NOW - dt.timedelta(hours=1))
    done = decide(_bounce(), other(Kind.BOUNCE), None, situation(thread=Thread(letter, (asked,))), office())  # type: ignore[arg-type]
    assert done.undelivered == ("<query@ours.example>",)
    assert kinds(done) == [f"no_answer {COORDINATOR}"]
    assert only(done).asked_at is None
    assert done.fate is Fate.AUTOMATIC


def test_a_bounce_of_an_older_question_only_marks_its_letter() -> None:
    asked = replace(INCOMPLETE, asked_at=NOW)
    letter = sent(LetterKind.QUERY, BODIL, asked, at=NOW - dt.timedelta(days=3))
    done = decide(_bounce(), other(Kind.BOUNCE), None, situation(thread=Thread(letter, (asked,))), office())  # type: ignore[arg-type]
    assert (done.undelivered, done.drafts) == (("<query@ours.example>",), ())


def test_a_delay_is_no_failure() -> None:
    t = thread(LetterKind.QUERY, BODIL, INCOMPLETE)
    done = decide(_bounce(failed=False), other(Kind.BOUNCE), None, situation(thread=t), office())  # type: ignore[arg-type]
    assert (done.undelivered, done.drafts, done.cases) == ((), (), ())


def test_a_bounce_of_a_letter_that_is_not_ours_changes_nothing() -> None:
    done = decide(_bounce(), other(Kind.BOUNCE), None, situation(), office())  # type: ignore[arg-type]
    assert (done.undelivered, done.drafts, done.reason.code) == ((), (), "fate.bounce_unknown")


# --- who may order ------------------------------------------------------------------------------------------------


DECIDING = case(State.AWAITING_DECISION)


@pytest.mark.parametrize("sender", [JENS, "en@fremmed.example", CASEWORKER])
def test_an_order_of_anybody_else_changes_nothing_and_is_not_answered(sender: str) -> None:
    t = thread(LetterKind.ELIGIBILITY, COORDINATOR, DECIDING)
    done = decide(mail(sender), other(), order("approve"), situation(thread=t), office())
    assert (done.cases, done.drafts, done.fate) == ((), (), Fate.REVIEW)
    assert done.attempt is not None
    assert (done.attempt.who, done.attempt.case) == (sender, DECIDING.number)


def test_an_order_that_the_server_does_not_vouch_for_changes_nothing() -> None:
    t = thread(LetterKind.ELIGIBILITY, COORDINATOR, DECIDING)
    done = decide(mail(COORDINATOR), other(), order("approve"), situation(thread=t, authentic=False), office())
    assert (done.cases, done.drafts, done.reason.code) == ((), (), "fate.not_authentic")


def test_a_coordinator_orders_only_in_answer_to_a_letter_of_the_job_centre() -> None:
    for t in (thread(LetterKind.QUERY, JENS, DECIDING), Thread(cases=(DECIDING,), by_number=True)):
        done = decide(mail(COORDINATOR), other(), order("approve"), situation(thread=t), office())
        assert (done.cases, done.drafts, done.reason.code) == ((), (), "fate.may_not_order")


def test_a_link_of_the_digest_counts_as_such_an_answer() -> None:
    t = Thread(cases=(DECIDING,), by_number=True, by_token=True, action="reject")
    done = decide(mail(COORDINATOR), other(), order("reject", text="for langt væk"), situation(thread=t), office())
    assert only(done).state is State.CLOSED
    done = decide(mail(COORDINATOR), other(), order("status"), situation(thread=t), office())
    assert kinds(done) == [f"not_understood {COORDINATOR}"]


def test_a_workplace_that_writes_a_command_into_its_own_thread_orders_nothing() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, JENS, DECIDING)
    done = decide(mail(JENS, "godkendt forening"), other(), order("approve"), situation(thread=t), office())
    assert done.cases == ()


# --- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({"letters_today": ((JENS, 10),)}, "fate.limit_address"),
        ({"domain_letters_today": (("marstal-sejlklub.example", 100),)}, "fate.limit_domain"),
        ({"letters_this_hour": 5000}, "fate.limit_hour"),
        ({"case_letters_today": (("MF-2027-0001", 20),)}, "fate.limit_case"),
    ],
)
def test_a_limit_keeps_the_letter_and_not_the_case(counted: dict[str, object], code: str) -> None:
    done = decide(mail(JENS), registration(offer(start=None)), None, situation(**counted), office())
    assert only(done).state is State.AWAITING_INFORMATION
    assert [d.held for d in done.drafts] == [code]


def test_no_limit_but_the_hour_keeps_letters_to_the_job_centre_back() -> None:
    flooded = situation(letters_today=((COORDINATOR, 99), (JENS, 10)), case_letters_today=(("MF-2027-0001", 20),))
    done = decide(mail(JENS), registration(offer()), None, flooded, office())
    assert {d.kind: bool(d.held) for d in done.drafts} == {
        LetterKind.ELIGIBILITY: False,
        LetterKind.ACKNOWLEDGEMENT: True,
    }
