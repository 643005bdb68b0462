"""Timed work: reminders, follow-ups, ends of placements; decided like a mail, with the clock in place of one."""

from __future__ import annotations

import structlog

from mailbot.desk.due import decide_due
from mailbot.intake import Bench, write_letters

log = structlog.get_logger()


def do_due_work(bench: Bench) -> int:
    """Does all that is due now, in one transaction; gives how much it was."""
    with bench.store.writing() as books:
        now = bench.clock()
        situation = books.due_situation(now, bench.office.pools, bench.config.people.all)
        decisions = decide_due(situation, bench.office)
        for decision in decisions:
            books.write(decision, write_letters(decision, bench), now)
            log.info("timed work was done", reason=decision.reason.code, cases=[c.number for c in decision.cases])
    return len(decisions)
