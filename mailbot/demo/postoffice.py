"""A small post office on loopback, in this process: IMAP by pymap, SMTP by aiosmtpd, each in a thread of its own.

It keeps everything in memory. Mail that is sent to the bot's address lies in the bot's mailbox; mail to anybody else
lies in one mailbox for all other people, so that a mail program can be pointed at either side of a conversation.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import datetime as dt
import socket
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPService
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag
from pymap.user import Passwords, UserMetadata

HOST = "127.0.0.1"
BOT = "mikrofleksjob"
PEOPLE = "people"
PASSWORD = "demo"  # noqa: S105 - of a server that lives for minutes on loopback

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the SMTP server took."""

    sender: str  # of the envelope
    to: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Lying:
    """A mail that lies in a folder of the IMAP server."""

    uid: int
    data: bytes
    flags: tuple[str, ...]
    arrived: dt.datetime


class _Config(Config):
    """pymap's configuration with capabilities left out, to be as poor a server as some are."""

    missing: frozenset[bytes] = frozenset()

    @classmethod
    def _get_hash_context(cls, passlib_cfg: str | None) -> Any:
        """One round in place of half a million: the password is printed on the screen, and logins are many."""
        return super()._get_hash_context(passlib_cfg).copy(rounds=1)

    @property
    def login_capability(self) -> Sequence[bytes]:
        return [one for one in super().login_capability if one not in self.missing]


class ImapServer:
    """pymap with accounts in memory. Its own `main` would set signal handlers, which only a main thread may."""

    def __init__(self, accounts: Sequence[str], password: str, *, missing: Sequence[str] = (), port: int = 0) -> None:
        self.port = port or free_port()
        self._accounts = accounts
        self._password = password
        self._missing = frozenset(one.encode("ascii") for one in missing)
        self._loop = asyncio.new_event_loop()
        self._ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="imap-server", daemon=True)

    def start(self) -> None:
        """Returns when it listens."""
        self._thread.start()
        self._ready.result(30)

    def stop(self) -> None:
        """Returns when its thread is done."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    def deliver(
        self, account: str, data: bytes, folder: str = "INBOX", at: dt.datetime | None = None, flags: Sequence[str] = ()
    ) -> int:
        """Lays a mail into a folder, made where it is missing; gives its UID."""
        message = AppendMessage(data, at or dt.datetime.now(dt.UTC), frozenset(Flag(f.encode()) for f in flags))
        return self._do(self._append(account, folder, message))

    def folder(self, account: str, name: str) -> list[Lying]:
        """The mails of a folder, oldest first; none where there is no such folder."""
        return self._do(self._read(account, name))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except Exception as wrong:  # noqa: BLE001 - handed to the thread that waits in start()
            self._ready.set_exception(wrong)
        finally:
            self._loop.run_until_complete(_end_all())
            self._loop.close()

    async def _serve(self) -> None:
        config = self._config = self._configure()
        login = self._login = Login(config)
        secret = await Passwords(config).hash_password(self._password)
        for name in self._accounts:
            login.users_dict[name] = UserMetadata(config, name, password=secret)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await IMAPService(DictBackend(login, config), config).start(stack)
            self._ready.set_result(None)
            await self._stop.wait()

    def _configure(self) -> _Config:
        args = Namespace(passlib_cfg=None, proxy_protocol=None, inherited_sockets=None)
        config = _Config(
            args,
            host=HOST,
            port=self.port,
            tls_enabled=False,
            disable_idle=b"IDLE" in self._missing,
            demo_data=False,
            demo_user="",
            demo_password="",
        )
        config.missing = self._missing
        return config

    async def _mailbox(self, account: str, folder: str, *, make: bool) -> MailboxData | None:
        async with Identity(account, self._login, None, frozenset()).new_session() as session:
            try:
                return await session.mailbox_set.get_mailbox(folder)
            except KeyError:
                if not make:
                    return None
                await session.mailbox_set.add_mailbox(folder)
                return await session.mailbox_set.get_mailbox(folder)

    async def _append(self, account: str, folder: str, message: AppendMessage) -> int:
        mailbox = await self._mailbox(account, folder, make=True)
        assert mailbox is not None  # noqa: S101
        return (await mailbox.append(message, recent=True)).uid

    async def _read(self, account: str, folder: str) -> list[Lying]:
        mailbox = await self._mailbox(account, folder, make=False)
        if mailbox is None:
            return []
        return [
            Lying(m.uid, bytes(m._content or b""), tuple(sorted(str(f) for f in m.permanent_flags)), m.internal_date)
            async for m in mailbox.messages()
        ]

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


async def _end_all() -> None:
    """Ends what mail programs still have open, so that no connection outlives the loop."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class SmtpServer:
    """aiosmtpd that hands every mail it takes to `taken`."""

    def __init__(self, taken: Callable[[Taken], None], port: int = 0) -> None:
        self.port = port or free_port()
        self._taken = taken
        self._controller = Controller(self, hostname=HOST, port=self.port, data_size_limit=2**26)

    def start(self) -> None:
        """Returns when it listens."""
        self._controller.start()

    def stop(self) -> None:
        """Returns when its thread is done."""
        if self._controller.server is not None:
            self._controller.stop()

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """The final dot has come."""
        data = envelope.original_content or b""
        to = tuple(str(one) for one in envelope.rcpt_tos)
        await asyncio.to_thread(self._taken, Taken(envelope.mail_from or "", to, data))
        return "250 taken"


class PostOffice:
    """Both servers, and who gets what."""

    def __init__(self, bot_address: str, *, imap_port: int = 0, smtp_port: int = 0) -> None:
        self.bot_address = bot_address.lower()
        self.imap = ImapServer((BOT, PEOPLE), PASSWORD, port=imap_port)
        self.smtp = SmtpServer(self._sort, port=smtp_port)
        self.letters: list[Taken] = []  # what the bot sent, in order

    def __enter__(self) -> PostOffice:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when both listen. Raises OSError where a port is taken."""
        self.imap.start()
        try:
            self.smtp.start()
        except OSError:
            self.imap.stop()
            raise

    def stop(self) -> None:
        """Returns when both are gone."""
        self.smtp.stop()
        self.imap.stop()

    def deliver(self, data: bytes, folder: str = "INBOX", at: dt.datetime | None = None) -> int:
        """A mail comes in for the bot."""
        return self.imap.deliver(BOT, data, folder, at)

    def folder(self, name: str) -> list[Lying]:
        """What lies in a folder of the bot's mailbox."""
        return self.imap.folder(BOT, name)

    def _sort(self, taken: Taken) -> None:
        if taken.sender.lower() == self.bot_address:
            self.letters.append(taken)
        for account in sorted({BOT if one.lower() == self.bot_address else PEOPLE for one in taken.to}):
            self.imap.deliver(account, taken.data)


def free_port() -> int:
    """A port of loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
