"""What the desk knows beside the situation: the people, our own address, the pools, the rules, the zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mailbot.config import People
from mailbot.model import Pool
from mailbot.rulebook.book import Rulebook

BOT = "mailbot"
"""Who did it, in a history, where no person did."""


@dataclass(frozen=True, slots=True)
class Office:
    """The job centre as the desk sees it. `pools` are ordered by their most hours, the smallest first."""

    people: People
    address: str  # ours, small letters
    pools: tuple[Pool, ...]
    rules: Rulebook
    zone: dt.tzinfo
    digest_at: dt.time = dt.time(7, 30)  # local; when the office's day begins

    def public_host(self, domain: str) -> bool:
        """Anybody has an address there: the same domain says nothing about the same workplace."""
        return domain in self.rules.scheme.public_mail_hosts

    def pool(self, name: str | None) -> Pool | None:
        """The pool of that name."""
        return next((p for p in self.pools if p.name == name), None)
