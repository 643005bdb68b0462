"""An answer, a correction or an addition in a case's thread: merged into the case that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.docket import Docket, alive
from mailbot.desk.likeness import meant, plainly_other
from mailbot.desk.merging import merged
from mailbot.desk.municipal import named_otherwise
from mailbot.desk.office import Office
from mailbot.desk.quota import lacking
from mailbot.desk.senders import reply_address
from mailbot.desk.states import settled
from mailbot.model import Answer, Case, Decision, Fate, Field, Mail, Offer, Reading, State
from mailbot.rulebook.patterns import Folded


def assigned(
    answers: Sequence[Answer], cases: tuple[Case, ...], mail: Mail, docket: Docket
) -> dict[str, tuple[Answer, ...]] | None:
    """Which answers belong to which of the cases; None where that is not clear.

    The mail or the numbered question tells it; else it is the only case, the one that the text names, the only one
    that lacked the field, or, for a question that several have, all of them.
    """
    found: dict[str, list[Answer]] = {c.number: [] for c in cases}
    for answer in answers:
        owners = _owners(answer, cases, mail, docket)
        if not owners:
            return None
        for number in owners:
            found.setdefault(number, []).append(answer)
    if set(found) - {c.number for c in cases}:
        return None
    return {number: tuple(said) for number, said in found.items()}


def tell_another_job(belonging: dict[str, tuple[Answer, ...]], cases: tuple[Case, ...], office: Office) -> bool:
    """Other tasks with hours or a start of their own: perhaps a new job, perhaps the old one described anew."""
    for case in cases:
        told = belonging.get(case.number, ())
        names = {answer.field for answer in told} - set(lacking(case.offer, office.pools))
        whole = Field.JOB_DESCRIPTION in names and names & {Field.WEEKLY_HOURS, Field.START}
        if whole and plainly_other(merged(Offer(), told, ""), case.offer, office):
            return True
    return False


def merge(docket: Docket, mail: Mail, reading: Reading, belonging: dict[str, tuple[Answer, ...]]) -> Decision:
    """The cases with the new values, in the states that they call for, and the letter that fits."""
    cases = alive(docket.situation.thread.cases)  # type: ignore[union-attr]
    known = {c.number: c.offer for c in cases}
    new = tuple(take_in(docket, mail, c, belonging.get(c.number, ()), reading.flags) for c in cases)
    silent = letters.reply_by_state(docket, mail, new, known)
    letters.ask_about_silent(docket, silent)
    fate = Fate.REVIEW if silent and not any(belonging.values()) else Fate.HANDLED
    code = "fate.asked_often" if silent else "fate.answered" if any(belonging.values()) else "fate.asked_again"
    return docket.decide(fate, code, {"numbers": ", ".join(c.number for c in new)})


def take_in(docket: Docket, mail: Mail, case: Case, answers: Sequence[Answer], flags: tuple[str, ...] = ()) -> Case:
    """One case with what a mail says of it; the coordinators are asked where it now needs their decision."""
    offer = merged(case.offer, answers, mail.sender.address if mail.sender else "")
    newer = replace(case, offer=offer, flags=tuple(dict.fromkeys((*case.flags, *flags))))
    newer = _written_to(newer, mail, docket)
    newer = settled(_still_municipal(newer, docket), docket)
    newer = docket.put(docket.current(case), newer, "history.answered")
    if newer.state is State.AWAITING_DECISION and case.state is not State.AWAITING_DECISION:
        letters.ask_eligibility(docket, newer, why_asked(newer, docket))
    return newer


def why_asked(case: Case, docket: Docket) -> str:
    """The code of why it has to be decided whether the workplace is eligible."""
    people = docket.office.people
    if case.writer in people.all:
        return "eligibility.sent_in"
    if not people.is_municipal(case.writer.rpartition("@")[2]):
        return "eligibility.domain"
    return "eligibility.name" if named_otherwise(case.offer, docket.office) else "eligibility.forwarded"


def _owners(answer: Answer, cases: tuple[Case, ...], mail: Mail, docket: Docket) -> tuple[str, ...]:
    if answer.case is not None:
        return (answer.case,)
    if len(cases) == 1:
        return (cases[0].number,)
    pools = docket.office.pools
    asked = tuple(c.number for c in cases if answer.field in lacking(c.offer, pools))
    if docket.office.rules.desk.every_case.pattern.search(Folded(mail.newest)):
        return asked or tuple(c.number for c in cases)
    named = tuple(c.number for c in meant(mail.newest, cases, docket.office))
    return named or asked


def _still_municipal(case: Case, docket: Docket) -> Case:
    """A workplace that turns out to be an association by its name is not the municipality's own."""
    if case.municipal and case.eligible is None and named_otherwise(case.offer, docket.office):
        return replace(case, municipal=False, route=None)
    return case


def _written_to(case: Case, mail: Mail, docket: Docket) -> Case:
    """Who now writes for the workplace, in which language, and the thread with this mail in it."""
    writer = reply_address(mail, (case,), docket.office)
    sender = mail.sender.address if mail.sender else writer
    return replace(
        case,
        writer=writer,
        parties=tuple(dict.fromkeys((*case.parties, sender, writer))),
        language="en" if mail.language == "en" else "da",
        thread=letters.thread_with(case, mail),
    )


def before(cases: tuple[Case, ...]) -> dict[str, Offer]:
    """The offers of cases as they stand."""
    return {c.number: c.offer for c in cases}
