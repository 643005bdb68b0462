"""A small town for one journey: people who write and answer, the bot, and a clock that the test sets."""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import html
import itertools
import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mailbot.app import Bot, hands_of, open_bot
from mailbot.caseshapes import case_as_json, pool_as_json
from mailbot.errors import MailbotError
from mailbot.inquiries import dossier
from mailbot.jobs.service import run_once
from mailbot.model import MailRecord
from mailbot.reading_room import ReadingRoom
from tests.servers.office import ADDRESS, PostOffice

COORDINATOR = "koordinator@aeroe-kommune.example"
CASEWORKERS = "sagsbehandlere@aeroe-kommune.example"
DIRECTION = "direktion@aeroe-kommune.example"
PAYROLL = "loen@aeroe-kommune.example"
DONE = "Mikrofleksjob/Behandlet"
REVIEW = "Mikrofleksjob/Gennemsyn"

_ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")
_numbers = itertools.count(1)


@dataclass
class Town:
    """`now` is what the bot's clock shows; `run` does one `run --once` and gives the letters that it sent."""

    office: PostOffice
    bot: Bot
    now: dt.datetime
    failure: MailbotError | None = None
    digests: list[EmailMessage] = field(default_factory=list)

    # --- time ---

    def at(self, text: str) -> Town:
        """Sets the clock: `2027-02-01 09:00`, local time."""
        self.now = dt.datetime.fromisoformat(text).replace(tzinfo=_ZONE)
        return self

    # --- what people do ---

    def writes(self, sender: str, text: str, subject: str = "Mikrofleksjob", **headers: str) -> str:
        """Somebody writes; gives the mail's Message-ID."""
        mail = self._mail(sender, subject, headers)
        mail.set_content(text)
        self.delivers(mail.as_bytes())
        return str(mail["Message-ID"])

    def answers(self, letter: EmailMessage, sender: str, text: str, subject: str | None = None, **headers: str) -> str:
        """Somebody answers a letter, above its quotation; gives the mail's Message-ID."""
        mail = self._mail(sender, subject or f"Re: {_bare(str(letter['Subject']))}", headers)
        mail["In-Reply-To"] = str(letter["Message-ID"])
        mail["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
        mail.set_content(f"{text}\n\n{quoted(letter)}")
        self.delivers(mail.as_bytes())
        return str(mail["Message-ID"])

    def says(self, letter: EmailMessage, sender: str, text: str, **headers: str) -> list[EmailMessage]:
        """Somebody answers a letter, and the bot runs: the new letters."""
        self.answers(letter, sender, text, **headers)
        return self.run()

    def orders(self, letter: EmailMessage, text: str, sender: str = COORDINATOR) -> list[EmailMessage]:
        """The coordinator answers a letter, and the bot runs: the new letters."""
        return self.says(letter, sender, text)

    def offers(self, sender: str, text: str, subject: str = "Mikrofleksjob", **headers: str) -> list[EmailMessage]:
        """Somebody writes, and the bot runs: the new letters."""
        self.writes(sender, text, subject, **headers)
        return self.run()

    def clicks(self, number: str, label: str, person: str = COORDINATOR, sender: str | None = None) -> str:
        """Somebody uses a link of the latest digest that went to `person`; gives the mail's Message-ID."""
        digest = [one for one in self.digests if one["To"] == person][-1]
        links = re.findall(r'(?s)<a[^>]*href="(mailto:[^"]+)"[^>]*>(.*?)</a>', html_of(digest))
        subject, body = next(_prefilled(href) for href, said in links if number in unquote(href) and label in said)
        mail = self._mail(sender or person, subject, {})
        mail.set_content(body)
        self.delivers(mail.as_bytes())
        return str(mail["Message-ID"])

    def delivers(self, raw: bytes, folder: str = "INBOX") -> int:
        """A whole mail as it is."""
        return self.office.deliver(raw, folder, at=self.now)

    def _mail(self, sender: str, subject: str, headers: dict[str, str]) -> EmailMessage:
        mail = EmailMessage()
        domain = parseaddr(sender)[1].rpartition("@")[2]
        mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, subject
        mail["Date"] = format_datetime(self.now)
        mail["Message-ID"] = f"<{next(_numbers)}.{self.now:%Y%m%d%H%M}@{domain}>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        return mail

    # --- what the bot does ---

    def run(self) -> list[EmailMessage]:
        """One `run --once`: the new letters, without digests (those are in `digests`)."""
        before = len(self.office.letters)
        with hands_of(self.bot) as hands:
            self.failure = run_once(hands, self.bot.bench)
        new = [one.message for one in self.office.letters[before:]]
        self.now += dt.timedelta(seconds=1)  # no two runs are at the same moment
        self.digests += [one for one in new if one["X-Mailbot-Letter"] == "digest"]
        return [one for one in new if one["X-Mailbot-Letter"] != "digest"]

    # --- what the world looks like ---

    def cases(self) -> list[dict[str, Any]]:
        with self.bot.store.reading() as books:
            return [case_as_json(case) for case in books.cases.all()]

    def case(self) -> dict[str, Any]:
        """The one case that there is."""
        (found,) = self.cases()
        return found

    def show(self, number: str = "MF-2027-0001") -> dict[str, Any]:
        """One case with its history and letters, as `mailbot show` has it."""
        return dossier(self.bot, number).as_json()

    def pools(self) -> dict[str, dict[str, Any]]:
        with self.bot.store.reading() as books:
            return {str(one["name"]): one for one in map(pool_as_json, books.pool_counts(self.bot.pools))}

    def ledger(self) -> tuple[MailRecord, ...]:
        """The mails that were for us, in the order in which they were recorded."""
        with self.bot.store.reading() as books:
            return books.mails.recorded_since(dt.datetime.fromtimestamp(0, dt.UTC))

    def subjects(self, folder: str) -> list[str]:
        """The subjects of the mails in a folder."""
        return [re.sub(rb"\s+", b" ", _header(raw, b"subject")).decode() for raw, _ in self.office.folder(folder)]


@functools.cache
def _shared_room() -> ReadingRoom:
    room = ReadingRoom()
    atexit.register(room.close)
    return room


@contextmanager
def town_in(folder: Path, office: PostOffice, room: ReadingRoom | None = None, **extra: Any) -> Iterator[Town]:
    """A town with its own configuration and database; `extra` goes into the configuration.

    All towns with the package's rules share one reading room, because it takes a second to open.
    """
    if room is None and "rules" not in extra.get("paths", {}):
        room = _shared_room()
    now = dt.datetime(2027, 2, 1, 9, 0, tzinfo=_ZONE)
    found: list[Town] = []
    with open_bot(office.config(folder, **extra), clock=lambda: found[0].now, room=room) as bot:
        found.append(Town(office, bot, now))
        yield found[0]


def kinds(letters: list[EmailMessage]) -> list[str]:
    """The kinds of letters, in order."""
    return [str(one["X-Mailbot-Letter"]) for one in letters]


def only(letters: list[EmailMessage], kind: str) -> EmailMessage:
    """The one letter of that kind."""
    (found,) = [one for one in letters if one["X-Mailbot-Letter"] == kind]
    return found


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def questions(letter: EmailMessage) -> list[str]:
    """The numbered questions of a letter's text."""
    return re.findall(r"(?m)^\s*\d+\. (.+)$", text_of(letter))


def _prefilled(href: str) -> tuple[str, str]:
    """Subject and body of a `mailto:` link (RFC 6068)."""
    parts = dict(one.split("=", 1) for one in html.unescape(href).partition("?")[2].split("&"))
    return unquote(parts["subject"]), unquote(parts.get("body", ""))


def quoted(letter: EmailMessage) -> str:
    """A letter as a mail program quotes it."""
    when = letter["Date"].datetime
    intro = f"Den {when:%d.%m.%Y} kl. {when:%H.%M} skrev {letter['From']}:"
    return "\n".join([intro, "", *(f"> {line}" for line in text_of(letter).splitlines())])


def _bare(subject: str) -> str:
    return re.sub(r"(?i)^((re|sv|vs):\s*)+", "", subject)


def _header(raw: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?im)^" + name + rb":[ \t]*((?:.|\n[ \t])*)$", raw.replace(b"\r\n", b"\n"))
    return found[1] if found else b""
