"""A delivery report: the letter that it is about did not arrive."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.docket import Docket
from mailbot.model import Case, Decision, Fate, LetterKind, Mail, SentLetter, Situation, State

_ASKING = (LetterKind.QUERY, LetterKind.OVER_LIMIT, LetterKind.REMINDER)
_SAME_MOMENT = dt.timedelta(minutes=1)


def reported(docket: Docket, situation: Situation, mail: Mail) -> Decision:
    """Never answered. A failure for good marks its letter, and a question that did not arrive goes to a person."""
    letter = situation.thread.letter
    if mail.delivery is None or not mail.delivery.failed:
        return docket.decide(Fate.AUTOMATIC, "fate.delivery_note")
    if letter is None:
        return docket.decide(Fate.AUTOMATIC, "fate.bounce_unknown")
    for case in situation.thread.cases:
        docket.note(case, "history.bounced", ", ".join(letter.to), mail.delivery.diagnosis)
        if _was_waited_for(letter, case):
            silent = docket.put(case, replace(case, asked_at=None), "history.bounced")
            letters.ask_after_silence(docket, silent, "bounced")
    told = {"to": ", ".join(letter.to)}
    return docket.decide(Fate.AUTOMATIC, "fate.bounce", told, undelivered=(letter.message_id,))


def _was_waited_for(letter: SentLetter, case: Case) -> bool:
    """The bounced letter is the last question of the case (an older one was answered, or asked again)."""
    if letter.kind not in _ASKING or case.state is not State.AWAITING_INFORMATION:
        return False
    if case.asked_at is None:
        return letter.kind is LetterKind.REMINDER
    return letter.kind is LetterKind.REMINDER or letter.at >= case.asked_at - _SAME_MOMENT
