"""Looks into the mailbox, takes in what is for us, and files away what was recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from mailbot.errors import NotFound
from mailbot.intake import Bench, take_in
from mailbot.jobs.mishaps import note
from mailbot.jobs.owners import alone
from mailbot.model import MailRecord, Place, RawMail, Reason
from mailbot.post.mailbox import Mailbox
from mailbot.post.values import Filed, Look
from mailbot.reading.heading import for_us, read_heading

log = structlog.get_logger()

_BATCH = 100  # mails between two filings


@dataclass(frozen=True, slots=True)
class Tally:
    """What a look into the mailbox came to."""

    taken_in: int = 0
    untouched: int = 0
    filed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.taken_in + other.taken_in, self.untouched + other.untouched, self.filed + other.filed)


def look_into_mailbox(
    mailbox: Mailbox,
    bench: Bench,
    go_on: Callable[[], bool] = lambda: True,
    committed: Callable[[], None] = lambda: None,
) -> Tally:
    """Everything that is new, oldest first. `go_on` is asked between batches (at a stop the rest waits).

    `committed` is called after each mail that was taken in: its letters lie in the outbox.

    Raises ServerAway, LoginRefused, ConfigWrong, DatabaseAway: what was committed until then stays so.
    """
    mailbox.connect()
    tally = Tally(filed=file_away(mailbox, bench))
    more = True
    while more and go_on():
        look = _look(mailbox, bench)
        tally += _take_in_all(look, mailbox, bench, committed)
        with bench.store.writing() as books:
            books.cursors.advance(mailbox.imap.folder, look.uidvalidity, look.cursor, bench.clock())
        more = look.more
    return tally + Tally(taken_in=read_again(mailbox, bench, committed), filed=file_away(mailbox, bench))


def _look(mailbox: Mailbox, bench: Bench) -> Look:
    with bench.store.reading() as books:
        known = books.cursors.uidvalidities(mailbox.imap.folder)
        last = books.cursors.at(mailbox.imap.folder, known[-1]) if known else 0
    look = mailbox.look(last, known[-1] if known else None, since=bench.config.imap.since, limit=_BATCH)
    if look.reset:
        log.warning("the server counts the mailbox's mails anew (UIDVALIDITY); it is looked through from the start")
    for uid in look.unreadable:
        log.error("the server does not hand out a mail's headers", uid=uid)
        with bench.store.writing() as books:
            books.house.note_mishap(f"the mail server does not hand out the mail with UID {uid}", bench.clock())
    return look


def _take_in_all(look: Look, mailbox: Mailbox, bench: Bench, committed: Callable[[], None]) -> Tally:
    fresh = _not_seen(look.fresh, bench)
    ours = [mail.place.uid for mail in fresh if for_us(read_heading(mail.data, bench.rules), bench.identity.ours)]
    others = [mail.place for mail in fresh if mail.place.uid not in set(ours)]
    _leave_untouched(others, bench)
    taken = 0
    for raw in mailbox.fetch(ours, uidvalidity=look.uidvalidity):
        taken += take_in(raw, bench) is not None
        committed()
    return Tally(taken, len(others), file_away(mailbox, bench))


def _not_seen(fresh: Sequence[RawMail], bench: Bench) -> list[RawMail]:
    if not fresh:
        return []
    place = fresh[0].place
    with bench.store.reading() as books:
        unseen = set(books.mails.unseen(place.folder, place.uidvalidity, [mail.place.uid for mail in fresh]))
    return [mail for mail in fresh if mail.place.uid in unseen]


def _leave_untouched(places: Sequence[Place], bench: Bench) -> None:
    if places:
        reason = Reason("fate.not_for_us")
        with bench.store.writing() as books:
            books.mails.record_untouched(places, reason, bench.rules.reasons.sentence(reason), bench.clock())


# --- reading again ------------------------------------------------------------------------------------------------


def read_again(mailbox: Mailbox, bench: Bench, committed: Callable[[], None] = lambda: None) -> int:
    """Fetches from the review folder what is to be read once more (a parked mail, `opret`, `afsender ok`)."""
    with bench.store.reading() as books:
        waiting = books.mails.to_read_again()
    read = 0
    for line in waiting:
        raw = _fetch_again(line, mailbox, bench)
        read += raw is not None and take_in(raw, bench, line.again) is not None
        committed()
    return read


def _fetch_again(line: MailRecord, mailbox: Mailbox, bench: Bench) -> RawMail | None:
    """The mail from where it lies, under the place where it was first seen; a person may have taken it away."""
    lies = line.lies_at
    folder = lies.folder if lies else line.target
    uids = [lies.uid] if lies else list(mailbox.find(folder, line.message_id))[-1:]
    try:
        if not uids:
            raise NotFound(f"a mail that is to be read again is not in the folder {folder!r} any more")
        raw = mailbox.fetch_from(folder, uids[0], uidvalidity=lies.uidvalidity if lies else None)
    except NotFound as gone:
        with bench.store.writing() as books:
            books.mails.ask_again(line.id, None)
            books.house.note_mishap(str(gone), bench.clock())
        return None
    return replace(raw, place=line.place)


# --- filing away --------------------------------------------------------------------------------------------------


def file_away(mailbox: Mailbox, bench: Bench) -> int:
    """Moves what was recorded to its folder, in batches; gives how many mails found their place.

    One service at a time: two that move one mail at once would make two of it.
    """
    with bench.store.reading() as books:
        if not books.mails.to_file(1):
            return 0
    with alone("filing", bench) as ours:
        return _file_all(mailbox, bench) if ours else 0


def _file_all(mailbox: Mailbox, bench: Bench) -> int:
    with bench.store.reading() as books:
        waiting = books.mails.to_file()
    groups: dict[tuple[str, int, str, bool], list[MailRecord]] = defaultdict(list)
    for line in waiting:
        lies = line.lies_at or line.place
        groups[lies.folder, lies.uidvalidity, line.target, line.mark_read].append(line)
    return sum(_file_group(*group, lines, mailbox, bench) for group, lines in groups.items())


def _file_group(  # noqa: PLR0913  the four that make the group, and what it is done with
    folder: str, uidvalidity: int, target: str, seen: bool, lines: list[MailRecord], mailbox: Mailbox, bench: Bench
) -> int:
    by_uid = {(line.lies_at or line.place).uid: line for line in lines}
    done = mailbox.file_away(sorted(by_uid), target, seen, source=folder, uidvalidity=uidvalidity)
    for uid, said in done.refused.items():
        log.error("the server refuses to file a mail away", uid=uid, folder=target, said=said)
        note(f"the mail server refuses to file a mail into {target!r}: {said}", bench)
    if done.left:
        log.warning("the server cannot remove single mails: they are marked deleted only", count=len(done.left))
    filed = [(by_uid[uid], there) for uid, there in _new_places(done, by_uid, target, mailbox).items()]
    missing = [by_uid[uid].id for uid in done.gone if by_uid[uid].id not in {line.id for line, _ in filed}]
    now = bench.clock()
    with bench.store.writing() as books:
        books.mails.mark_filed([(line.id, place) for line, place in filed if line.id is not None], now)
        books.mails.mark_filed([(number, None) for number in missing if number is not None], now)
        books.mails.mark_gone([number for number in missing if number is not None], now)
    return len(filed)


def _new_places(done: Filed, by_uid: dict[int, MailRecord], target: str, mailbox: Mailbox) -> dict[int, Place | None]:
    """Where the mails lie now. What was gone may have been moved by us, before a crash: it is looked for."""
    validity = done.uidvalidity or _uidvalidity(mailbox, target)
    moved = dict(done.moved) | dict.fromkeys(done.left)
    for uid in done.gone:
        found = mailbox.find(target, by_uid[uid].message_id)
        if found:
            moved[uid] = found[-1]
    return {uid: Place(target, validity, new) if new and validity else None for uid, new in moved.items()}


def _uidvalidity(mailbox: Mailbox, folder: str) -> int:
    state = mailbox.state(folder)
    return state.uidvalidity if state else 0
