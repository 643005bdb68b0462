"""A coordinator's mail in a case's thread: done and confirmed, or refused with the reason and the words to use."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import letters
from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.commands.table import BY_DIRECTION, COMMANDS, WITH_TEXT, refused_in, usable
from mailbot.desk.docket import Docket
from mailbot.model import (
    Asker,
    Case,
    Command,
    CommandRecord,
    Decision,
    Draft,
    Fate,
    LetterKind,
    Mail,
    Reason,
    Situation,
)

_WITHOUT_A_CASE = ("answer", "adopt", "sender_ok")


def obey(docket: Docket, situation: Situation, mail: Mail, command: Command) -> Decision:
    """Every command is answered: `confirmation`, or `not_understood` and then nothing is changed."""
    case, asker = _case(situation, command), _asker(situation)
    order = Order(docket, situation, mail, _with_route_alone(command, situation), case, asker)
    try:
        _carry_out(order)
    except Refused as refused:
        fresh = Docket(situation, docket.office, docket.by, docket.message)
        return _not_understood(fresh, situation, mail, command, refused.reason, case)
    record = _record(order)
    _confirm(order)
    return docket.decide(
        Fate.HANDLED,
        "fate.obeyed",
        {"command": command.line.strip(), "numbers": case.number if case else ""},
        answered=order.answered,
        reread=order.reread,
        reread_as_offer=order.reread_as_offer,
        command=record,
        undone=situation.last_command if order.command.name == "undo" else None,
    )


def _carry_out(order: Order) -> None:
    name, case = order.command.name, order.known
    if name is None or name not in COMMANDS:
        raise Refused("unknown")
    if order.command.leftover and name in WITH_TEXT:
        raise Refused("text_missing")
    if order.command.leftover:
        raise Refused("leftover", words=order.command.leftover.strip())
    if order.situation.thread.action not in ("", name):
        raise Refused("other_action")
    if order.docket.by == order.docket.office.people.direction and not _coordinates(order) and name not in BY_DIRECTION:
        raise Refused("not_by_direction")
    if case is None and len(order.situation.thread.cases) > 1 and name not in _WITHOUT_A_CASE:
        raise Refused("which_case", numbers=", ".join(c.number for c in order.situation.thread.cases))
    if case is not None and (code := refused_in(name, case.state)):
        raise Refused(code)
    COMMANDS[name](order)


def _coordinates(order: Order) -> bool:
    return order.docket.by in order.docket.office.people.coordinators


def _confirm(order: Order) -> None:
    case = order.docket.current(order.known) if order.known else None
    shown = (case,) if case else tuple(order.docket.cases.values())
    draft = letters.about_mail(
        order.docket,
        order.mail,
        LetterKind.CONFIRMATION,
        shown,
        changes=tuple(change for one in shown for change in order.docket.changes(one)),
        pools=order.docket.counts,
        not_done=order.command.further,
        occasion=order.command.name or "",
        reasons=tuple(order.reasons),
        asker=order.asker if order.answered else None,
        commands=usable(case, False) if case else (),
    )
    order.docket.drafts.insert(0, _by_office(order.docket, draft))


def _not_understood(
    docket: Docket, situation: Situation, mail: Mail, command: Command, why: Reason, case: Case | None
) -> Decision:
    asked = _asker(situation) is not None
    can = usable(case, asked)
    direction = docket.by == docket.office.people.direction and docket.by not in docket.office.people.coordinators
    draft = letters.about_mail(
        docket,
        mail,
        LetterKind.NOT_UNDERSTOOD,
        (case,) if case else situation.thread.cases,
        quoted_line=command.line.strip(),
        reasons=(why,),
        commands=tuple(n for n in _nearest_first(can, command) if not direction or n in BY_DIRECTION),
        not_done=command.further,
        asker=_asker(situation),
    )
    docket.send(_by_office(docket, draft))
    return docket.decide(Fate.HANDLED, "fate.not_obeyed", {"command": command.line.strip()})


def _nearest_first(can: tuple[str, ...], command: Command) -> tuple[str, ...]:
    """The command whose word the line nearly begins with is taught first."""
    return tuple(sorted(can, key=lambda name: name != command.nearest))


def _by_office(docket: Docket, draft: Draft) -> Draft:
    """Letters to the job centre are Danish and go to the very address that ordered."""
    return replace(draft, to=(docket.by,), language="da")


def _record(order: Order) -> CommandRecord | None:
    name, case = order.command.name, order.known
    if not order.recorded or name in (None, "undo") or case is None:
        return None
    docket = order.docket
    before = tuple(old for old in docket.before.values() if old is not None)
    return CommandRecord(
        case.number, name or "", docket.by, docket.now, docket.message, before, tuple(docket.cases.values())
    )


def _with_route_alone(command: Command, situation: Situation) -> Command:
    """The route's word alone answers the question for it, and only that."""
    letter = situation.thread.letter
    if command.route_only and letter is not None and letter.kind is LetterKind.NOT_UNDERSTOOD:
        return replace(command, name="approve")
    return command


def _case(situation: Situation, command: Command) -> Case | None:
    """The case of the letter; of several, the one that the line names."""
    cases = situation.thread.cases
    if len(cases) == 1:
        return cases[0]
    named = [c for c in cases if c.number.lower() in command.line.lower()]
    return named[0] if len(named) == 1 else None


def _asker(situation: Situation) -> Asker | None:
    """Whoever asked, where the letter that is answered is about a question."""
    letter = situation.thread.letter
    if letter is not None and letter.question_id is None:
        return None
    return situation.thread.asker
