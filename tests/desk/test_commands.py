"""What coordinators order, and how it is confirmed or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from mailbot.desk.commands.table import COMMANDS, REFUSED, refused_in, usable
from mailbot.desk.decide import decide
from mailbot.desk.office import Office
from mailbot.model import (
    Asker,
    Case,
    Closing,
    Command,
    Decision,
    Draft,
    Hours,
    LetterKind,
    Pool,
    Route,
    State,
    Thread,
)
from tests.desk.builders import (
    BODIL,
    COORDINATOR,
    DIRECTION,
    JENS,
    NOW,
    PAYROLL,
    asks,
    case,
    kinds,
    mail,
    offer,
    office,
    only,
    order,
    other,
    rules,
    sent,
    situation,
    thread,
)

DECIDING = case(State.AWAITING_DECISION)
ASKER = Asker("<q@mail.example>", JENS, "Mikrofleksjob?", "da", "Hvem betaler?", ("<before@mail.example>",), NOW)


def obey(it: Case | None, name: str | None, *others: Case, by: str = COORDINATOR, **more: Any) -> Decision:
    """What comes of a command in answer to a letter to the coordinators about the case."""
    desk = more.pop("office", None) or office()
    kind = more.pop("kind", LetterKind.ELIGIBILITY)
    beside = more.pop("situation", {})
    said = mail(by, message_id="<order@mail.example>", cpr=more.pop("cpr", False))
    to = DIRECTION if by == DIRECTION else COORDINATOR
    t = more.pop("thread", None) or thread(kind, to, *([it] if it else []))
    sit = situation(*others, thread=t, pools=desk.pools, **beside)
    return decide(said, other(), order(name, **more), sit, desk)


def refused(decision: Decision) -> str:
    (draft,) = decision.drafts
    assert draft.kind is LetterKind.NOT_UNDERSTOOD
    assert not decision.cases
    assert not decision.entries
    return draft.reasons[0].code.removeprefix("refused.")


def letter(decision: Decision, kind: LetterKind) -> Draft:
    (found,) = (d for d in decision.drafts if d.kind is kind)
    return found


# --- eligibility --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", list(Route))
def test_godkendt_opens_the_case_by_that_route(route: Route) -> None:
    done = obey(DECIDING, "approve", route=route)
    assert (only(done).state, only(done).route, only(done).eligible) == (State.OPEN, route, True)
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"approved {JENS}"]
    assert letter(done, LetterKind.APPROVED).about == "<offer@mail.example>"
    assert letter(done, LetterKind.CONFIRMATION).about == "<order@mail.example>"


def test_godkendt_in_a_full_pool_waits_and_says_so() -> None:
    pools = (Pool("5", 5, 1),)
    done = obey(
        DECIDING, "approve", case(State.FILLED, "MF-2027-0002"), route=Route.FORENING, office=office(pools=pools)
    )
    assert only(done).state is State.WAITING
    assert letter(done, LetterKind.APPROVED).cases == (only(done),)


def test_godkendt_without_a_route_asks_for_it_and_the_word_alone_then_answers() -> None:
    assert refused(obey(DECIDING, "approve")) == "route_missing"
    said = Command("forening", route=Route.FORENING, route_only=True)
    sit = situation(thread=thread(LetterKind.NOT_UNDERSTOOD, COORDINATOR, DECIDING))
    assert only(decide(mail(COORDINATOR), other(), said, sit, office())).route is Route.FORENING
    sit = situation(thread=thread(LetterKind.ELIGIBILITY, COORDINATOR, DECIDING))
    assert decide(mail(COORDINATOR), other(), said, sit, office()).cases == ()


def test_leftover_words_approve_nothing() -> None:
    done = obey(DECIDING, "approve", route=Route.FORENING, leftover="hvis de er forsikret")
    assert refused(done) == "leftover"


def test_an_incomplete_offer_can_be_approved_and_is_still_asked_for_the_rest() -> None:
    known = case(State.AWAITING_INFORMATION, municipal=False, route=None)
    done = obey(known, "approve", route=Route.FORENING)
    assert (only(done).state, only(done).eligible) == (State.AWAITING_INFORMATION, True)
    assert asks(done, LetterKind.APPROVED) == ["start"]


def test_afvist_closes_with_the_reason() -> None:
    done = obey(DECIDING, "reject", text="for langt væk")
    assert (only(done).state, only(done).reason, only(done).reason_text) == (
        State.CLOSED,
        Closing.REJECTED,
        "for langt væk",
    )
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"rejected {JENS}"]
    assert refused(obey(DECIDING, "reject")) == "text_missing"


def test_direktionen_is_asked_and_answers_the_same_way() -> None:
    done = obey(DECIDING, "direction")
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"eligibility {DIRECTION}"]
    assert letter(done, LetterKind.ELIGIBILITY).occasion == "direction"
    answer = obey(DECIDING, "approve", by=DIRECTION, route=Route.FORENING)
    assert kinds(answer) == [f"confirmation {DIRECTION}", f"approved {JENS}"]
    assert refused(obey(DECIDING, "close", by=DIRECTION, text="x")) == "not_by_direction"


def test_direktionen_needs_an_address() -> None:
    assert refused(obey(DECIDING, "direction", office=office(direction=None))) == "no_direction"


# --- places -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.OPEN, State.WAITING, State.RESERVED])
def test_a_place_is_held_for_a_candidate(state: State) -> None:
    done = obey(case(state), "reserve", reference="K-17")
    assert (only(done).state, only(done).reference) == (State.RESERVED, "K-17")
    assert next(p for p in letter(done, LetterKind.CONFIRMATION).pools if p.pool.name == "5").reserved == 1


def test_a_cpr_number_is_no_reference() -> None:
    assert refused(obey(case(), "reserve", reference="######-####")) == "cpr"
    assert refused(obey(case(), "reserve", reference="K-17", cpr=True)) == "cpr"


def test_a_full_pool_refuses_and_names_who_holds_its_places() -> None:
    pools = (Pool("5", 5, 1), Pool("10", 10, 1))
    for name in ("reserve", "fill"):
        done = obey(
            case(), name, case(State.FILLED, "MF-2027-0002"), office=office(pools=pools), date=dt.date(2027, 3, 1)
        )
        assert refused(done) == "pool_full"
        assert ("holders", "MF-2027-0002") in done.drafts[0].reasons[0].values


def test_a_place_that_is_given_back_goes_to_who_waited_longest() -> None:
    pools = (Pool("5", 5, 1),)
    held = case(State.RESERVED, reference="K-17")
    first = case(State.WAITING, "MF-2027-0003", waiting_since=NOW - dt.timedelta(days=9), writer=JENS)
    second = case(State.WAITING, "MF-2027-0002", waiting_since=NOW - dt.timedelta(days=2))
    done = obey(held, "release", second, first, office=office(pools=pools))
    assert {c.number: c.state for c in done.cases} == {held.number: State.OPEN, first.number: State.OPEN}
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"place_free {JENS}"]
    assert done.cases[0].reference is None


def test_besat_fills_with_the_offers_most_hours_and_tells_payroll() -> None:
    done = obey(case(offer=offer(weekly_hours=Hours(3, 4))), "fill", date=dt.date(2027, 3, 1))
    filled = only(done)
    assert (filled.state, filled.filled_from, filled.filled_hours) == (State.FILLED, dt.date(2027, 3, 1), 4)
    notice = letter(done, LetterKind.PAYROLL_NOTICE)
    assert (notice.to, notice.occasion, notice.due) == ((PAYROLL,), "new", dt.date(2027, 3, 1))
    assert [r.code for r in notice.reasons] == ["payroll.hire", "payroll.contract", "payroll.insured_by_municipality"]
    assert rules().reasons.sentence(notice.reasons[1]).startswith("Udlever ansættelsesbevis senest 8. marts 2027")


def test_besat_prefers_the_hours_told_then_those_fixed() -> None:
    assert only(obey(case(fixed_hours=3.0), "fill", date=NOW.date())).filled_hours == 3
    assert only(obey(case(fixed_hours=3.0), "fill", date=NOW.date(), hours=2.0)).filled_hours == 2


def test_besat_with_hours_of_another_pool_names_it() -> None:
    done = obey(case(), "fill", date=NOW.date(), hours=8.0)
    assert refused(done) == "hours_over"
    assert ("fits", "10") in done.drafts[0].reasons[0].values
    assert refused(obey(case(), "fill")) == "date_missing"


@pytest.mark.parametrize(
    ("route", "codes"),
    [
        (Route.FORENING, ["hire", "contract", "posting", "insured_by_municipality"]),
        (Route.INSTITUTION, ["hired_by_workplace", "transfer", "refund", "insured_by_workplace"]),
    ],
)
def test_each_route_has_its_checklist(route: Route, codes: list[str]) -> None:
    done = obey(case(route=route), "fill", date=NOW.date())
    assert [r.code for r in letter(done, LetterKind.PAYROLL_NOTICE).reasons] == [f"payroll.{c}" for c in codes]


def test_ophort_today_closes_and_frees_the_place() -> None:
    pools = (Pool("5", 5, 1),)
    filled = case(State.FILLED, filled_from=dt.date(2027, 1, 4))
    waits = case(State.WAITING, "MF-2027-0002", writer=JENS)
    done = obey(filled, "end", waits, office=office(pools=pools), date=NOW.date())
    assert {c.number: c.state for c in done.cases} == {filled.number: State.CLOSED, waits.number: State.OPEN}
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"place_free {JENS}"]
    assert [r.code for r in letter(done, LetterKind.CONFIRMATION).reasons] == ["follow_up.payroll_later"]


def test_ophort_later_holds_the_place_until_then() -> None:
    filled = case(State.FILLED, filled_from=dt.date(2027, 1, 4))
    done = obey(filled, "end", date=dt.date(2027, 4, 30))
    assert (only(done).state, only(done).ends) == (State.FILLED, dt.date(2027, 4, 30))
    notice = letter(done, LetterKind.PAYROLL_NOTICE)
    assert (notice.to, notice.occasion, notice.due) == ((PAYROLL,), "ended", dt.date(2027, 4, 30))
    assert refused(obey(filled, "end", date=dt.date(2026, 12, 1))) == "ends_before_start"


def test_pulje_moves_a_held_place_where_there_is_one() -> None:
    held = case(State.FILLED)
    done = obey(held, "pool", pool="10")
    assert (only(done).pool, only(done).pool_fixed) == ("10", True)
    eight = case(State.FILLED, offer=offer(weekly_hours=Hours(8, 8)), filled_hours=8.0, pool="10")
    assert refused(obey(eight, "pool", pool="5")) == "hours_over"
    full = (Pool("5", 5, 1), Pool("10", 10, 0))
    assert refused(obey(held, "pool", pool="10", office=office(pools=full))) == "pool_full"
    assert refused(obey(held, "pool", pool="7")) == "no_such_pool"
    assert refused(obey(held, "pool", pool="5")) == "same_pool"


def test_a_waiting_case_that_moves_to_a_pool_with_room_is_open() -> None:
    waits = case(State.WAITING, writer=JENS)
    done = obey(waits, "pool", pool="10")
    assert only(done).state is State.OPEN
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"place_free {JENS}"]


# --- values -------------------------------------------------------------------------------------------------------


def test_timer_fixes_hours_beside_those_offered() -> None:
    done = obey(case(), "hours", hours=5.0)
    assert only(done).fixed_hours == 5
    assert only(done).offer.weekly_hours.value == Hours(4, 4)  # type: ignore[union-attr]
    assert kinds(done) == [f"confirmation {COORDINATOR}"]


def test_more_hours_of_a_filled_case_move_it_to_the_pool_that_they_fit() -> None:
    done = obey(case(State.FILLED), "hours", hours=6.0)
    assert (only(done).fixed_hours, only(done).filled_hours, only(done).pool) == (6, 4, "10")
    assert letter(done, LetterKind.PAYROLL_NOTICE).occasion == "changed"
    full = (Pool("5", 5, 1), Pool("10", 10, 0))
    assert refused(obey(case(State.FILLED), "hours", hours=6.0, office=office(pools=full))) == "pool_full"
    assert refused(obey(case(State.FILLED), "hours", hours=12.0)) == "hours_over_all"


def test_more_hours_than_the_pool_holds_are_told_before_the_case_is_filled() -> None:
    done = obey(case(), "hours", hours=8.0)
    assert [r.code for r in done.drafts[0].reasons] == ["follow_up.hours_over_pool"]
    assert refused(obey(case(fixed_hours=8.0), "fill", date=NOW.date())) == "hours_over"


def test_start_completes_an_offer_and_asks_for_the_decision() -> None:
    known = case(State.AWAITING_INFORMATION, municipal=False, route=None, writer=JENS, parties=(JENS,))
    done = obey(known, "start", date=dt.date(2027, 4, 1))
    assert only(done).state is State.AWAITING_DECISION
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"eligibility {COORDINATOR}"]


def test_start_of_a_filled_case_is_when_it_is_filled() -> None:
    done = obey(case(State.FILLED), "start", date=dt.date(2027, 4, 1))
    assert only(done).filled_from == dt.date(2027, 4, 1)
    assert letter(done, LetterKind.PAYROLL_NOTICE).occasion == "changed"


def test_kontakt_sets_the_contact_and_forgets_the_former_phone() -> None:
    done = obey(case(), "contact", contact_name="Jytte Krogh", contact_email="jytte@rise.example")
    assert only(done).offer.contact_phone is None
    assert "jytte@rise.example" in only(done).parties
    assert refused(obey(case(), "contact")) == "contact_missing"


# --- talk ---------------------------------------------------------------------------------------------------------


def test_svar_goes_to_the_asker_into_his_own_thread() -> None:
    t = Thread(sent(LetterKind.QUESTION, COORDINATOR, question_id=ASKER.id), asker=ASKER)
    done = obey(None, "answer", thread=t, text="Det gør kommunen.")
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"answer {JENS}"]
    answer = letter(done, LetterKind.ANSWER)
    assert (answer.about, answer.thread, answer.text) == (ASKER.id, ASKER.references, "Det gør kommunen.")
    assert (answer.question_id, done.answered) == (ASKER.id, (ASKER.id,))


def test_svar_in_a_case_goes_to_its_workplace() -> None:
    done = obey(DECIDING, "answer", text="Vi vender tilbage.")
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"answer {JENS}"]
    assert refused(obey(DECIDING, "answer")) == "text_missing"


def test_opret_has_the_mail_read_again_as_an_offer() -> None:
    t = Thread(sent(LetterKind.QUESTION, COORDINATOR, question_id=ASKER.id), asker=ASKER)
    done = obey(None, "adopt", thread=t)
    assert (done.reread, done.reread_as_offer, done.answered) == ((ASKER.id,), True, (ASKER.id,))
    assert kinds(done) == [f"confirmation {COORDINATOR}"]
    assert refused(obey(DECIDING, "adopt")) == "no_asker"


def test_afsender_ok_makes_the_stranger_part_of_the_case_and_merges_what_he_wrote() -> None:
    known = case(State.AWAITING_INFORMATION)
    stranger = replace(ASKER, sender="en@fremmed.example")
    t = Thread(sent(LetterKind.QUESTION, COORDINATOR, known, question_id=ASKER.id), (known,), asker=stranger)
    done = obey(None, "sender_ok", thread=t)
    assert only(done).parties == (BODIL, "en@fremmed.example")
    assert (done.reread, done.reread_as_offer) == ((ASKER.id,), False)


def test_ryk_reminds_and_does_not_begin_the_count_again() -> None:
    known = case(State.AWAITING_INFORMATION)
    done = obey(known, "remind")
    assert kinds(done) == [f"confirmation {COORDINATOR}", f"reminder {BODIL}"]
    assert done.cases == ()
    assert asks(done, LetterKind.REMINDER) == ["start"]


def test_notat_and_uaendret_are_history_lines() -> None:
    done = obey(case(), "note", text="har ringet")
    assert [(e.what, e.new, e.by) for e in done.entries] == [("history.note", "har ringet", COORDINATOR)]
    done = obey(case(State.FILLED), "unchanged", kind=LetterKind.MILESTONE)
    assert [e.what for e in done.entries] == ["history.unchanged"]
    assert refused(obey(case(), "unchanged")) == "nothing_to_confirm"


def test_status_shows_the_case_and_changes_nothing() -> None:
    done = obey(case(), "status")
    assert (done.cases, done.entries, done.command) == ((), (), None)
    assert letter(done, LetterKind.CONFIRMATION).cases == (case(),)


def test_what_is_no_command_is_answered_with_the_words_that_can_be_used() -> None:
    done = obey(DECIDING, None, line="Kan vi ikke tage den på mandag?")
    assert refused(done) == "unknown"
    assert done.drafts[0].quoted_line == "Kan vi ikke tage den på mandag?"
    assert {"approve", "reject", "direction"} <= set(done.drafts[0].commands)
    assert "release" not in done.drafts[0].commands


def test_further_lines_are_named_as_not_done() -> None:
    done = obey(case(), "hours", hours=5.0, further=("start 1. marts",))
    assert done.drafts[0].not_done == ("start 1. marts",)


# --- endings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "why"), [("close", Closing.LAPSED), ("withdraw", Closing.WITHDRAWN)])
@pytest.mark.parametrize("state", [s for s in State if s is not State.CLOSED])
def test_every_state_can_be_closed(name: str, why: Closing, state: State) -> None:
    done = obey(case(state), name, text="ringet af")
    assert (only(done).state, only(done).reason) == (State.CLOSED, why)
    assert refused(obey(case(state), name)) == "text_missing"


@pytest.mark.parametrize("why", list(Closing))
def test_a_closed_case_is_opened_again_where_its_values_put_it(why: Closing) -> None:
    shut = case(State.CLOSED, reason=why, reason_text="x", filled_from=NOW.date(), filled_hours=4.0)
    done = obey(shut, "reopen")
    assert (only(done).state, only(done).reason, only(done).filled_from) == (State.OPEN, None, None)


def test_a_rejected_workplace_is_decided_anew() -> None:
    shut = replace(DECIDING, state=State.CLOSED, reason=Closing.REJECTED, eligible=False)
    done = obey(shut, "reopen")
    assert (only(done).state, only(done).eligible) == (State.AWAITING_DECISION, None)


def test_a_rejected_workplace_can_be_approved_by_the_route_that_it_had() -> None:
    decided_anew = replace(DECIDING, route=Route.FORENING)
    assert only(obey(decided_anew, "approve", route=Route.FORENING)).state is State.OPEN
    assert refused(obey(case(), "approve", route=Route.KOMMUNAL)) == "same_route"


def test_another_route_of_a_filled_case_is_a_whole_new_list_for_payroll() -> None:
    done = obey(case(State.FILLED), "approve", route=Route.INSTITUTION)
    notice = letter(done, LetterKind.PAYROLL_NOTICE)
    assert notice.occasion == "changed"
    assert [r.code for r in notice.reasons][:2] == ["payroll.hired_by_workplace", "payroll.transfer"]
    assert ("route", "kommunal", "institution") in [(c.field, c.old, c.new) for c in notice.changes]


# --- every command in every state ---------------------------------------------------------------------------------


COMPLETE = {
    "route": Route.FORENING,
    "text": "en grund",
    "date": dt.date(2027, 3, 1),
    "hours": 4.0,
    "pool": "10",
    "contact_name": "Jytte Krogh",
    "reference": "K-17",
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("adopt", "sender_ok", "undo")])
def test_every_command_is_done_or_refused_as_the_table_says(name: str, state: State) -> None:
    done = obey(case(state), name, kind=LetterKind.MILESTONE, **COMPLETE)
    expected = refused_in(name, state)
    if expected:
        assert refused(done) == expected
    else:
        assert done.drafts[0].kind is LetterKind.CONFIRMATION
    assert rules().reasons.sentence(done.reason)


def test_every_refusal_has_a_sentence_and_every_state_a_way_out() -> None:
    for by_state in REFUSED.values():
        for code in by_state.values():
            assert code in rules().reasons.refused
    for state in State:
        assert {"close", "reopen"} & set(usable(case(state), False))


# --- undo ---------------------------------------------------------------------------------------------------------


def undo(
    done: Decision, *others: Case, desk: Office | None = None, letters: bool = True, now: Case | None = None
) -> Decision:
    """Takes back what a command did, with the letters that it sent."""
    desk = desk or office()
    record = done.command
    assert record is not None
    told = tuple(
        replace(sent(d.kind, d.to[0], *d.cases), message_id=f"<{n}@ours.example>") for n, d in enumerate(done.drafts)
    )
    record = replace(record, letters=told if letters else ())
    touched = tuple(c if now is None or c.number != now.number else now for c in done.cases)
    main = next((c for c in touched if c.number == record.case), record.after[0] if record.after else touched[0])
    t = thread(LetterKind.CONFIRMATION, COORDINATOR, main)
    all_ = tuple(c for c in (*others, *touched) if c.number != main.number)
    sit = situation(*all_, thread=t, pools=desk.pools)
    sit = replace(sit, last_command=record, touched=touched)
    return decide(mail(COORDINATOR), other(), order("undo"), sit, desk)


def test_fortryd_puts_back_what_the_command_changed_and_tells_who_was_told() -> None:
    done = obey(DECIDING, "approve", route=Route.FORENING)
    back = undo(done)
    assert (only(back).state, only(back).route, only(back).eligible) == (State.AWAITING_DECISION, None, None)
    assert kinds(back) == [f"confirmation {COORDINATOR}", f"corrected {JENS}"]
    assert back.undone == replace(done.command, letters=back.undone.letters)  # type: ignore[type-var, union-attr]
    corrected = letter(back, LetterKind.CORRECTED)
    assert ("state", "open", "awaiting_decision") in [(c.field, c.old, c.new) for c in corrected.changes]


def test_fortryd_of_besat_tells_payroll() -> None:
    back = undo(obey(case(State.RESERVED, reference="K-17"), "fill", date=NOW.date()))
    assert (only(back).state, only(back).reference) == (State.RESERVED, "K-17")
    assert letter(back, LetterKind.PAYROLL_NOTICE).occasion == "taken_back"


def test_fortryd_of_ledig_sends_who_got_the_place_back_to_wait() -> None:
    pools = (Pool("5", 5, 1),)
    held = case(State.RESERVED, reference="K-17")
    waits = case(State.WAITING, "MF-2027-0002", writer=JENS)
    done = obey(held, "release", waits, office=office(pools=pools))
    back = undo(done, desk=office(pools=pools))
    assert {c.number: c.state for c in back.cases} == {held.number: State.RESERVED, waits.number: State.WAITING}
    assert next(c for c in back.cases if c.number == waits.number).waiting_since == waits.waiting_since
    assert f"corrected {JENS}" in kinds(back)


def test_fortryd_is_refused_where_the_place_has_gone_to_another_case() -> None:
    pools = (Pool("5", 5, 1),)
    held = case(State.RESERVED)
    waits = case(State.WAITING, "MF-2027-0002", writer=JENS)
    done = obey(held, "release", waits, office=office(pools=pools))
    taken = replace(next(c for c in done.cases if c.number == waits.number), state=State.FILLED)
    assert refused(undo(done, desk=office(pools=pools), now=taken)) == "place_gone"


def test_fortryd_leaves_what_the_workplace_wrote_since() -> None:
    done = obey(case(), "reserve", reference="K-17")
    newer = replace(only(done), offer=offer(contact_name="Jytte Krogh"))
    back = undo(done, now=newer)
    assert only(back).state is State.OPEN
    assert only(back).offer.contact_name.value == "Jytte Krogh"  # type: ignore[union-attr]


def test_fortryd_is_refused_where_the_case_went_on() -> None:
    done = obey(case(), "reserve", reference="K-17")
    assert refused(undo(done, now=replace(only(done), state=State.FILLED))) == "changed_since"
    assert refused(obey(case(), "undo")) == "nothing_to_undo"


def test_fortryd_of_svar_tells_the_workplace() -> None:
    done = obey(case(), "answer", text="Kom på mandag")
    assert done.command is not None
    back = undo(replace(done, cases=(case(),)))
    assert kinds(back) == [f"confirmation {COORDINATOR}", f"corrected {BODIL}"]


def test_a_command_about_several_cases_has_to_name_one() -> None:
    two = (case(), case(number="MF-2027-0002"))
    t = thread(LetterKind.QUESTION, COORDINATOR, *two)
    assert refused(obey(None, "status", thread=t)) == "which_case"
    done = obey(None, "hours", thread=t, line="timer 3 MF-2027-0002", hours=3.0)
    assert only(done).number == "MF-2027-0002"
