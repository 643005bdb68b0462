"""What the clock brings: reminders, follow-ups, agreed ends, and places that were left over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mailbot.desk import letters, payroll
from mailbot.desk.calendar import working_day_from
from mailbot.desk.docket import Docket
from mailbot.desk.limits import with_letters
from mailbot.desk.milestones import Milestone, milestones
from mailbot.desk.office import BOT, Office
from mailbot.desk.places import fell_free, spare
from mailbot.desk.states import closed
from mailbot.model import Case, Closing, Decision, Draft, DueSituation, Fate, LetterKind, Reason, State, Timer

_Work = Callable[[Docket], Decision | None]


def decide_due(situation: DueSituation, office: Office) -> tuple[Decision, ...]:
    """All that is due at `situation.now`, each as a decision of its own; a second call after them gives nothing.

    Ends come first, because they free places. After a pause of the service only the latest of what is due for a case
    is done; what was skipped is never made up for.
    """
    made: list[Decision] = []
    for work in _works(situation, office.digest_at):
        docket = Docket(situation, office, BOT)
        decision = work(docket)
        if decision is not None:
            made.append(decision)
            situation = _after(situation, docket, decision, office)
    return tuple(made)


def _works(situation: DueSituation, digest_at: dt.time) -> Iterator[_Work]:
    today = situation.now.date()
    yield from _ends(situation, digest_at)
    for count in situation.pools:
        for _ in range(count.waiting):
            yield lambda docket, pool=count.pool.name: _spare(docket, pool)  # type: ignore[misc]
    for case in situation.asking:
        yield lambda docket, case=case: _remind(docket, case, situation.done)  # type: ignore[misc]
    for case in situation.open:
        yield lambda docket, case=case: _check(docket, case, situation.done)  # type: ignore[misc]
    for case in situation.filled:
        if case.ends is None or case.ends > today:
            yield lambda docket, case=case: _milestone(docket, case, situation.done)  # type: ignore[misc]


def _ends(situation: DueSituation, digest_at: dt.time) -> Iterator[_Work]:
    """Agreed ends that have come, and those of which payroll is to be told when the working day begins."""
    for case in situation.filled:
        if case.ends is not None and case.ends <= situation.now.date():
            yield lambda docket, case=case: _end(docket, case)  # type: ignore[misc]
    if situation.now.time().replace(tzinfo=None) >= digest_at:
        for case in situation.ended:
            yield lambda docket, case=case: _tell_of_end(docket, case)  # type: ignore[misc]


def _end(docket: Docket, case: Case) -> Decision:
    """The day that a coordinator gave with `ophørt` has come."""
    docket.put(case, closed(case, Closing.ENDED), "history.ended")
    fell_free(docket, case.pool)
    return _done(docket, case, "ended")


def _tell_of_end(docket: Docket, case: Case) -> Decision:
    """The working day after an end was reported has begun, and nobody took it back."""
    payroll.tell_of_end(docket, case)
    return _done(docket, case, "payroll_notice")


def _spare(docket: Docket, pool: str) -> Decision | None:
    """There are more places than open offers for them (more were decided, or an offer went): who waits gets one."""
    opened = spare(docket, pool)
    return _done(docket, opened, "place_free") if opened is not None else None


# --- a workplace that does not answer -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps after a question."""

    kind: str  # reminder, no_answer
    due_on: dt.date
    days: int


def steps(case: Case, office: Office) -> tuple[Step, ...]:
    """The reminders after a case's last question, and the follow-up at their end; () where nothing was asked."""
    if case.asked_at is None:
        return ()
    rules, asked = office.rules.scheme.reminders, case.asked_at.astimezone(office.zone).date()
    days = [*(("reminder", n) for n in rules.days), ("no_answer", rules.give_up_after)]
    return tuple(Step(kind, _working(asked + dt.timedelta(days=n), office), n) for kind, n in days)


def _remind(docket: Docket, case: Case, done: frozenset[Timer]) -> Decision | None:
    step = next((s for s in reversed(steps(case, docket.office)) if s.due_on <= docket.today), None)
    if step is None or Timer(case.number, step.kind, step.due_on) in done:
        return None
    if step.kind == "reminder":
        docket.send(letters.to_workplace(LetterKind.REMINDER, case, asks=letters.asks_of(docket, case)))
        docket.note(case, "history.reminded", case.writer)
    else:
        silent = docket.put(case, replace(case, asked_at=None), "history.gave_up")
        docket.note(silent, "history.gave_up")
        letters.ask_after_silence(docket, silent, "no_answer", days=str(step.days))
    return _done(docket, case, step.kind, step.due_on)


# --- follow-ups ---------------------------------------------------------------------------------------------------


def _check(docket: Docket, case: Case, done: frozenset[Timer]) -> Decision | None:
    """The offer has been open for so many days, and again after as many."""
    every = docket.office.rules.scheme.follow_ups.placement_check_days
    if case.open_since is None:
        return None
    first = case.open_since.astimezone(docket.office.zone).date()
    times = (docket.today - first).days // every
    while times and _working(first + dt.timedelta(days=times * every), docket.office) > docket.today:
        times -= 1
    due = _working(first + dt.timedelta(days=times * every), docket.office)
    if not times or Timer(case.number, "placement_check", due) in done:
        return None
    reason = Reason("follow_up.open_long", (("days", str((docket.today - first).days)),))
    can = ("unchanged", "reserve", "fill", "hours", "answer", "withdraw", "close")
    check = letters.to_coordinators(
        docket, LetterKind.PLACEMENT_CHECK, case, reasons=(reason,), commands=can, due=docket.today
    )
    docket.send(check)
    docket.note(case, "history.placement_check")
    return _done(docket, case, "placement_check", due)


def _milestone(docket: Docket, case: Case, done: frozenset[Timer]) -> Decision | None:
    reached = [m for m in milestones(case, docket.office) if m.due_on <= docket.today]
    latest = reached[-1] if reached else None
    if latest is None or Timer(case.number, "milestone", latest.due_on) in done:
        return None
    docket.send(_milestone_letter(docket, case, latest))
    docket.note(case, "history.milestone")
    return _done(docket, case, "milestone", latest.due_on)


def _milestone_letter(docket: Docket, case: Case, milestone: Milestone) -> Draft:
    return letters.to_coordinators(
        docket,
        LetterKind.MILESTONE,
        case,
        occasion=milestone.occasion,
        reasons=(milestone.reason,),
        commands=("hours", "unchanged", "end", "approve", "start"),
        due=milestone.due_on,
    )


# --- between two decisions ----------------------------------------------------------------------------------------


def _done(docket: Docket, case: Case, kind: str, due_on: dt.date | None = None) -> Decision:
    """`due_on` for work that the case's state does not show as done."""
    told = {"what": kind, "numbers": case.number}
    timers = (Timer(case.number, kind, due_on),) if due_on else ()
    return docket.decide(Fate.HANDLED, "fate.timed", told, timers=timers)


def _after(situation: DueSituation, docket: Docket, decision: Decision, office: Office) -> DueSituation:
    """How things stand once a decision is written: pools, who waits, and how many letters went out."""
    known = {c.number: c for c in situation.waiting} | docket.cases
    waiting = tuple(c for c in known.values() if c.state is State.WAITING)
    return with_letters(replace(situation, pools=docket.counts, waiting=waiting), decision.drafts, office)


def _working(day: dt.date, office: Office) -> dt.date:
    return working_day_from(day, office.rules.scheme.working_days)
