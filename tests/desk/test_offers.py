"""An offer: which case it becomes, and which letter goes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mailbot.desk.decide import decide
from mailbot.model import Address, Fate, Field, Hours, Layer, LetterKind, Part, Pool, Route, Segment, State
from tests.desk.builders import (
    BODIL,
    COORDINATOR,
    JENS,
    NOW,
    asks,
    case,
    counts,
    kinds,
    mail,
    offer,
    office,
    only,
    registration,
    situation,
    value,
)


def test_a_complete_municipal_offer_is_open_and_acknowledged() -> None:
    done = decide(mail(), registration(offer()), None, situation(), office())
    opened = only(done)
    assert (opened.number, opened.state, opened.pool, opened.route) == ("MF-2027-0001", State.OPEN, "5", Route.KOMMUNAL)
    assert kinds(done) == [f"acknowledgement {BODIL}"]
    assert done.fate is Fate.HANDLED
    assert done.drafts[0].about == "<m1@mail.example>"
    assert done.drafts[0].cases == done.cases


def test_every_value_of_a_new_case_has_its_history_line() -> None:
    done = decide(mail(), registration(offer()), None, situation(), office())
    lines = {e.field: e.new for e in done.entries}
    assert lines["weekly_hours"] == "4"
    assert lines["start"] == "2027-03-01"
    assert lines["state"] == "open"
    assert all(e.by == BODIL and e.message == "<m1@mail.example>" for e in done.entries)
    assert next(e for e in done.entries if e.field == "start").evidence == "1. marts"


def test_any_other_workplace_is_decided_first() -> None:
    done = decide(mail(JENS), registration(offer(institution="Marstal Sejlklub")), None, situation(), office())
    assert only(done).state is State.AWAITING_DECISION
    assert only(done).pool == "5"
    assert kinds(done) == [f"eligibility {COORDINATOR}", f"acknowledgement {JENS}"]
    assert done.drafts[0].reasons[0].code == "eligibility.domain"


@pytest.mark.parametrize(
    "name", ["Ærø Idrætsforening", "Solsikken, selvejende institution", "Havnens VVS ApS", "Vester Kro"]
)
def test_a_municipal_address_does_not_make_an_association_municipal(name: str) -> None:
    done = decide(mail(), registration(offer(institution=name)), None, situation(), office())
    assert (only(done).state, only(done).municipal) == (State.AWAITING_DECISION, False)


@pytest.mark.parametrize(
    "name", ["Fritidsklubben Havnen", "Kirkeby Skole", "Ærø Kommune, Vej og Park", "Rise Plejecenter"]
)
def test_municipal_names_that_sound_otherwise_are_municipal(name: str) -> None:
    done = decide(mail(), registration(offer(institution=name)), None, situation(), office())
    assert only(done).municipal


def test_an_offer_forwarded_from_outside_is_decided_first() -> None:
    text = "Hej\n\nVi vil gerne tilbyde"
    body = Part("body", text, (Segment(Layer.NEWEST, 0, 5), Segment(Layer.FORWARDED, 5, len(text))))
    passed_on = replace(mail(), parts=(body,), forwarded_from=Address(JENS))
    inside = offer(job_description=value("feje gulv", start=7))
    assert only(decide(passed_on, registration(inside), None, situation(), office())).state is State.AWAITING_DECISION


def test_a_configured_check_has_to_pass() -> None:
    checked = office(trusted_authserv_ids=("mx.aeroe-kommune.example",))
    done = decide(mail(), registration(offer()), None, situation(authentic=False), checked)
    assert only(done).state is State.AWAITING_DECISION
    done = decide(mail(), registration(offer()), None, situation(authentic=True), checked)
    assert only(done).state is State.OPEN


def test_what_is_missing_is_asked_in_the_order_of_the_fields() -> None:
    lacks = offer(start=None, contact_name=None, weekly_hours=None)
    done = decide(mail(JENS), registration(lacks), None, situation(), office())
    assert only(done).state is State.AWAITING_INFORMATION
    assert kinds(done) == [f"query {JENS}"]
    assert asks(done, LetterKind.QUERY) == ["contact_name", "weekly_hours", "start"]
    assert only(done).asked_at == NOW


def test_hours_with_only_a_minimum_are_asked_for() -> None:
    done = decide(mail(), registration(offer(weekly_hours=Hours(3, None))), None, situation(), office())
    assert asks(done, LetterKind.QUERY) == ["weekly_hours"]
    assert only(done).pool is None


def test_hours_above_every_pool_are_over_the_limit() -> None:
    done = decide(mail(), registration(offer(weekly_hours=Hours(12, 15), start=None)), None, situation(), office())
    assert only(done).state is State.AWAITING_INFORMATION
    assert asks(done, LetterKind.OVER_LIMIT) == ["weekly_hours", "start"]


@pytest.mark.parametrize(("most", "pool"), [(1, "5"), (5, "5"), (5.5, "10"), (10, "10")])
def test_the_smallest_pool_that_the_most_hours_fit(most: float, pool: str) -> None:
    done = decide(mail(), registration(offer(weekly_hours=Hours(1, most))), None, situation(), office())
    assert only(done).pool == pool


def test_several_offers_get_one_letter() -> None:
    second = offer(job_description="vande planter og samle affald", start=None)
    done = decide(mail(), registration(offer(), second), None, situation(), office())
    assert [(c.number, c.state.value) for c in done.cases] == [
        ("MF-2027-0001", "open"),
        ("MF-2027-0002", "awaiting_information"),
    ]
    assert kinds(done) == [f"query {BODIL}"]
    assert [c.number for c in done.drafts[0].cases] == ["MF-2027-0001", "MF-2027-0002"]
    assert [(a.case, a.field) for a in done.drafts[0].asks] == [("MF-2027-0002", Field.START)]


def test_a_full_pool_means_the_waiting_list() -> None:
    small = (Pool("5", 5, 1), Pool("10", 10, 1))
    filled = case(State.FILLED)
    done = decide(mail(), registration(offer()), None, situation(filled, pools=small), office(pools=small))
    assert only(done).state is State.WAITING
    assert only(done).waiting_since == NOW
    assert kinds(done) == [f"waiting_list {BODIL}"]


def test_a_pool_with_waiting_cases_counts_as_full() -> None:
    waiting = case(State.WAITING)
    done = decide(mail(JENS), registration(offer()), None, situation(waiting), office())
    assert only(done).state is State.AWAITING_DECISION
    done = decide(mail(), registration(offer(job_description="male hegn")), None, situation(waiting), office())
    assert only(done).state is State.WAITING


def test_two_offers_of_a_mail_do_not_both_take_the_room_of_a_waiting_list() -> None:
    small = (Pool("5", 5, 0), Pool("10", 10, 1))
    two = registration(offer(), offer(job_description="vande planter"))
    done = decide(mail(), two, None, situation(pools=small), office(pools=small))
    assert [c.state for c in done.cases] == [State.WAITING, State.WAITING]


def test_the_same_offer_again_gets_its_number_and_no_second_case() -> None:
    known = case()
    done = decide(mail(), registration(offer()), None, situation(known, same_sender=(known,)), office())
    assert [c.number for c in done.drafts[0].cases] == [known.number]
    assert kinds(done) == [f"acknowledgement {BODIL}"]
    assert done.drafts[0].occasion == "again"
    assert {c.number for c in done.cases} == {known.number}


def test_the_same_offer_with_other_values_is_a_correction() -> None:
    known = case()
    again = registration(offer(weekly_hours=Hours(8, 8)))
    done = decide(mail(), again, None, situation(known, same_sender=(known,)), office())
    assert only(done).number == known.number
    assert only(done).pool == "10"
    assert [(c.old, c.new) for c in done.drafts[0].contradictions] == [("4", "8")]


def test_another_job_of_the_same_sender_is_another_case() -> None:
    known = case()
    second = registration(offer(job_description="slå græs og male hegnet"))
    done = decide(mail(), second, None, situation(known, same_sender=(known,)), office())
    assert only(done).number == "MF-2027-0002"


def test_an_offer_sent_in_by_the_job_centre_has_its_route_decided() -> None:
    done = decide(mail(COORDINATOR), registration(offer(contact_email=None)), None, situation(), office())
    assert (only(done).state, only(done).route, only(done).municipal) == (State.AWAITING_DECISION, None, False)
    assert kinds(done) == [f"eligibility {COORDINATOR}", f"acknowledgement {COORDINATOR}"]
    assert done.drafts[0].reasons[0].code == "eligibility.sent_in"


def test_a_reply_address_of_somebody_else_is_not_used() -> None:
    other = mail(reply_to=Address("offer@fremmed.example"))
    assert kinds(decide(other, registration(offer()), None, situation(), office())) == [f"acknowledgement {BODIL}"]
    same = mail(reply_to=Address("kontor@aeroe-kommune.example"))
    done = decide(same, registration(offer()), None, situation(), office())
    assert kinds(done) == ["acknowledgement kontor@aeroe-kommune.example"]


def test_a_mail_without_a_message_id_starts_a_thread_of_nothing() -> None:
    done = decide(mail(message_id=""), registration(offer()), None, situation(), office())
    assert only(done).thread == ()
    assert done.drafts[0].about == ""


def test_uncertain_values_are_checked_without_a_number() -> None:
    unsure = offer(institution=value("Søstjernen", uncertain=True))
    done = decide(mail(), registration(unsure), None, situation(), office())
    assert [a.field.value for a in done.drafts[0].checks] == ["institution"]
    assert done.drafts[0].asks == ()


def test_numbers_are_those_of_the_local_year() -> None:
    late = situation(now=dt.datetime(2026, 12, 31, 23, 59, tzinfo=NOW.tzinfo), next_number=7)
    assert only(decide(mail(), registration(offer()), None, late, office())).number == "MF-2026-0007"


def test_an_english_mail_is_answered_in_english() -> None:
    done = decide(mail(language="en"), registration(offer()), None, situation(), office())
    assert done.drafts[0].language == only(done).language == "en"


def test_a_mail_that_a_person_moved_back_is_an_offer_whatever_it_says() -> None:
    from mailbot.model import Kind, Reading

    moved = situation(moved_back=True)
    done = decide(mail(), Reading(Kind.QUESTION, "test", False), None, moved, office())
    assert only(done).state is State.AWAITING_INFORMATION
    assert len(asks(done, LetterKind.QUERY)) == 5


def test_what_a_limit_keeps_back_keeps_its_case() -> None:
    flooded = situation(letters_today=((BODIL, 10),))
    done = decide(mail(), registration(offer()), None, flooded, office())
    assert only(done).state is State.OPEN
    assert done.drafts[0].held == "fate.limit_address"


def test_pools_are_counted_as_the_decision_leaves_them() -> None:
    assert counts(case(), case(State.FILLED, "MF-2027-0002"))[0].free == 14
