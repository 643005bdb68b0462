"""The story of one mail, from the server's bytes to the committed decision.

The thread is found before the text is read; loading the case, deciding, rendering the letters and writing it all is
one transaction. Nothing on the server is touched here: what was recorded is filed away afterwards.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from mailbot.config import Config
from mailbot.desk.decide import decide
from mailbot.desk.office import Office
from mailbot.desk.park import leave, park
from mailbot.errors import GiveUp, TryAgain, UnreadableMail
from mailbot.model import (
    Again,
    Decision,
    Fate,
    Heading,
    Letter,
    Mail,
    MailRecord,
    RawMail,
    Reason,
    Thread,
)
from mailbot.post.identity import Identity
from mailbot.post.render import Renderer
from mailbot.reading.authentication import vouched
from mailbot.reading.heading import for_us, read_heading
from mailbot.reading_room import Read, ReadingRoom, Task
from mailbot.rulebook.book import Rulebook
from mailbot.store import Books, RecordedElsewhere, Store

log = structlog.get_logger()


@dataclass(frozen=True)
class Bench:
    """All that a mail passes through."""

    config: Config
    rules: Rulebook
    office: Office
    store: Store
    room: ReadingRoom
    renderer: Renderer
    identity: Identity
    clock: Callable[[], dt.datetime]  # local time of the municipality, with offset
    nonce: Callable[[], str]  # never the same twice
    version: str  # of code and rules
    owner: str  # a name that no other process has


def take_in(raw: RawMail, bench: Bench, again: Again | None = None) -> MailRecord | None:
    """Reads a mail, decides, and commits all that it causes; None where somebody else did so meanwhile.

    `again` says why a mail of the review folder is read once more; its place is then the one where it was first seen.

    A mail that cannot be read or crashes a step is parked: recorded with its reason, for a person. Raises TryAgain
    where the database is away: the mail is then as if never seen.
    """
    heading = read_heading(raw.data, bench.rules)
    try:
        return _handle(raw, heading, bench, again)
    except (TryAgain, RecordedElsewhere) as wrong:
        if isinstance(wrong, RecordedElsewhere):
            return None
        raise
    except UnreadableMail as wrong:
        return _set_aside(raw, heading, park("fate.unreadable"), str(wrong), bench)
    except Exception as wrong:  # noqa: BLE001  the one broad except of a mail: it is parked, the others are served
        error = without_personal_data(wrong)
        log.error("a mail crashed a step", uid=raw.place.uid, folder=raw.place.folder, error=error, exc_info=True)
        return _set_aside(raw, heading, park("fate.crashed"), error, bench)


def _handle(raw: RawMail, heading: Heading, bench: Bench, again: Again | None) -> MailRecord | None:
    if not raw.data:
        raise UnreadableMail("the mail server does not hand it out")
    with bench.store.reading() as books:
        thread = books.thread_of(heading, bench.identity.ours)
    read = bench.room.read(_task(raw, Thread() if again is Again.OFFER else thread, bench, again is Again.OFFER))
    if _comes_back(raw, read.mail, again, bench):
        read = bench.room.read(_task(raw, Thread(), bench, as_offer=True))
    with bench.store.writing() as books:
        if _dealt_with(raw, again, books):
            return None
        if _reports_on_others(heading, read.mail, bench):
            return _leave(raw, books, bench)
        known = None if again else books.mails.find_mail(read.mail.message_id, read.mail.digest)
        if known is not None and not _moved_back(known, raw):
            line = _as_before(known, raw, bench)
            books.mails.record(line)
            return line
        if known is not None and known.id is not None:
            books.mails.mark_gone([known.id], bench.clock())
        as_offer = known is not None or again is Again.OFFER
        decision = _decide(read, heading, as_offer, books, bench)
        return _write(raw, read.mail, read, decision, books, bench)


def _comes_back(raw: RawMail, mail: Mail, again: Again | None, bench: Bench) -> bool:
    """A person laid the mail into the inbox again: it is an offer, whatever it looks like and whatever it answers."""
    if again:
        return False
    with bench.store.reading() as books:
        known = books.mails.find_mail(mail.message_id, mail.digest)
    return known is not None and _moved_back(known, raw)


def _reports_on_others(heading: Heading, mail: Mail, bench: Bench) -> bool:
    """It was looked at only because it could have been about a letter of ours, and is not."""
    told = mail.delivery.message_ids if mail.delivery else ()
    ours = bench.identity.ours
    return heading.report and not for_us(replace(heading, report=False, references=(*heading.references, *told)), ours)


def _leave(raw: RawMail, books: Books, bench: Bench) -> MailRecord | None:
    """Not for us: the ledger keeps neither sender nor subject."""
    reason = leave().reason
    books.mails.record_untouched([raw.place], reason, bench.rules.reasons.sentence(reason), bench.clock())
    return books.mails.at(raw.place)


def _dealt_with(raw: RawMail, again: Again | None, books: Books) -> bool:
    """The mail has its fate, and nobody wants it read again (any more)."""
    if again is None:
        return books.mails.seen(raw.place)
    line = books.mails.at(raw.place)
    return line is None or line.again is not again


def _task(raw: RawMail, thread: Thread, bench: Bench, as_offer: bool = False) -> Task:
    arrived = raw.arrived.astimezone(bench.config.digest.zone)
    asks = thread.letter.asks if thread.letter else ()
    return Task(raw.data, arrived, asks, thread.cases, bench.config.people.municipal_domains, as_offer)


# --- deciding -----------------------------------------------------------------------------------------------------


def _decide(read: Read, heading: Heading, moved_back: bool, books: Books, bench: Bench) -> Decision:
    now = bench.clock()
    about = _reported(heading, read.mail, bench)
    thread = _with_token(books.thread_of(about, bench.identity.ours), read.mail, now, bench)
    situation = books.situation(thread, read.mail.sender, now, bench.office.pools, bench.config.people.all)
    situation = replace(situation, moved_back=moved_back, authentic=_authentic(read.mail, bench))
    return decide(read.mail, read.reading, read.command, situation, bench.office)


def _reported(heading: Heading, mail: Mail, bench: Bench) -> Heading:
    """The heading of a report with what it reports on in place of what it answers."""
    told = tuple(one for one in mail.delivery.message_ids if bench.identity.ours(one)) if mail.delivery else ()
    return replace(heading, references=told) if told else heading


def _authentic(mail: Mail, bench: Bench) -> bool | None:
    people = bench.config.people
    domain = mail.sender.domain if mail.sender else ""
    return vouched(mail.headers, domain, people.trusted_authserv_ids, people.exchange_online)


def _with_token(thread: Thread, mail: Mail, now: dt.datetime, bench: Bench) -> Thread:
    """Where the subject holds the token of a digest's link: that it was given to this sender for one of the cases."""
    tokens = bench.identity.tokens_in(mail.subject)
    if mail.sender is None or not tokens:
        return thread
    actions = {action for some in bench.rules.wording.actions.values() for action in some}
    for token, case, action in itertools.product(tokens, thread.cases, sorted(actions)):
        if bench.identity.check_token(token, mail.sender.address, case.number, action, now):
            return replace(thread, cases=(case,), by_token=True, action=action)
    return thread


# --- writing ------------------------------------------------------------------------------------------------------


def write_letters(decision: Decision, bench: Bench) -> tuple[Letter, ...]:
    """The finished bytes of all letters that a decision wants. Raises GiveUp where a template is broken."""
    now = bench.clock()
    return tuple(bench.renderer.render(draft, now, bench.nonce()) for draft in decision.drafts)


def _write(raw: RawMail, mail: Mail, read: Read, decision: Decision, books: Books, bench: Bench) -> MailRecord:
    now = bench.clock()
    diagnosis = mail.delivery.diagnosis if mail.delivery else ""
    books.write(decision, write_letters(decision, bench), now, diagnosis)
    line = _line(raw, decision, bench)
    line = replace(
        line,
        message_id=mail.message_id,
        digest=mail.digest,
        sender=mail.sender.address if mail.sender else "",
        subject=mail.subject,
        kind=read.reading.kind,
        cases=_numbers(decision),
    )
    books.mails.record(line)
    log.info("a mail was taken in", uid=raw.place.uid, fate=decision.fate.value, reason=decision.reason.code)
    return line


def _numbers(decision: Decision) -> tuple[str, ...]:
    """The cases that a decision is about: those it changed and those its letters name."""
    named = [case.number for draft in decision.drafts for case in draft.cases]
    return tuple(dict.fromkeys([*(case.number for case in decision.cases), *named]))


def _set_aside(raw: RawMail, heading: Heading, decision: Decision, error: str, bench: Bench) -> MailRecord | None:
    line = replace(
        _line(raw, decision, bench),
        message_id=heading.message_id,
        sender=heading.sender.address if heading.sender else "",
        subject=heading.subject,
        error=error,
    )
    try:
        return _recorded(line, bench)
    except TryAgain:
        raise
    except Exception as wrong:  # noqa: BLE001  what cannot even be named must not hold up the mails behind it
        log.error("a mail cannot be named", uid=raw.place.uid, error=without_personal_data(wrong), exc_info=True)
        return _recorded(replace(line, message_id="", sender="", subject=""), bench)


def _recorded(line: MailRecord, bench: Bench) -> MailRecord | None:
    try:
        with bench.store.writing() as books:
            books.mails.record(line)
    except RecordedElsewhere:
        return None
    return line


def _line(raw: RawMail, decision: Decision, bench: Bench) -> MailRecord:
    target, mark_read = target_folder(decision.fate, bench.config)
    return MailRecord(
        place=raw.place,
        at=bench.clock(),
        arrived=raw.arrived,
        fate=decision.fate,
        reason=decision.reason,
        sentence=bench.rules.reasons.sentence(decision.reason),
        target=target,
        mark_read=mark_read,
        lies_at=raw.place,
        version=bench.version,
    )


def target_folder(fate: Fate, config: Config) -> tuple[str, bool]:
    """Where a mail is filed, and whether it is marked read: what a person has to read stays unread."""
    if fate in (Fate.HANDLED, Fate.AUTOMATIC):
        return config.imap.done_folder, True
    if fate in (Fate.REVIEW, Fate.PARKED):
        return config.imap.review_folder, False
    return "", False


# --- a mail that is known -----------------------------------------------------------------------------------------


def _moved_back(known: MailRecord, raw: RawMail) -> bool:
    """A person took the mail out of the review folder and laid it into the inbox again."""
    waits = known.fate in (Fate.REVIEW, Fate.PARKED)
    return waits and known.filed_at is not None and known.place != raw.place


def _as_before(known: MailRecord, raw: RawMail, bench: Bench) -> MailRecord:
    """A known mail comes again (a restored mailbox, a second copy): filed as before, and nothing else."""
    again = Reason("fate.known_again")
    return replace(
        known,
        id=None,
        place=raw.place,
        lies_at=raw.place,
        at=bench.clock(),
        reason=again,
        sentence=bench.rules.reasons.sentence(again),
        filed_at=None,
        gone_at=None,
    )


def without_personal_data(wrong: Exception) -> str:
    """Our own sentences as they are; of other exceptions only type and place, for their words may quote the mail."""
    if isinstance(wrong, GiveUp):
        return str(wrong)
    trace = wrong.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(wrong).__name__} at {place}"
