"""The morning's digest: gathered from the books, written once for a day, whoever starts the service how often."""

from __future__ import annotations

import datetime as dt

import structlog

from mailbot.desk.calendar import is_working_day
from mailbot.desk.overview import ATTEMPTS, DayBook, overview, weeks
from mailbot.intake import Bench
from mailbot.model import Case, Health, LetterKind, LetterRecord, Overview, Week
from mailbot.post.stationery import Filled
from mailbot.store import Books

log = structlog.get_logger()

DIGEST = "digest"
_TREND_WEEKS = 8
_FOLLOW_UPS = (LetterKind.ELIGIBILITY, LetterKind.NO_ANSWER, LetterKind.PLACEMENT_CHECK, LetterKind.MILESTONE)


def send_digests(bench: Bench) -> int:
    """Writes today's digest where its time has come on a working day and nobody did so; gives how many letters.

    A late start writes that day's only.
    """
    now = bench.clock()
    config = bench.config.digest
    if now.time().replace(tzinfo=None) < config.at or not is_working_day(now.date(), bench.rules.scheme.working_days):
        return 0
    with bench.store.reading() as books:
        if books.days.is_done(DIGEST, now.date()):
            return 0
    return send_digest_of(bench, now.date(), once=True)


def send_digest_of(bench: Bench, day: dt.date, *, once: bool = False) -> int:
    """Lays a day's digest into the outbox, for each of its readers; `once`: unless that was done for the day."""
    with bench.store.writing() as books:
        now = bench.clock()
        if once and not books.days.claim(DIGEST, day, now):
            return 0
        told = _gather(books, bench, day, now)
        letters = [bench.renderer.digest(told, to, now, bench.nonce()) for to in readers(bench)]
        books.letters.write(letters, now)
    log.info("the digest was written", day=day.isoformat(), letters=len(letters))
    return len(letters)


def readers(bench: Bench) -> tuple[str, ...]:
    """Caseworkers and coordinators, each once."""
    people = bench.config.people
    return tuple(dict.fromkeys([*people.caseworkers, *people.coordinators]))


def gather_overview(bench: Bench, day: dt.date) -> Overview:
    """What the digest of a day shows, as the books stand now."""
    with bench.store.reading() as books:
        return _gather(books, bench, day, bench.clock())


def digest_of(bench: Bench, day: dt.date | None = None) -> Filled:
    """The digest of a day (today's, where none is named) as the first of its readers gets it; sends nothing."""
    now = bench.clock()
    return bench.renderer.digest_shown(gather_overview(bench, day or now.date()), readers(bench)[0], now)


def _gather(books: Books, bench: Bench, day: dt.date, now: dt.datetime) -> Overview:
    since = _last_digest(books, day, now)
    living = books.cases.living()
    entries = books.history.since(since)
    book = DayBook(
        day=day,
        since=since,
        living=living,
        changed=books.cases.changed_since(since),
        entries=entries,
        pools=books.pool_counts(bench.office.pools),
        askers=books.askers.waiting(),
        asked=_asked(books, living),
        ordered=books.commands.last_times([case.number for case in living]),
        troubles=books.letters.troubles(since),
        review=books.mails.mails_to_review(),
        attempts=books.mails.recorded_since(since, *ATTEMPTS),
        health=_health(books, bench, since),
        trend=_trend(books, day, bench),
    )
    return overview(book, bench.office)


def _last_digest(books: Books, day: dt.date, now: dt.datetime) -> dt.datetime:
    """When the digest before this day's was written; for the first one, a week before."""
    return books.days.last_before(DIGEST, day) or now - dt.timedelta(days=7)


def _asked(books: Books, living: tuple[Case, ...]) -> dict[tuple[str, LetterKind], LetterRecord]:
    numbers = [case.number for case in living]
    found = {kind: books.letters.last_of_kind(numbers, kind) for kind in _FOLLOW_UPS}
    return {(number, kind): letter for kind, letters in found.items() for number, letter in letters.items()}


def _health(books: Books, bench: Bench, since: dt.datetime) -> Health:
    return Health(
        last_look=books.cursors.last_look(bench.config.imap.folder),
        errors=tuple(mishap.sentence for mishap in books.house.mishaps(since)),
        outbox=books.outbox.depth(),
    )


def _trend(books: Books, day: dt.date, bench: Bench) -> tuple[Week, ...]:
    first = dt.datetime.combine(day - dt.timedelta(weeks=_TREND_WEEKS), dt.time(), bench.config.digest.zone)
    created = [when.astimezone(first.tzinfo).date() for when in books.cases.created_since(first)]
    return weeks(day, created, books.cases.filled_since(first.date()), _TREND_WEEKS)
