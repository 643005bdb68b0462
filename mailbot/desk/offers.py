"""Offers in a mail: a case for each, or the number that the offer already has; one letter for the mail."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.answers import before, take_in
from mailbot.desk.docket import Docket, alive
from mailbot.desk.likeness import same_job
from mailbot.desk.merging import as_answers
from mailbot.desk.municipal import why_not_municipal
from mailbot.desk.senders import reply_address
from mailbot.desk.states import settled
from mailbot.model import Case, Decision, Fate, Mail, Offer, Reading, Route, Situation, State


def open_cases(docket: Docket, situation: Situation, mail: Mail, reading: Reading) -> Decision:
    """A case for each offer of the mail that has none yet, and the letter about them all."""
    offers = reading.offers or (Offer(),)
    free = list(alive((*situation.thread.cases, *situation.same_sender)))
    known = before(tuple(free))
    number, cases, again = situation.next_number, [], 0
    for offer in offers:
        twin = next((c for c in free if same_job(offer, c.offer, docket.office)), None)
        if twin is not None:
            free = [c for c in free if c.number != twin.number]
            cases.append(take_in(docket, mail, twin, as_answers(offer, twin.number), reading.flags))
            again += 1
        else:
            cases.append(_opened(docket, situation, mail, reading, offer, number))
            number += 1
    occasion = "again" if again == len(offers) else ""
    silent = letters.reply_by_state(docket, mail, tuple(cases), known, occasion)
    letters.ask_about_silent(docket, silent)
    told = {"numbers": ", ".join(c.number for c in cases)}
    return docket.decide(Fate.HANDLED, "fate.known_offer" if occasion else _code(cases), told)


def case_number(year: int, serial: int) -> str:
    """MF-2027-0012."""
    return f"MF-{year}-{serial:04d}"


def _opened(docket: Docket, situation: Situation, mail: Mail, reading: Reading, offer: Offer, serial: int) -> Case:
    why = why_not_municipal(mail, offer, docket.office, situation.authentic)
    blank = replace(_blank(docket, mail, offer, serial), municipal=not why, flags=reading.flags)
    case = settled(replace(blank, route=None if why else Route.KOMMUNAL), docket)
    case = docket.put(None, case, "history.opened")
    if case.state is State.AWAITING_DECISION:
        letters.ask_eligibility(docket, case, why)
    return case


def _blank(docket: Docket, mail: Mail, offer: Offer, serial: int) -> Case:
    writer = reply_address(mail, (), docket.office)
    blank = Case(
        number=case_number(docket.now.year, serial),
        state=State.AWAITING_INFORMATION,
        offer=offer,
        created=docket.now,
        updated=docket.now,
        writer=writer,
        parties=_parties(mail, writer, offer, docket),
        municipal=False,
        subject=mail.subject,
        language="en" if mail.language == "en" else "da",
    )
    return replace(blank, thread=letters.thread_with(blank, mail))


def _parties(mail: Mail, writer: str, offer: Offer, docket: Docket) -> tuple[str, ...]:
    """Who belongs to the case: who wrote, and the contact that he names; never one of our own."""
    named = str(offer.contact_email.value).lower() if offer.contact_email else ""
    sender = mail.sender.address if mail.sender else ""
    ours = {docket.office.address, *docket.office.people.all}
    return tuple(dict.fromkeys(a for a in (sender, writer, *([named] if named not in ours else [])) if a))


def _code(cases: list[Case]) -> str:
    states = {c.state for c in cases}
    if State.AWAITING_INFORMATION in states:
        return "fate.over_limit" if any(c.over_limit for c in cases) else "fate.offer_incomplete"
    if State.WAITING in states:
        return "fate.offer_waits"
    return "fate.offer_to_decide" if State.AWAITING_DECISION in states else "fate.offer_complete"
