"""A workplace takes its offer back."""

from __future__ import annotations

from mailbot.desk import letters
from mailbot.desk.docket import Docket, alive
from mailbot.desk.likeness import meant
from mailbot.desk.places import given_up
from mailbot.desk.states import closed
from mailbot.model import Case, Closing, Decision, Fate, LetterKind, Mail
from mailbot.rulebook.patterns import Folded


def which(docket: Docket, mail: Mail, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases that the mail takes back; () where that is not clear, or one of them can no longer be taken back."""
    named = meant(mail.newest, cases, docket.office) if len(cases) > 1 else cases
    if not named and docket.office.rules.desk.every_case.pattern.search(Folded(mail.newest)):
        named = cases
    return named if len(alive(named)) == len(named) else ()


def withdraw(docket: Docket, mail: Mail, cases: tuple[Case, ...]) -> Decision:
    """The cases are closed, and the sender hears so."""
    done = tuple(docket.put(c, closed(c, Closing.WITHDRAWN), "history.withdrawn", mail.newest.strip()) for c in cases)
    docket.send(letters.about_mail(docket, mail, LetterKind.WITHDRAWN, done))
    for case in cases:
        given_up(docket, case)
    return docket.decide(Fate.HANDLED, "fate.withdrawn", {"numbers": ", ".join(c.number for c in done)})
