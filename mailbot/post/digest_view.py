"""What the templates of a digest see: cards, waits, mails, letters, pools and health, in words."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.post.sheet import Sheet
from mailbot.post.view import ChangeLine, PoolLine


@dataclass(frozen=True, slots=True)
class Link:
    """A `mailto:` action that prefills a coordinator's answer."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """A case on one small card."""

    number: str
    sheet: Sheet
    brief: bool  # the page has shown the whole of it above
    age: str
    missing: str  # labels of what is not known
    unsure: str  # labels of what should be looked at
    changes: tuple[ChangeLine, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Something that waits."""

    number: str  # '' where it is no case
    what: str
    whom: str
    since: str
    age: str
    about: str  # workplace and number, or sender and subject
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail or an attempt that a person should look at."""

    sender: str
    subject: str
    why: str
    since: str


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """A letter that did not arrive, may not have arrived, or was kept back."""

    what: str
    to: str
    became: str
    at: str
    cases: str
    detail: str


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week of the trend; `share` is the offers in percent of the busiest week."""

    week: int
    offers: int
    filled: int
    share: int


@dataclass(frozen=True, slots=True)
class HealthLine:
    """How the service is."""

    last_look: str
    stale: bool
    errors: tuple[str, ...]
    outbox: int
    credential_days: int | None
    credential_short: bool


Entry = Card | WaitLine | MailLine | TroubleLine


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of a section that are shown, and how many more there are."""

    entries: tuple[Entry, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """All entries, shown or not."""
        return len(self.entries) + self.more


@dataclass(frozen=True, slots=True)
class DigestView:
    """What the templates of the digest see as `digest`."""

    day: str
    decide: Section  # waits for a coordinator or the direction
    review: Section
    troubles: Section
    held: Section
    attempts: Section
    uncertain: Section
    elsewhere: Section  # waits for others
    fresh: Section
    completed: Section
    changed: Section
    starts: Section
    pools: tuple[PoolLine, ...]
    trend: tuple[WeekLine, ...]
    health: HealthLine

    @property
    def todo(self) -> int:
        """How many things need a hand today."""
        parts = (self.decide, self.review, self.troubles, self.attempts, self.uncertain)
        return sum(p.count for p in parts) + (1 if self.health.stale or self.health.credential_short else 0)

    @property
    def quiet(self) -> bool:
        """Nothing is new and nothing is to be done."""
        return not self.todo and not (self.fresh.count or self.completed.count or self.changed.count)
