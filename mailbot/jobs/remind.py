"""Timed work: reminders, follow-ups, ends of placements; decided like a mail, with the clock in place of one."""

from __future__ import annotations

import structlog

from mailbot.desk.due import decide_due
from mailbot.errors import GiveUp
from mailbot.intake import Bench, write_letters
from mailbot.model import Decision, State

log = structlog.get_logger()


def do_due_work(bench: Bench) -> int:
    """Does all that is due now, in one transaction; gives how much it was.

    Work whose letters cannot be written stays due and holds up no other. Raises GiveUp with the first such reason,
    when all other work is committed.
    """
    broken: list[GiveUp] = []
    done = 0
    blocked = False
    with bench.store.writing() as books:
        now = bench.clock()
        situation = books.due_situation(now, bench.office.pools, bench.config.people.all)
        for decision in decide_due(situation, bench.office):
            if blocked and _moves_places(decision):
                continue  # it may count on a place that the blocked work would have freed
            try:
                letters = write_letters(decision, bench)
            except GiveUp as wrong:
                broken.append(wrong)
                blocked = blocked or _moves_places(decision)
                continue
            books.write(decision, letters, now)
            done += 1
            log.info("timed work was done", reason=decision.reason.code, cases=[c.number for c in decision.cases])
    if broken:
        raise broken[0]
    return done


def _moves_places(decision: Decision) -> bool:
    return any(case.state in (State.OPEN, State.CLOSED) for case in decision.cases)
