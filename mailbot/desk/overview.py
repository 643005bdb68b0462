"""What a digest shows: the day's overview, from what the books say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.desk.office import Office
from mailbot.model import (
    ALIVE,
    Asker,
    Attempt,
    Case,
    Change,
    ChangedCase,
    Entry,
    Health,
    LetterKind,
    LetterRecord,
    LetterTrouble,
    MailRecord,
    Overview,
    PoolCount,
    ReviewMail,
    Start,
    State,
    Wait,
    Week,
)

ATTEMPTS = ("fate.may_not_order", "fate.not_authentic")
"""Codes of ledger lines in which somebody tried to command and may not."""

_OPEN_FOLLOW_UPS = (LetterKind.PLACEMENT_CHECK, LetterKind.MILESTONE)


@dataclass(frozen=True, slots=True)
class DayBook:
    """What the books say when a digest is made. `since` is the moment of the last digest."""

    day: dt.date
    since: dt.datetime
    living: tuple[Case, ...]  # every case that is not closed
    changed: tuple[Case, ...] = ()  # written since then, closed ones among them
    entries: tuple[Entry, ...] = ()  # since then
    pools: tuple[PoolCount, ...] = ()
    askers: tuple[Asker, ...] = ()  # nobody answered yet
    asked: Mapping[tuple[str, LetterKind], LetterRecord] = field(default_factory=dict)  # last follow-up of a case
    ordered: Mapping[str, dt.datetime] = field(default_factory=dict)  # case -> a coordinator's last command in it
    troubles: tuple[LetterRecord, ...] = ()
    review: tuple[MailRecord, ...] = ()
    attempts: tuple[MailRecord, ...] = ()  # ledger lines with a code of ATTEMPTS
    health: Health = field(default_factory=Health)
    trend: tuple[Week, ...] = ()


def overview(book: DayBook, office: Office) -> Overview:
    """The digest of a day."""
    fresh = tuple(c for c in book.changed if c.created > book.since)
    new = {c.number for c in fresh}
    completed = _completed(book, new)
    shown = new | {c.number for c in completed}
    return Overview(
        day=book.day,
        pools=book.pools,
        fresh=fresh,
        completed=completed,
        changed=tuple(_changes(book, shown)),
        waits=tuple(sorted(_waits(book, office), key=lambda w: w.since)),
        troubles=tuple(_trouble(letter) for letter in book.troubles),
        review=tuple(ReviewMail(m.sender, m.subject, m.reason, m.at) for m in book.review),
        uncertain=tuple(c for c in book.living if c.state in ALIVE and c.offer.uncertain),
        starts=_starts(book, office),
        attempts=tuple(attempt_of(line) for line in book.attempts),
        health=book.health,
        trend=book.trend,
    )


def attempt_of(line: MailRecord) -> Attempt:
    """Who tried to command, from the ledger's line about the mail."""
    told = dict(line.reason.values)
    return Attempt(told.get("who", line.sender), line.at, told.get("number", ""), told.get("line", ""))


def _completed(book: DayBook, new: set[str]) -> tuple[Case, ...]:
    """Cases that lacked something at the last digest, and do not any more."""
    filled = {e.case for e in book.entries if e.field == "state" and e.old == State.AWAITING_INFORMATION}
    return tuple(
        c
        for c in book.changed
        if c.number in filled - new and c.state not in (State.AWAITING_INFORMATION, State.CLOSED)
    )


def _changes(book: DayBook, shown: set[str]) -> Iterator[ChangedCase]:
    """The other cases in which a value is another one: as it was at the last digest, and as it is."""
    for case in book.changed:
        changes = tuple(_net(e for e in book.entries if e.case == case.number))
        if changes and case.number not in shown:
            yield ChangedCase(case, changes)


def _net(entries: Iterable[Entry]) -> Iterator[Change]:
    first: dict[str, Entry] = {}
    last: dict[str, Entry] = {}
    for entry in entries:
        if entry.field is not None:
            first.setdefault(entry.field, entry)
            last[entry.field] = entry
    for name, entry in last.items():
        if first[name].old != entry.new:
            yield Change(entry.case, name, first[name].old, entry.new)


# --- what waits for whom ------------------------------------------------------------------------------------------


def _waits(book: DayBook, office: Office) -> Iterator[Wait]:
    for asker in book.askers:
        yield Wait("question", "coordinator", asker.at, asker=asker)
    for case in book.living:
        yield from _waits_of(case, book, office)


def _waits_of(case: Case, book: DayBook, office: Office) -> Iterator[Wait]:
    if case.state is State.AWAITING_DECISION:
        asked = book.asked.get((case.number, LetterKind.ELIGIBILITY))
        on_to = asked is not None and office.people.direction is not None and office.people.direction in asked.to
        yield Wait("eligibility", "direction" if on_to else "coordinator", asked.at if asked else case.updated, case)
    elif case.state is State.AWAITING_INFORMATION and case.asked_at is not None:
        yield Wait("answer", "workplace", case.asked_at, case)
    elif case.state is State.AWAITING_INFORMATION:
        told = book.asked.get((case.number, LetterKind.NO_ANSWER))
        yield Wait("no_answer", "coordinator", told.at if told else case.updated, case)
    elif case.state is State.WAITING:
        yield Wait("place", "pool", case.waiting_since or case.updated, case)
    yield from _open_follow_ups(case, book)


def _open_follow_ups(case: Case, book: DayBook) -> Iterator[Wait]:
    """Follow-ups after which no coordinator has ordered anything in the case."""
    last: dt.datetime | None = book.ordered.get(case.number)
    for kind in _OPEN_FOLLOW_UPS:
        letter = book.asked.get((case.number, kind))
        if letter is not None and (last is None or last < letter.at):
            yield Wait(kind.value, "coordinator", letter.at, case)


# --- the rest -----------------------------------------------------------------------------------------------------


def _trouble(letter: LetterRecord) -> LetterTrouble:
    return LetterTrouble(letter.kind, letter.to, letter.state, letter.at, letter.cases, letter.diagnosis)


def _starts(book: DayBook, office: Office) -> tuple[Case, ...]:
    """Cases whose job begins within the next days, earliest first."""
    last = book.day + dt.timedelta(days=office.rules.scheme.digest.starts_within_days)
    near = [(day, c.number, c) for c in book.living if (day := start_of(c)) is not None and book.day <= day <= last]
    return tuple(case for _, _, case in sorted(near, key=lambda n: n[:2]))


def start_of(case: Case) -> dt.date | None:
    """The day on which the job begins: as it was filled, else as it is offered."""
    if case.filled_from is not None:
        return case.filled_from
    told = case.offer.start.value if case.offer.start else None
    return told.date if isinstance(told, Start) else None


def weeks(day: dt.date, created: Sequence[dt.date], filled: Sequence[dt.date], count: int = 8) -> tuple[Week, ...]:
    """The trend: how many offers came and how many were filled in each of the last weeks, oldest first."""
    monday = day - dt.timedelta(days=day.weekday())
    mondays = [monday - dt.timedelta(weeks=n) for n in reversed(range(count))]
    return tuple(Week(m, _within(m, created), _within(m, filled)) for m in mondays)


def _within(monday: dt.date, days: Sequence[dt.date]) -> int:
    return sum(monday <= day < monday + dt.timedelta(weeks=1) for day in days)
