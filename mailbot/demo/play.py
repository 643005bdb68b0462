"""Plays the demo: the real bot over a mail server of its own, and an account of what it did with each mail."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path

from rich.console import Console
from rich.text import Text

from mailbot.app import Bot, hands_of, open_bot
from mailbot.demo.account import describe_mail, letters_between
from mailbot.demo.postoffice import BOT, HOST, PASSWORD, PEOPLE, PostOffice, Taken
from mailbot.demo.samples import answer_to, sample_mails
from mailbot.demo.settings import ADDRESS, clear, write_config
from mailbot.jobs.digest import digest_of
from mailbot.jobs.service import Service, run_once
from mailbot.model import LetterKind
from mailbot.permissions import write_private

_ASKED = "ole.rask@vesterroklub.example"


def play(folder: Path, console: Console, serve: bool) -> None:
    """Runs the demo in a folder; with `serve` the servers and the bot stay until they are interrupted."""
    clear(folder)
    with PostOffice(ADDRESS) as office:
        config = write_config(folder, office.imap.port, office.smtp.port)
        console.print(f"A mail server of our own: IMAP {HOST}:{office.imap.port}, SMTP {HOST}:{office.smtp.port}")
        with open_bot(config) as bot:
            _first_day(bot, office, console)
            _show_digest(bot, folder, console)
            console.print(f"Configuration and database: {folder}")
            if serve:
                _serve(bot, office, config, console)


def _first_day(bot: Bot, office: PostOffice, console: Console) -> None:
    now = dt.datetime.now(bot.config.digest.zone)
    mails = sample_mails(now)
    for _, data in mails:
        office.deliver(data, at=now)
    console.print(f"{len(mails)} sample mails were delivered. The bot looks into the mailbox …\n")
    _round(bot)
    letter = _query_to(office.letters, _ASKED)
    if letter is not None:
        office.deliver(answer_to(letter.data, _ASKED, now), at=now)
        console.print("The rowing club answers the query that it got. The bot looks again …\n")
        _round(bot)
    _account(bot, office, console)


def _round(bot: Bot) -> None:
    with hands_of(bot) as hands:
        wrong = run_once(hands, bot.bench)
    if wrong is not None:
        raise wrong


def _query_to(letters: Sequence[Taken], address: str) -> Taken | None:
    mark = f"X-Mailbot-Letter: {LetterKind.QUERY.value}".encode()
    return next((one for one in letters if address in one.to and mark in one.data), None)


def _account(bot: Bot, office: PostOffice, console: Console) -> None:
    with bot.store.reading() as books:
        lines = books.mails.recorded_since(dt.datetime.fromtimestamp(0, dt.UTC))
        before = lines[0].at - dt.timedelta(days=1)
        for number, line in enumerate(lines, 1):
            describe_mail(number, line, letters_between(before, line, books, bot), bot, console)
            before = line.at
    left = [one for one in office.folder("INBOX") if "\\Seen" not in one.flags]
    console.print(f"{len(left)} mail was not for the bot: it lies in the inbox, unread and unanswered.\n")


def _show_digest(bot: Bot, folder: Path, console: Console) -> None:
    filled = digest_of(bot.bench)
    page = folder / "digest.html"
    write_private(page, filled.page)
    console.rule("the digest that caseworkers get each morning")
    console.print(Text(filled.text))
    console.print(f"The same as HTML: {page}")


def _serve(bot: Bot, office: PostOffice, config: Path, console: Console) -> None:
    console.print(
        f"\nPoint a mail program at it, without encryption, with the password {PASSWORD!r}:\n"
        f"  the bot's mailbox: IMAP {HOST}:{office.imap.port}, user {BOT!r}\n"
        f"  everybody else's:  IMAP {HOST}:{office.imap.port}, user {PEOPLE!r}\n"
        f"  sending:           SMTP {HOST}:{office.smtp.port}, no login; write to {parseaddr(ADDRESS)[1]}\n"
        f"Other commands: mailbot --config {config} cases\nCtrl-C ends it."
    )
    with hands_of(bot) as hands:
        service = Service(hands, bot.bench)
        running = threading.Thread(target=service.run, name="service")
        running.start()
        with contextlib.suppress(KeyboardInterrupt):
            while running.is_alive():
                running.join(1)
        service.stop()
        running.join()
