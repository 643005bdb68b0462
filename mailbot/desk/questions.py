"""A mail that a person must read: it is kept for review, its sender hears so once, and the coordinators are asked."""

from __future__ import annotations

import hashlib

from mailbot.desk import letters
from mailbot.desk.docket import Docket
from mailbot.desk.senders import belongs, reply_address
from mailbot.model import Asker, Case, Decision, Fate, LetterKind, Mail, Reason, Situation

_LONGEST = 4_000  # characters of the text that is kept for the coordinators


def for_a_person(docket: Docket, situation: Situation, mail: Mail, code: str, cases: tuple[Case, ...] = ()) -> Decision:
    """No case is opened or changed. `code` (a code `fate.*`) says why a person has to read it.

    `received` goes out at most once a day to one asker; the coordinators get a `question` each time, because it is by
    answering it that they settle the matter.
    """
    own = tuple(c for c in cases if mail.sender and belongs(mail.sender, c, situation.thread, docket.office))
    asker = asker_of(docket, mail, own)
    told = {"numbers": ", ".join(c.number for c in cases)}
    if not situation.received_today:  # a stranger is told nothing of the case
        docket.send(letters.about_mail(docket, mail, LetterKind.RECEIVED, own, asker=asker))
    ask_coordinators(docket, asker, Reason(code, tuple(told.items())), cases, mail.cpr)
    return docket.decide(Fate.REVIEW, code, told, asker=asker)


def ask_coordinators(docket: Docket, asker: Asker, why: Reason, cases: tuple[Case, ...], cpr: bool = False) -> None:
    """Adds the `question` follow-up, in the coordinators' thread about the case where there is one."""
    commands = ("answer", "sender_ok", "note") if cases else ("answer", "adopt")
    docket.send(
        letters.to_coordinators(
            docket,
            LetterKind.QUESTION,
            cases[0] if cases else None,
            cases=cases,
            subject=asker.subject,
            asker=asker,
            question_id=asker.id,
            reasons=(why,),
            commands=commands,
            cpr=cpr,
        )
    )


def asker_of(docket: Docket, mail: Mail, cases: tuple[Case, ...] = ()) -> Asker:
    """The mail as what waits for an answer. A mail without a Message-ID gets an id that no mail program knows."""
    return Asker(
        id=mail.message_id or "mail-" + (mail.digest or hashlib.sha256(mail.newest.encode()).hexdigest())[:32],
        sender=reply_address(mail, cases, docket.office),
        subject=mail.subject,
        language="en" if mail.language == "en" else "da",
        text=mail.newest.strip()[:_LONGEST],
        references=mail.references,
        at=docket.now,
    )
