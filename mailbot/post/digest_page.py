"""Puts the day's overview into words for a digest: first what needs a hand today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar
from urllib.parse import quote

from mailbot.model import (
    Attempt,
    Case,
    ChangedCase,
    LetterState,
    LetterTrouble,
    Overview,
    Reason,
    ReviewMail,
    Route,
    Wait,
    Week,
)
from mailbot.post.digest_view import (
    Card,
    DigestView,
    Entry,
    HealthLine,
    Link,
    MailLine,
    Section,
    TroubleLine,
    WaitLine,
    WeekLine,
)
from mailbot.post.sheet import Clerk
from mailbot.post.shown import one_line
from mailbot.post.view import Author, ChangeLine
from mailbot.rulebook.book import Rulebook

MOST = 50
"""The most entries of one section; further ones are counted."""

T = TypeVar("T")

_INSIDE = ("coordinator", "direction")
_STALE = dt.timedelta(hours=1)
_CREDENTIAL_DAYS = 14


class Tokens(Protocol):
    """What the digest needs of `Identity`."""

    def token(self, person: str, case: str, action: str, expires: dt.datetime) -> str:
        """A token for a link's subject."""


class DigestAuthor:
    """Turns an overview into what templates see, for one reader.

    A case's links stand where the page shows it first.
    """

    def __init__(self, rules: Rulebook, author: Author, tokens: Tokens, address: str) -> None:
        self.words = rules.wording
        self.author = author
        self.say = author.wording
        self._tokens = tokens
        self._address = address  # where the links write to

    def view(self, overview: Overview, person: str, now: dt.datetime) -> DigestView:
        """The day in words; links only where `person` is a coordinator's address."""
        pen = _Pen(self, overview, person, now)
        mine = [w for w in overview.waits if w.whom in _INSIDE]
        failed = [t for t in overview.troubles if t.state is not LetterState.HELD]
        return DigestView(
            day=self.say.weekday(overview.day),
            decide=_section(pen.wait, mine),
            review=_section(pen.review, overview.review),
            troubles=_section(pen.trouble, failed),
            held=_section(pen.trouble, [t for t in overview.troubles if t.state is LetterState.HELD]),
            attempts=_section(pen.attempt, overview.attempts),
            uncertain=_section(pen.card, overview.uncertain),
            fresh=_section(pen.card, overview.fresh),
            completed=_section(pen.card, overview.completed),
            changed=_section(pen.changed, overview.changed),
            starts=_section(pen.card, overview.starts),
            elsewhere=_section(pen.wait, [w for w in overview.waits if w.whom not in _INSIDE]),
            pools=tuple(self.author.pool(p) for p in overview.pools),
            trend=_trend(overview.trend),
            health=self._health(overview, now),
        )

    def clerk(self, overview: Overview) -> Clerk:
        """Makes the sheets of a digest's cases."""
        pools = overview.pools or self.author.pools
        return self.author.clerk(pools, overview.withheld)

    def links(self, case: Case, person: str, now: dt.datetime) -> tuple[Link, ...]:
        """The actions that fit the case's state."""
        until = now + dt.timedelta(days=self.words.link_days)
        out = []
        for action in self.words.actions.get(case.state.value, ()):
            for label, body in self._mails(action, case, now.date()):
                token = self._tokens.token(person, case.number, action, until)
                subject = f"{label.rstrip(' …')} [{case.number}] ({token})"
                fields = f"subject={quote(subject, safe='')}&body={quote(body, safe='')}"  # RFC 6068, section 2
                out.append(Link(label, f"mailto:{quote(self._address, safe='@')}?{fields}"))
        return tuple(out)

    def _mails(self, action: str, case: Case, today: dt.date) -> Iterable[tuple[str, str]]:
        """Label and text of an action's links: approval has one for each route."""
        command = self.words.commands[action]
        values = self.author.example_values(case, self.author.pools, today)
        body = (command.prefill or command.example).format_map(values)
        if action != "approve":
            return [(self.words.links[action], body)]
        word = body.split()[0]
        routes = [Route.FORENING, Route.INSTITUTION, Route.KOMMUNAL]
        return [(self.words.links[f"approve_{r.value}"], f"{word} {self.words.routes_command[r]}") for r in routes]

    def _health(self, overview: Overview, now: dt.datetime) -> HealthLine:
        health, look = overview.health, overview.health.last_look
        local = look.astimezone(now.tzinfo) if look else None
        return HealthLine(
            last_look=self.say.moment(local) if local else "",
            stale=look is None or now - look > _STALE,
            errors=tuple(one_line(e) for e in health.errors[:MOST]),
            outbox=health.outbox,
            credential_days=health.credential_days,
            credential_short=health.credential_days is not None and health.credential_days <= _CREDENTIAL_DAYS,
        )


class _Pen:
    """Writes the entries of one digest; remembers which cases have their card and their links already."""

    def __init__(self, author: DigestAuthor, overview: Overview, person: str, now: dt.datetime) -> None:
        self._author = author
        self._clerk = author.clerk(overview)
        self._say = author.say
        self._words = author.words
        self._overview = overview
        self._person = person
        self._now = now
        self._linked: set[str] = set()
        self._shown: set[str] = set()

    def card(self, case: Case) -> Card:
        return self._card(case, ())

    def changed(self, changed: ChangedCase) -> Card:
        lines = []
        for change in changed.changes:
            old, new = (self._clerk.safe(self._say.told(change.field, v)) for v in (change.old, change.new))
            lines.append(ChangeLine(change.case, self._say.field(change.field), old, new))
        return self._card(changed.case, tuple(lines))

    def wait(self, wait: Wait) -> WaitLine:
        about = ""
        if wait.case is not None:
            about = f"{self._clerk.sheet(wait.case).workplace} ({wait.case.number})"
        elif wait.asker is not None:
            about = f"{one_line(wait.asker.sender)}: {self._clerk.safe(wait.asker.subject)}"
        return WaitLine(
            number=wait.case.number if wait.case else "",
            what=self._words.waits.get(wait.what, wait.what),
            whom=self._words.whom.get(wait.whom, wait.whom),
            since=self._say.day(self._local(wait.since).date()),
            age=self._age(wait.since),
            about=about,
            links=self._links(wait.case) if wait.case is not None else (),
        )

    def review(self, mail: ReviewMail) -> MailLine:
        why = one_line(self._author.author.sentence(mail.reason), 500)
        return MailLine(one_line(mail.sender), self._clerk.safe(mail.subject), why, self._moment(mail.since))

    def attempt(self, attempt: Attempt) -> MailLine:
        return MailLine(one_line(attempt.who), attempt.case, self._clerk.safe(attempt.line), self._moment(attempt.at))

    def trouble(self, trouble: LetterTrouble) -> TroubleLine:
        return TroubleLine(
            what=self._words.letters[trouble.kind],
            to=", ".join(one_line(to) for to in trouble.to),
            became=self._words.letter_states[trouble.state],
            at=self._moment(trouble.at),
            cases=", ".join(trouble.cases),
            detail=self._detail(trouble),
        )

    def _card(self, case: Case, changes: tuple[ChangeLine, ...]) -> Card:
        label = self._say.field
        unknown = [label(f) for f in case.offer.missing]
        return Card(
            number=case.number,
            brief=self._again(case),
            sheet=self._clerk.sheet(case),
            age=self._age(case.created),
            missing=self._say.listed(unknown),
            unsure=self._say.listed([label(f) for f in case.offer.uncertain]),
            changes=changes,
            links=self._links(case),
        )

    def _detail(self, trouble: LetterTrouble) -> str:
        """What the server said, or the sentence about the limit that kept it back."""
        if trouble.state is LetterState.HELD and trouble.detail:
            try:
                return self._author.author.sentence(Reason(trouble.detail))
            except (KeyError, AttributeError):  # a limit of an older version: its code says more than nothing
                return one_line(trouble.detail)
        return one_line(trouble.detail)

    def _again(self, case: Case) -> bool:
        known = case.number in self._shown
        self._shown.add(case.number)
        return known

    def _links(self, case: Case) -> tuple[Link, ...]:
        if not self._person or case.number in self._linked:
            return ()
        self._linked.add(case.number)
        return self._author.links(case, self._person, self._now)

    def _local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self._now.tzinfo)

    def _moment(self, at: dt.datetime) -> str:
        return self._say.moment(self._local(at))

    def _age(self, since: dt.datetime) -> str:
        return self._say.age(self._local(since).date(), self._now.date())


def _section(write: Callable[[T], Entry], things: Sequence[T]) -> Section:
    return Section(tuple(write(one) for one in things[:MOST]), max(0, len(things) - MOST))


def _trend(weeks: tuple[Week, ...]) -> tuple[WeekLine, ...]:
    busiest = max((max(w.offers, w.filled) for w in weeks), default=0) or 1
    return tuple(
        WeekLine(w.monday.isocalendar().week, w.offers, w.filled, round(100 * w.offers / busiest)) for w in weeks
    )
