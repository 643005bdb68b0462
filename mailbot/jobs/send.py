"""Sends what lies in the outbox: each letter noted before it is handed over, and again when the server has spoken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

import structlog

from mailbot.errors import GiveUp, ServerAway
from mailbot.intake import Bench
from mailbot.jobs.owners import alone, is_gone
from mailbot.logs import without_addresses
from mailbot.model import Letter
from mailbot.post.mailbox import Mailbox
from mailbot.post.values import Later, Outcome, Refused, Sent, Unsure
from mailbot.store import Outgoing

log = structlog.get_logger()

LEASE_SECONDS = 900.0  # longer than a server may take over one letter (Patience.accepted): nobody else hands it over
_PAUSES = (60, 300, 900, 3600, 4 * 3600)  # seconds, growing; the last one again and again
_KEEP_TRYING = dt.timedelta(days=5)  # RFC 5321, section 4.5.4.1: then it is given up
_BATCH = 20


class Sends(Protocol):
    """What carries letters: an SMTP server, or the folder for drafts."""

    def send(self, letter: Letter, *, to: tuple[str, ...] | None = None) -> Outcome:
        """Hands a letter over."""

    def close(self) -> None:
        """Says goodbye."""


def send_due(sender: Sends, bench: Bench, go_on: Callable[[], bool] = lambda: True) -> int:
    """Sends every letter whose time has come; gives how many the server took.

    Raises ServerAway where the server takes nothing from anybody for now, LoginRefused and ConfigWrong (nobody can
    send until a person mends it), and DatabaseAway. All letters that were not taken wait.
    """
    sent, owner = 0, bench.owner
    _end_leases_of_the_gone(bench)
    while go_on():
        with bench.store.writing() as books:
            due = books.outbox.take_due(bench.clock(), owner, LEASE_SECONDS, _BATCH)
        if not due:
            break
        try:
            for outgoing in due:
                outcome = _send_one(outgoing, sender, bench)
                sent += isinstance(outcome, Sent)
                if isinstance(outcome, Later) and outcome.everyone:
                    raise ServerAway(without_addresses(outcome.reason))
        finally:
            with bench.store.writing() as books:
                books.outbox.release(owner)
    return sent


def _end_leases_of_the_gone(bench: Bench) -> None:
    with bench.store.reading() as books:
        gone = [one for one in books.outbox.owners() if is_gone(one)]
    if gone:
        with bench.store.writing() as books:
            for one in gone:
                books.outbox.end_leases(one, bench.clock())


def _send_one(outgoing: Outgoing, sender: Sends, bench: Bench) -> Outcome | None:
    owner = bench.owner
    with bench.store.writing() as books:
        books.outbox.renew(owner, bench.clock(), LEASE_SECONDS)
        if not books.outbox.hand(outgoing.id, owner, bench.clock()):
            return None
    try:
        outcome = sender.send(outgoing.letter, to=outgoing.to)
    except GiveUp as wrong:  # refused before anything was said about the letter: it is not to blame, and waits
        _settle(outgoing, Later(str(wrong), everyone=True), bench)
        raise
    _settle(outgoing, outcome, bench)
    log.info("a letter was handed over", kind=outgoing.letter.kind.value, outcome=type(outcome).__name__.lower())
    return outcome


def _settle(outgoing: Outgoing, outcome: Outcome, bench: Bench) -> None:
    owner = bench.owner
    now = bench.clock()
    next_try = now + dt.timedelta(seconds=_PAUSES[min(outgoing.attempts, len(_PAUSES) - 1)])
    with bench.store.writing() as books:
        outbox = books.outbox
        match outcome:
            case Sent(later=put_off) if put_off and now - outgoing.at <= _KEEP_TRYING:
                rest = tuple(one.recipient for one in put_off)
                outbox.settle_partly(outgoing.id, owner, now, rest, put_off[0].reason, next_try)
            case Sent():
                outbox.settle_sent(outgoing.id, now, copy=_copied(bench))
                if outcome.refused or outcome.later:
                    books.house.note_mishap(_not_everybody(outgoing, outcome), now)
            case Later(reason=reason) if now - outgoing.at > _KEEP_TRYING:
                outbox.settle_refused(outgoing.id, now, reason)
            case Later(reason=reason):
                outbox.settle_later(outgoing.id, owner, now, reason, next_try)
            case Refused(reason=reason):
                outbox.settle_refused(outgoing.id, now, reason)
            case Unsure(reason=reason):
                outbox.settle_unsure(outgoing.id, now, reason, next_try)


def _copied(bench: Bench) -> bool:
    return bool(bench.config.smtp.sent_folder) and bench.config.smtp.mode == "send"


def _not_everybody(outgoing: Outgoing, outcome: Sent) -> str:
    count = len(outcome.refused) + len(outcome.later)
    return f"the mail server refused {count} of {len(outgoing.to)} recipients of a {outgoing.letter.kind.value}"


def lay_copies(mailbox: Mailbox, bench: Bench) -> int:
    """Lays a copy of each sent letter into the sent folder, once; gives how many."""
    folder = bench.config.smtp.sent_folder
    with bench.store.reading() as books:
        if not folder or not books.outbox.to_copy(1):
            return 0
    with alone("copies", bench) as ours:
        return _lay_all(folder, mailbox, bench) if ours else 0


def _lay_all(folder: str, mailbox: Mailbox, bench: Bench) -> int:
    laid = 0
    while True:
        with bench.store.reading() as books:
            waiting = books.outbox.to_copy()
        if not waiting:
            break
        for outgoing in waiting:
            if not mailbox.find(folder, outgoing.letter.message_id):
                mailbox.append(folder, outgoing.letter.data, (b"\\Seen",))
                laid += 1
            with bench.store.writing() as books:
                books.outbox.mark_copied(outgoing.id)
    return laid
