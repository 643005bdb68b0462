"""An SMTP server that remembers what it took, and refuses what a test wants refused."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from mailbot.demo.postoffice import HOST, free_port


@dataclass(frozen=True)
class Taken:
    """One mail that was taken."""

    sender: str
    to: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        found = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


class SmtpSink:
    """Switches can be turned while it runs: `refuse_*` hold the answer that is given instead of 250."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        size: int = 2**26,
        smtputf8: bool = True,
    ) -> None:
        self.letters: list[Taken] = []
        self.refuse: str | None = None  # the answer to the final dot
        self.refuse_from: str | None = None
        self.refuse_to: dict[str, str] = {}  # recipient -> answer
        self.swallow_answer = False  # takes the mail, then hangs up instead of saying so
        self.hang = threading.Event()  # set: takes the mail, and is silent
        self.connections = 0
        self.port = free_port()
        self._login = login
        sink = self

        class _Controller(Controller):
            def factory(self) -> SMTP:
                sink.connections += 1
                return super().factory()

        self._controller = _Controller(
            self,
            hostname=HOST,
            port=self.port,
            data_size_limit=size,
            enable_SMTPUTF8=smtputf8,
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=self._authenticate if login else None,
            auth_required=login is not None,
            auth_require_tls=False,
        )

    def start(self) -> SmtpSink:
        self._controller.start()
        self.connections = 0
        return self

    def stop(self) -> None:
        self._controller.stop()

    def of_kind(self, kind: str, to: str | None = None) -> list[EmailMessage]:
        """The letters with that X-Mailbot-Letter, to that address."""
        return [
            letter.message
            for letter in list(self.letters)
            if letter.message["X-Mailbot-Letter"] == kind and (to is None or to in letter.to)
        ]

    def wait_for(self, count: int, seconds: float = 10) -> list[Taken]:
        """Returns as soon as so many letters are there."""
        end = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < end:
            time.sleep(0.01)
        return list(self.letters)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_from:
            return self.refuse_from
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse_to:
            return self.refuse_to[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        to = tuple(str(one) for one in envelope.rcpt_tos)
        self.letters.append(Taken(envelope.mail_from or "", to, envelope.original_content or b""))
        if self.swallow_answer:
            assert server.transport is not None
            server.transport.close()
        while self.hang.is_set():
            await asyncio.sleep(0.02)
        return "250 taken"

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._login, handled=False)
