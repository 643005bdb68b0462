"""Answers, corrections and additions in a case's thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mailbot.desk.decide import decide
from mailbot.model import Fate, Hours, Kind, LetterKind, State, Thread
from tests.desk.builders import (
    BODIL,
    COORDINATOR,
    JENS,
    NOW,
    answering,
    asks,
    case,
    kinds,
    mail,
    offer,
    office,
    only,
    other,
    registration,
    situation,
    start,
    thread,
    value,
)

INCOMPLETE = case(State.AWAITING_INFORMATION, offer=offer(weekly_hours=None), pool=None)
QUERY = thread(LetterKind.QUERY, BODIL, INCOMPLETE)


def test_the_answer_that_was_lacking_opens_the_case() -> None:
    done = decide(mail(text="4"), answering(("weekly_hours", Hours(4, 4))), None, situation(thread=QUERY), office())
    assert (only(done).state, only(done).pool) == (State.OPEN, "5")
    assert kinds(done) == [f"acknowledgement {BODIL}"]
    assert [(c.field, c.old, c.new) for c in done.drafts[0].changes] == [("weekly_hours", None, "4")]


def test_a_partial_answer_asks_only_for_the_rest_and_starts_the_count_again() -> None:
    lacks = replace(INCOMPLETE, offer=offer(weekly_hours=None, start=None), asked_times=1)
    t = thread(LetterKind.QUERY, BODIL, lacks)
    done = decide(mail(), answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
    assert asks(done, LetterKind.QUERY) == ["start"]
    assert (only(done).asked_at, only(done).asked_times) == (NOW, 2)


def test_a_correction_without_being_asked_shows_both_values() -> None:
    known = case()
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, known)
    done = decide(mail(), answering(("weekly_hours", Hours(5, 5))), None, situation(thread=t), office())
    assert only(done).state is State.OPEN
    assert [(c.old, c.new) for c in done.drafts[0].contradictions] == [("4", "5")]
    assert [(e.field, e.old, e.new, e.by) for e in done.entries] == [("weekly_hours", "4", "5", BODIL)]


def test_a_correction_above_every_pool_is_asked_about() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    done = decide(mail(), answering(("weekly_hours", Hours(15, 15))), None, situation(thread=t), office())
    assert (only(done).state, only(done).pool) == (State.AWAITING_INFORMATION, None)
    assert asks(done, LetterKind.OVER_LIMIT) == ["weekly_hours"]


def test_the_most_hours_complete_the_least_that_were_told() -> None:
    known = replace(INCOMPLETE, offer=offer(weekly_hours=Hours(3, None)))
    t = thread(LetterKind.QUERY, BODIL, known)
    done = decide(mail(), answering(("weekly_hours", Hours(5, 5))), None, situation(thread=t), office())
    assert only(done).offer.weekly_hours.value == Hours(3, 5)  # type: ignore[union-attr]


def test_an_open_case_stays_open_however_full_the_pool_is() -> None:
    known = case()
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, known)
    waits = case(State.WAITING, "MF-2027-0002", pool="10", writer=JENS, parties=(JENS,))
    done = decide(mail(), answering(("weekly_hours", Hours(8, 8))), None, situation(waits, thread=t), office())
    assert (only(done).state, only(done).pool) == (State.OPEN, "10")


def test_eligibility_is_asked_once_the_offer_is_complete_and_only_once() -> None:
    known = replace(INCOMPLETE, municipal=False, route=None, writer=JENS, parties=(JENS,))
    t = thread(LetterKind.QUERY, JENS, known)
    done = decide(mail(JENS), answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
    assert only(done).state is State.AWAITING_DECISION
    assert kinds(done) == [f"eligibility {COORDINATOR}", f"acknowledgement {JENS}"]
    again = decide(
        mail(JENS),
        answering(("start", start(dt.date(2027, 4, 1)))),
        None,
        situation(thread=thread(LetterKind.ACKNOWLEDGEMENT, JENS, only(done))),
        office(),
    )
    assert kinds(again) == [f"acknowledgement {JENS}"]


def test_a_workplace_that_turns_out_to_be_an_association_is_decided() -> None:
    known = case(State.AWAITING_INFORMATION, offer=offer(institution=None))
    t = thread(LetterKind.QUERY, BODIL, known)
    done = decide(mail(), answering(("institution", "Marstal Sejlklub")), None, situation(thread=t), office())
    assert (only(done).state, only(done).municipal, only(done).route) == (State.AWAITING_DECISION, False, None)
    assert done.drafts[0].reasons[0].code == "eligibility.name"


def _two(first: dict[str, object], second: dict[str, object]) -> Thread:
    one = case(State.AWAITING_INFORMATION, offer=offer(job_description="smøre madder i skolekøkkenet", **first))
    two = case(
        State.AWAITING_INFORMATION,
        "MF-2027-0002",
        offer=offer(job_description="hjælpe pedellen i skolegården", **second),
    )
    if not one.offer.missing:
        one = replace(one, state=State.OPEN, asked_at=None)
    return thread(LetterKind.QUERY, BODIL, one, two)


def _starts(done: object) -> dict[str, str | None]:
    return {e.case: e.new for e in done.entries if e.field == "start"}  # type: ignore[attr-defined]


def test_an_answer_goes_to_the_offer_that_lacked_it() -> None:
    t = _two({}, {"start": None})
    may = start(dt.date(2027, 5, 1))
    done = decide(mail(text="Vi begynder 1. maj"), answering(("start", may)), None, situation(thread=t), office())
    assert _starts(done) == {"MF-2027-0002": "2027-05-01"}
    assert kinds(done) == [f"acknowledgement {BODIL}"]


def test_an_answer_goes_to_the_job_that_it_names() -> None:
    t = _two({"start": None}, {"start": None})
    may = start(dt.date(2027, 5, 1))
    text = "Jobbet hos pedellen kan begynde 1. maj"
    done = decide(mail(text=text), answering(("start", may)), None, situation(thread=t), office())
    assert _starts(done) == {"MF-2027-0002": "2027-05-01"}
    assert [a.case for a in done.drafts[0].asks] == ["MF-2027-0001"]


def test_an_answer_for_both_jobs_goes_to_both() -> None:
    t = _two({"start": None}, {"start": None})
    may = start(dt.date(2027, 5, 1))
    done = decide(mail(text="Begge 1. maj"), answering(("start", may)), None, situation(thread=t), office())
    assert set(_starts(done)) == {"MF-2027-0001", "MF-2027-0002"}


def test_a_numbered_answer_goes_where_its_question_was() -> None:
    t = _two({"start": None}, {"start": None})
    may = start(dt.date(2027, 5, 1))
    done = decide(mail(), answering(("start", may), case="MF-2027-0001"), None, situation(thread=t), office())
    assert _starts(done) == {"MF-2027-0001": "2027-05-01"}


def test_a_correction_of_which_job_goes_to_a_person() -> None:
    t = _two({}, {"start": None})
    done = decide(mail(text="5 timer"), answering(("weekly_hours", Hours(5, 5))), None, situation(thread=t), office())
    assert done.cases == ()
    assert kinds(done) == [f"received {BODIL}", f"question {COORDINATOR}"]
    assert done.reason.code == "fate.unclear"


def test_an_answer_that_leaves_it_open_is_asked_again_at_most_three_times() -> None:
    known = replace(INCOMPLETE, asked_times=1)
    for times in (2, 3):
        done = decide(
            mail(text="Det ved vi ikke"),
            other(),
            None,
            situation(thread=thread(LetterKind.QUERY, BODIL, known)),
            office(),
        )
        known = only(done)
        assert kinds(done) == [f"query {BODIL}"]
        assert known.asked_times == times
    done = decide(
        mail(text="Det ved vi ikke"), other(), None, situation(thread=thread(LetterKind.QUERY, BODIL, known)), office()
    )
    assert kinds(done) == [f"no_answer {COORDINATOR}"]
    assert only(done).asked_at is None
    assert done.fate is Fate.REVIEW


def test_no_answer_to_fewer_hours_goes_to_a_person() -> None:
    over = replace(INCOMPLETE, offer=offer(weekly_hours=Hours(15, 15)))
    t = thread(LetterKind.OVER_LIMIT, BODIL, over)
    done = decide(mail(text="Nej, det kan vi ikke"), other(), None, situation(thread=t), office())
    assert done.cases == ()
    assert kinds(done) == [f"received {BODIL}", f"question {COORDINATOR}"]


@pytest.mark.parametrize("state", [State.RESERVED, State.FILLED, State.CLOSED])
def test_a_correction_of_a_case_that_is_far_on_goes_to_a_person(state: State) -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case(state))
    done = decide(mail(), answering(("weekly_hours", Hours(5, 5))), None, situation(thread=t), office())
    assert done.cases == ()
    assert done.reason.code == "fate.too_late"


def test_another_contact_takes_the_former_ones_phone_away() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    done = decide(mail(), answering(("contact_name", "Jytte Krogh")), None, situation(thread=t), office())
    assert only(done).offer.contact_phone is None
    assert only(done).offer.contact_email is not None  # the sender's own


def test_a_stranger_changes_nothing() -> None:
    t = thread(LetterKind.QUERY, BODIL, INCOMPLETE)
    stranger = mail("en@fremmed.example")
    done = decide(stranger, answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
    assert done.cases == ()
    assert done.reason.code == "fate.stranger"
    assert kinds(done) == ["received en@fremmed.example", f"question {COORDINATOR}"]
    assert done.asker is not None
    assert done.drafts[0].cases == ()
    assert done.drafts[1].cases == (INCOMPLETE,)


def test_a_colleague_of_the_same_domain_belongs_to_the_case() -> None:
    known = replace(INCOMPLETE, municipal=False, route=None, writer=JENS, parties=(JENS,))
    colleague = mail("kasserer@marstal-sejlklub.example")
    by_number = Thread(cases=(known,), by_number=True)
    for t in (thread(LetterKind.QUERY, JENS, known), by_number):
        done = decide(colleague, answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
        assert only(done).parties == (JENS, "kasserer@marstal-sejlklub.example")
        assert only(done).writer == "kasserer@marstal-sejlklub.example"


def test_a_municipal_colleague_belongs_to_the_case_only_by_answering_a_letter() -> None:
    colleague = mail("anden@aeroe-kommune.example")
    said = answering(("weekly_hours", Hours(4, 4)))
    assert only(decide(colleague, said, None, situation(thread=QUERY), office())).state is State.OPEN
    by_number = Thread(cases=(INCOMPLETE,), by_number=True)
    assert decide(colleague, said, None, situation(thread=by_number), office()).cases == ()


def test_a_public_mail_host_makes_no_colleagues() -> None:
    known = replace(INCOMPLETE, municipal=False, writer="jens@gmail.com", parties=("jens@gmail.com",))
    t = thread(LetterKind.QUERY, "jens@gmail.com", known)
    done = decide(mail("else@gmail.com"), answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
    assert done.reason.code == "fate.stranger"


def test_another_job_in_the_thread_is_a_case_of_its_own() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    second = offer(job_description="slå græs og male hegnet")
    done = decide(mail(), registration(second, other_job=True), None, situation(thread=t), office())
    assert only(done).number == "MF-2027-0002"


def test_the_whole_offer_again_in_its_thread_is_a_correction() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    again = registration(offer(weekly_hours=Hours(5, 5)))
    done = decide(mail(), again, None, situation(thread=t), office())
    assert only(done).number == "MF-2027-0001"
    assert [(c.old, c.new) for c in done.drafts[0].contradictions] == [("4", "5")]


def test_an_unclear_offer_in_a_thread_goes_to_a_person() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    done = decide(mail(), registration(offer(institution="Rise Plejecenter")), None, situation(thread=t), office())
    assert done.reason.code == "fate.unclear"


def test_a_whole_other_job_said_in_a_thread_does_not_overwrite_the_case() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    said = answering(("job_description", "slå græs og male hegnet"), ("weekly_hours", Hours(8, 8)))
    done = decide(mail(), said, None, situation(thread=t), office())
    assert (done.cases, done.reason.code) == ((), "fate.unclear")
    corrected = answering(("job_description", "slå græs og male hegnet"))
    assert only(decide(mail(), corrected, None, situation(thread=t), office())).state is State.OPEN


def test_thanks_need_no_answer() -> None:
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, case())
    for text in ("Tak for det!", "Det er helt i orden, tak.\n\nBodil", "Super. God weekend"):
        done = decide(mail(text=text), other(), None, situation(thread=t), office())
        assert (done.fate, done.drafts, done.reason.code) == (Fate.HANDLED, (), "fate.thanks")


def test_an_answer_that_also_asks_is_merged_and_shown_to_a_person() -> None:
    said = answering(("weekly_hours", Hours(4, 4)), kind=Kind.QUESTION)
    done = decide(mail(text="4 timer. Hvem betaler forsikringen?"), said, None, situation(thread=QUERY), office())
    assert only(done).state is State.OPEN
    assert kinds(done) == [f"question {COORDINATOR}", f"acknowledgement {BODIL}"]
    assert done.fate is Fate.REVIEW
    assert done.asker is not None


def test_an_uncertain_value_that_is_confirmed_is_uncertain_no_more() -> None:
    known = case(offer=offer(institution=value("Søstjernen", uncertain=True)))
    t = thread(LetterKind.ACKNOWLEDGEMENT, BODIL, known)
    done = decide(mail(), answering(("institution", "Søstjernen")), None, situation(thread=t), office())
    assert only(done).offer.uncertain == ()


def test_the_writer_of_an_offer_that_was_sent_in_answers_its_questions() -> None:
    known = replace(INCOMPLETE, municipal=False, route=None, writer=COORDINATOR, parties=(COORDINATOR,))
    t = thread(LetterKind.QUERY, COORDINATOR, known)
    done = decide(mail(COORDINATOR, "4"), answering(("weekly_hours", Hours(4, 4))), None, situation(thread=t), office())
    assert only(done).state is State.AWAITING_DECISION


def test_a_reply_in_english_is_answered_in_english() -> None:
    said = answering(("weekly_hours", Hours(4, 4)))
    done = decide(mail(text="4 hours", language="en"), said, None, situation(thread=QUERY), office())
    assert done.drafts[0].language == "en"


def test_the_thread_of_the_case_grows_by_the_mail() -> None:
    reply = mail(message_id="<m2@mail.example>", references=("<offer@mail.example>", "<query@ours.example>"))
    done = decide(reply, answering(("weekly_hours", Hours(4, 4))), None, situation(thread=QUERY), office())
    assert only(done).thread == ("<offer@mail.example>", "<query@ours.example>", "<m2@mail.example>")
