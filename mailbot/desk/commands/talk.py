"""Words that go to somebody or into the history, and questions that are settled."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.docket import alive
from mailbot.model import Asker, Draft, LetterKind

_ANSWERABLE = (LetterKind.MILESTONE, LetterKind.PLACEMENT_CHECK)


def answer(order: Order) -> None:
    """`svar: TEXT`: TEXT goes to the asker of the question, else to the workplace."""
    text = order.text()
    if order.asker is not None:
        order.docket.send(_to_asker(order.asker, text))
        order.answered = (order.asker.id,)
        if order.known is not None:
            order.note(order.asker.sender)
        return
    order.docket.send(letters.to_workplace(LetterKind.ANSWER, order.case, text=text))
    order.note(order.case.writer)


def remind(order: Order) -> None:
    """`ryk`: the workplace is asked again; the days until the next reminder go on."""
    case = order.case
    order.docket.send(letters.to_workplace(LetterKind.REMINDER, case, asks=letters.asks_of(order.docket, case)))
    order.note(case.writer)


def note(order: Order) -> None:
    """`notat: TEXT`: a line of the history."""
    order.note(order.text())


def unchanged(order: Order) -> None:
    """`uændret`: answers a `milestone` or `placement_check`."""
    letter = order.situation.thread.letter
    if not order.situation.thread.by_token and (letter is None or letter.kind not in _ANSWERABLE):
        raise Refused("nothing_to_confirm")
    order.note()


def status(order: Order) -> None:
    """`status`: the case as it stands."""
    order.case  # noqa: B018 - raises where there is none
    order.recorded = False


def sender_ok(order: Order) -> None:
    """`afsender ok`: who answered becomes part of the case, and what he wrote is read again and merged."""
    asker, cases = order.asker, alive(order.situation.thread.cases)
    if asker is None:
        raise Refused("no_asker")
    if not cases:
        raise Refused("no_case_alive")
    for case in cases:
        parties = tuple(dict.fromkeys((*case.parties, asker.sender)))
        order.docket.put(case, replace(case, parties=parties), "history.sender_ok", order.command.line)
    order.answered = order.reread = (asker.id,)


def adopt(order: Order) -> None:
    """`opret`: the mail is read again, as an offer, and becomes a case."""
    if order.asker is None:
        raise Refused("no_asker")
    order.answered = order.reread = (order.asker.id,)
    order.reread_as_offer = True
    order.recorded = False


def _to_asker(asker: Asker, text: str) -> Draft:
    """Into the thread of his own mail, where that has a Message-ID."""
    return Draft(
        LetterKind.ANSWER,
        (asker.sender,),
        language=asker.language,
        text=text,
        subject=asker.subject,
        about=asker.id if asker.id.startswith("<") else "",
        thread=asker.references,
        question_id=asker.id,
        asker=asker,
    )
