"""The only place where real things are built and joined."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mailbot import __version__
from mailbot.bookroom import Bookroom, open_bookroom
from mailbot.config import Config
from mailbot.desk.office import Office
from mailbot.folders import chosen_file
from mailbot.intake import Bench
from mailbot.jobs.owners import owner_name
from mailbot.jobs.send import Sends
from mailbot.jobs.service import Hands
from mailbot.permissions import loose_permissions
from mailbot.post.drafts import DraftsSender
from mailbot.post.identity import Identity
from mailbot.post.mailbox import Mailbox
from mailbot.post.render import Renderer
from mailbot.post.sending import Sender
from mailbot.reading_room import ReadingRoom
from mailbot.rulebook.book import Rulebook

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Bot(Bookroom):
    """Everything joined: what the jobs and the commands work with."""

    bench: Bench

    def mailbox(self) -> Mailbox:
        """A connection to the mailbox of its own; opened when it is first used."""
        return Mailbox(self.config.imap, self.config.imap.secret("imap"), zone=self.config.digest.zone)

    def sender(self) -> Sends:
        """What carries letters: the SMTP server, or the folder for drafts."""
        if self.config.smtp.mode == "drafts":
            return DraftsSender(self.mailbox(), tuple(self.rules.office.drafts_folders))
        password = self.config.smtp.secret("smtp") if self.config.smtp.has_password else ""
        return Sender(self.config.smtp, password)


@contextlib.contextmanager
def open_bot(config_path: Path, clock: Clock | None = None, room: ReadingRoom | None = None) -> Iterator[Bot]:
    """The bot of a configuration, with its database brought up to date; with a reading room that is there already,
    which then stays open.

    Raises ConfigWrong, DatabaseAway, DatabaseUnusable, each with one sentence.
    """
    with open_bookroom(config_path) as books, contextlib.ExitStack() as ends:
        bench = _bench(books, room or ends.enter_context(ReadingRoom(books.config.paths.rules_folder)))
        yield Bot(books.config, books.rules, books.store, replace(bench, clock=clock) if clock else bench)


def _bench(books: Bookroom, room: ReadingRoom) -> Bench:
    config, rules = books.config, books.rules
    with books.store.reading() as opened:
        identity = Identity(opened.house.key(), config.smtp.address.rpartition("@")[2])
    zone = config.digest.zone
    return Bench(
        config=config,
        rules=rules,
        office=Office(config.people, config.smtp.address, books.pools, rules, zone, config.digest.at),
        store=books.store,
        room=room,
        renderer=Renderer(config, rules, identity),
        identity=identity,
        clock=lambda: dt.datetime.now(zone),
        nonce=lambda: secrets.token_hex(8),
        version=version(config),
        owner=owner_name(),
    )


def version(config: Config) -> str:
    """Of the code and of the rules that were in force: `0.1.0+1a2b3c4d`."""
    whole = hashlib.sha256()
    for name in sorted(Rulebook.model_fields):
        whole.update(chosen_file(f"{name}.toml", config.paths.rules_folder, "rules").read_bytes())
    return f"{__version__}+{whole.hexdigest()[:8]}"


def warnings(config_path: Path, bot: Bot) -> tuple[str, ...]:
    """What `run` warns of: files that others than their owner can read."""
    loose = loose_permissions(config_path)
    files = [f"{path}: others can read it; make it your own with chmod 600" for path in bot.store.loose_files()]
    return (*([loose] if loose else []), *files)


@contextlib.contextmanager
def hands_of(bot: Bot) -> Iterator[Hands]:
    """The connections that the jobs work with, closed at the end."""
    hands = Hands(bot.mailbox(), bot.mailbox(), bot.sender())
    try:
        yield hands
    finally:
        for line in (hands.watching, hands.copying, hands.sender):
            line.close()
