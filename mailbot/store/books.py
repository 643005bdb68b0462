"""The books of one transaction: each of them a small module, joined here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence

import sqlalchemy as sa

from mailbot.model import (
    Address,
    Again,
    Decision,
    DueSituation,
    Heading,
    Letter,
    LetterKind,
    Pool,
    PoolCount,
    Situation,
    Thread,
)
from mailbot.store import duework, officethreads
from mailbot.store import situation as looking
from mailbot.store.askers import Askers
from mailbot.store.caserows import CaseShelf
from mailbot.store.cases import Cases
from mailbot.store.commands import Commands
from mailbot.store.cursors import Cursors
from mailbot.store.days import Days
from mailbot.store.history import History
from mailbot.store.house import House
from mailbot.store.leases import Leases
from mailbot.store.letters import Letters
from mailbot.store.mails import Ledger
from mailbot.store.numbers import Numbers
from mailbot.store.outbox import Outbox
from mailbot.store.quota import pool_counts


class Books:
    """All that can be asked and written in one transaction.

    | book | holds |
    |---|---|
    | `mails` | the ledger: each mail that was looked at, and what became of it |
    | `cursors` | how far each folder was looked through |
    | `cases` `history` `numbers` | the cases, every change of theirs, the counter of their numbers |
    | `letters` `outbox` | what was written, and what is on its way |
    | `askers` `commands` | questions that wait for a person, commands that can be taken back |
    | `days` `leases` | what is done once, and who does it |
    | `house` | the key, settings, mishaps, who read what |
    """

    def __init__(self, connection: sa.Connection, shelf: CaseShelf) -> None:
        self._do = connection
        self.mails = Ledger(connection)
        self.cursors = Cursors(connection)
        self.cases = Cases(connection, shelf)
        self.history = History(connection)
        self.numbers = Numbers(connection)
        self.letters = Letters(connection)
        self.outbox = Outbox(connection)
        self.askers = Askers(connection)
        self.commands = Commands(connection)
        self.days = Days(connection)
        self.leases = Leases(connection)
        self.house = House(connection)

    def thread_of(self, heading: Heading, is_ours: Callable[[str], bool]) -> Thread:
        """See `mailbot.store.situation.thread_of`."""
        return looking.thread_of(self, heading, is_ours)

    def situation(
        self,
        thread: Thread,
        sender: Address | None,
        now: dt.datetime,
        pools: Sequence[Pool],
        people: Collection[str],
    ) -> Situation:
        """See `mailbot.store.situation.situation`."""
        return looking.situation(self, thread, sender, now, pools, people)

    def due_situation(self, now: dt.datetime, pools: Sequence[Pool], people: Collection[str]) -> DueSituation:
        """See `mailbot.store.duework.due_situation`."""
        return duework.due_situation(self, now, pools, people)

    def office_threads(
        self, numbers: Sequence[str], people: Collection[str]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """See `mailbot.store.officethreads.office_threads`."""
        return officethreads.office_threads(self._do, numbers, people)

    def pool_counts(self, pools: Sequence[Pool]) -> tuple[PoolCount, ...]:
        """See `mailbot.store.quota.pool_counts`."""
        return pool_counts(self.cases, pools)

    def write(
        self, decision: Decision, letters: Iterable[Letter], now: dt.datetime, diagnosis: str = ""
    ) -> tuple[int, ...]:
        """Writes all that a decision says and the finished letters of its drafts; gives the letters' ids.

        `diagnosis` is what a bounce says of the letters in `decision.undelivered`. A question is settled by the
        `answer` that goes to its asker. What became of the mail itself is a line of its own (`mails.record`).
        """
        self.cases.write(decision.cases)
        self.history.add(decision.entries)
        if decision.asker:
            self.askers.keep(decision.asker)
        for asker in decision.answered:
            self.askers.settle(asker, now)
        for asker in decision.reread:
            found = self.mails.of_asker(asker)
            if found is not None:
                self.mails.ask_again(found.id, Again.OFFER if decision.reread_as_offer else Again.ANSWER)
        for timer in decision.timers:
            self.days.claim_timer(timer.case, timer.kind, timer.due_on, now)
        self.letters.mark_undelivered(decision.undelivered, diagnosis, now)
        finished = tuple(letters)
        for letter in finished:
            if letter.kind is LetterKind.ANSWER and letter.question_id:
                self.askers.settle(letter.question_id, now)
        written = self.letters.write(finished, now)
        if decision.undone and decision.undone.id is not None:
            self.commands.take_back(decision.undone.id, now)
        if decision.command:
            self.commands.keep(decision.command, written)
        return written
