"""Which way a mail goes: one page, from the machines' mails to the workplaces'."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import answers, bounces, offers, withdrawals
from mailbot.desk.commands.obey import obey
from mailbot.desk.docket import Docket, alive
from mailbot.desk.likeness import same_job
from mailbot.desk.merging import as_answers
from mailbot.desk.office import Office
from mailbot.desk.questions import ask_coordinators, asker_of, for_a_person
from mailbot.desk.senders import Role, role_of, went_to_people, writes_for_a_workplace
from mailbot.desk.thanks import only_thanks
from mailbot.model import (
    Address,
    Answer,
    Attempt,
    Command,
    Decision,
    Fate,
    Kind,
    LetterKind,
    Mail,
    Reading,
    Reason,
    Situation,
    Thread,
)

_MACHINES = {Kind.AUTO_REPLY: "fate.auto_reply", Kind.BOUNCE: "fate.bounce_unknown", Kind.BULK: "fate.bulk"}
_LINE = 200  # characters of an order that are told
_ASKING = (LetterKind.QUERY, LetterKind.REMINDER)
_WHY = {Kind.QUESTION: "fate.question", Kind.CITIZEN: "fate.citizen"}


def decide(mail: Mail, reading: Reading, command: Command | None, situation: Situation, office: Office) -> Decision:
    """What is to be written, sent and filed because of a mail.

    `command` is the mail read as an order (reading.command), wanted wherever its sender is a coordinator or the
    management; `situation` was loaded in the transaction that writes the decision.
    """
    docket = Docket(situation, office, mail.sender.address if mail.sender else "", mail.message_id)
    if mail.delivery is not None:
        return bounces.reported(docket, situation, mail)
    if mail.automatic or reading.kind in _MACHINES:
        return docket.decide(Fate.AUTOMATIC, mail.automatic_why or _MACHINES.get(reading.kind, "fate.auto_reply"))
    if mail.sender is None:
        return docket.decide(Fate.REVIEW, "fate.no_sender")
    if mail.sender.address == office.address:
        return docket.decide(Fate.REVIEW, "fate.own_address")
    if situation.moved_back:
        return offers.open_cases(docket, replace(situation, thread=Thread()), mail, reading)
    return _by_sender(docket, situation, mail, mail.sender, reading, command)


def _by_sender(
    docket: Docket, situation: Situation, mail: Mail, sender: Address, reading: Reading, command: Command | None
) -> Decision:
    thread, office = situation.thread, docket.office
    role = role_of(sender, thread, office)
    if not thread.cases and thread.asker is None:
        return _without_thread(docket, situation, mail, reading)
    own_offer = writes_for_a_workplace(sender, thread)
    if went_to_people(thread, office) and not (own_offer and not _is_order(role, command)):
        return _from_the_office(docket, situation, mail, sender, command)
    if role is Role.COORDINATOR and not own_offer:
        return _attempted(docket, situation, sender, command)
    if not thread.cases:
        return _without_thread(docket, situation, mail, reading)
    if role is Role.PARTY or own_offer:
        return _from_workplace(docket, situation, mail, reading)
    return for_a_person(docket, situation, mail, "fate.stranger", thread.cases)


def _from_the_office(
    docket: Docket, situation: Situation, mail: Mail, sender: Address, command: Command | None
) -> Decision:
    """An answer to a letter that went to the job centre: an order, where its sender may give one."""
    role = role_of(sender, situation.thread, docket.office)
    letter = situation.thread.letter
    asked = role is Role.DIRECTION and letter is not None and sender.address in letter.to
    if situation.authentic is not False and (role is Role.COORDINATOR or asked):
        line = mail.newest.strip().partition("\n")[0]
        return obey(docket, situation, mail, command or Command(line=line))
    if (command is None or command.name is None) and only_thanks(mail, docket.office):
        return docket.decide(Fate.HANDLED, "fate.thanks")
    return _attempted(docket, situation, sender, command)


def _attempted(docket: Docket, situation: Situation, sender: Address, command: Command | None) -> Decision:
    """Nothing changes and nobody is answered; the digest says who tried."""
    number = situation.thread.cases[0].number if situation.thread.cases else ""
    line = command.line.strip()[:_LINE] if command else ""
    attempt = Attempt(sender.address, docket.now, number, line)
    code = "fate.not_authentic" if situation.authentic is False else "fate.may_not_order"
    return docket.decide(Fate.REVIEW, code, {"who": sender.address, "number": number, "line": line}, attempt=attempt)


def _is_order(role: Role, command: Command | None) -> bool:
    """A coordinator who sent an offer in for a workplace answers the questions about it, or gives an order."""
    return role is Role.COORDINATOR and command is not None and command.name is not None and not command.leftover


def _without_thread(docket: Docket, situation: Situation, mail: Mail, reading: Reading) -> Decision:
    if reading.kind is Kind.REGISTRATION and reading.offers:
        return offers.open_cases(docket, replace(situation, thread=Thread()), mail, reading)
    if reading.kind is Kind.WITHDRAWAL:
        if meant := withdrawals.which(docket, mail, situation.same_sender):
            return withdrawals.withdraw(docket, mail, meant)
        return for_a_person(docket, situation, mail, "fate.withdrawal_unclear")
    return for_a_person(docket, situation, mail, _WHY.get(reading.kind, "fate.other"))


def _from_workplace(docket: Docket, situation: Situation, mail: Mail, reading: Reading) -> Decision:
    """A mail of its workplace in a case's thread."""
    cases = situation.thread.cases
    if reading.kind is Kind.WITHDRAWAL:
        if meant := withdrawals.which(docket, mail, cases):
            return withdrawals.withdraw(docket, mail, meant)
        return for_a_person(docket, situation, mail, "fate.withdrawal_unclear", cases)
    if reading.other_job and reading.offers:
        return offers.open_cases(docket, replace(situation, thread=Thread()), mail, reading)
    said = reading.answers or _said_as_offer(docket, situation, reading)
    if said:
        return _merged(docket, situation, mail, reading, said)
    if reading.kind in _WHY or reading.offers:
        return for_a_person(docket, situation, mail, _WHY.get(reading.kind, "fate.unclear"), cases)
    letter = situation.thread.letter
    if only_thanks(mail, docket.office):
        return docket.decide(Fate.HANDLED, "fate.thanks")
    if letter is not None and letter.kind in _ASKING and any(c.asked_at for c in alive(cases)):
        return answers.merge(docket, mail, reading, {})
    return for_a_person(docket, situation, mail, "fate.other", cases)


def _said_as_offer(docket: Docket, situation: Situation, reading: Reading) -> tuple[Answer, ...]:
    """The whole offer once more, in its own thread: what it says of the case that it is about."""
    return tuple(
        answer
        for offer in reading.offers
        for case in alive(situation.thread.cases)
        if same_job(offer, case.offer, docket.office)
        for answer in as_answers(offer, case.number)
    )


def _merged(docket: Docket, situation: Situation, mail: Mail, reading: Reading, said: tuple[Answer, ...]) -> Decision:
    cases = situation.thread.cases
    open_ones = alive(cases)
    belonging = answers.assigned(said, open_ones, mail, docket) if open_ones else None
    if belonging is None or answers.tell_another_job(belonging, open_ones, docket.office):
        code = "fate.unclear" if open_ones else "fate.too_late"
        return for_a_person(docket, situation, mail, code, cases)
    if reading.kind is not Kind.QUESTION:
        return answers.merge(docket, mail, reading, belonging)
    asker = asker_of(docket, mail, cases)  # it answers, and asks something that a person has to answer
    ask_coordinators(docket, asker, Reason("fate.question"), cases, mail.cpr)
    decision = answers.merge(docket, mail, reading, belonging)
    return replace(decision, fate=Fate.REVIEW, asker=asker)
