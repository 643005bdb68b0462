"""`fortryd`: the case's last command is taken back, and whoever got a letter from it is told."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from mailbot.desk import letters
from mailbot.desk.commands.order import Order, Refused
from mailbot.desk.commands.places import need_place
from mailbot.desk.history import differences, told
from mailbot.desk.payroll import notice
from mailbot.model import HOLDING, Case, Change, CommandRecord, LetterKind, Offer, SentLetter

_OFFICE_ONLY = (LetterKind.CONFIRMATION, LetterKind.NOT_UNDERSTOOD)
_KEPT = frozenset({"number", "offer", "updated", "created", "thread", "writer", "language", "flags", "subject"})


def undo(order: Order) -> None:
    """Only what the command itself changed is put back: what workplaces wrote since then stays."""
    record = order.situation.last_command
    if record is None or record.case != order.case.number:
        raise Refused("nothing_to_undo")
    now = {c.number: c for c in (*order.situation.touched, order.case)}
    pairs = [(before, after, now[after.number]) for before, after in _pairs(record) if after.number in now]
    others = [p for p in pairs if p[1].number != record.case and p[2].state is p[1].state]
    own = [p for p in pairs if p[1].number == record.case]
    for before, after, current in (*others, *own):
        _put_back(order, before, after, current, record)
    for letter in _letters(record):
        _correct(order, letter, record, pairs)
    if any(after.payroll_due and not current.payroll_due for _, after, current in own):
        _take_end_back(order, own[0])
    order.note(record.name)


def _take_end_back(order: Order, pair: tuple[Case, Case, Case]) -> None:
    """Payroll was told of the end on the working day after the command: no letter of the command's own."""
    before, after, _ = pair
    changes = tuple(Change(after.number, *d) for d in differences(after, before))
    draft = notice(order.docket, order.docket.current(after), "taken_back", order.today, changes)
    if draft is not None:
        order.docket.send(draft)


def _pairs(record: CommandRecord) -> list[tuple[Case, Case]]:
    before = {c.number: c for c in record.before}
    return [(before[after.number], after) for after in record.after if after.number in before]


def _put_back(order: Order, before: Case, after: Case, current: Case, record: CommandRecord) -> None:
    changed = {
        f.name for f in fields(Case) if f.name not in _KEPT and getattr(before, f.name) != getattr(after, f.name)
    }
    if any(told_of(current, name) != told_of(after, name) for name in changed & {"state", "pool", "route", "reason"}):
        raise Refused("changed_since")
    back: dict[str, Any] = {name: getattr(before, name) for name in changed}
    restored = replace(current, offer=_offer_back(before.offer, after.offer, current.offer), **back)
    taken = restored.state in HOLDING and (current.state not in HOLDING or current.pool != restored.pool)
    if taken:
        _need_place_back(order, restored)
    order.docket.put(current, restored, "history.undo", order.command.line or record.name)


def _need_place_back(order: Order, restored: Case) -> None:
    try:
        need_place(order, restored.pool)
    except Refused as full:
        raise Refused("place_gone", **dict(full.reason.values)) from None


def told_of(case: Case, name: str) -> str | None:
    """A value of a case as the history writes it."""
    return told(getattr(case, name))


def _offer_back(before: Offer, after: Offer, current: Offer) -> Offer:
    for field in fields(Offer):
        old, new, held = (getattr(o, field.name) for o in (before, after, current))
        if old != new and held == new:
            current = replace(current, **{field.name: old})
    return current


def _letters(record: CommandRecord) -> tuple[SentLetter, ...]:
    """Each recipient is told once of each kind."""
    found = {
        (letter.kind, letter.to, letter.cases): letter for letter in record.letters if letter.kind not in _OFFICE_ONLY
    }
    return tuple(found.values())


def _correct(order: Order, letter: SentLetter, record: CommandRecord, pairs: list[tuple[Case, Case, Case]]) -> None:
    number = letter.cases[0] if letter.cases else record.case
    before, after, _ = next((p for p in pairs if p[1].number == number), pairs[0] if pairs else (None, None, None))
    case = order.docket.current(after) if after is not None else order.case
    changes = tuple(Change(number, *d) for d in differences(after, before)) if before and after else ()
    if letter.kind is LetterKind.PAYROLL_NOTICE:
        taken_back = letters.to_coordinators(
            order.docket, LetterKind.PAYROLL_NOTICE, case, to=letter.to, changes=changes, occasion="taken_back"
        )
        order.docket.send(replace(taken_back, due=order.today))
        return
    corrected = letters.to_workplace(LetterKind.CORRECTED, case, changes=changes, occasion=record.name)
    order.docket.send(replace(corrected, to=letter.to))
