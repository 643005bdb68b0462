"""Hands letters to the SMTP server, and says of each what is known: sent, later, refused, or unsure."""

from __future__ import annotations

import contextlib
import re
import smtplib
from types import TracebackType

from mailbot.config import Smtp
from mailbot.errors import ConfigWrong, LoginRefused, MailbotError, ServerAway
from mailbot.model import Letter
from mailbot.post.login import sign_in_smtp
from mailbot.post.transport import Patience, deadline, failure, tls_context
from mailbot.post.values import Failure, Later, Outcome, Refused, Sent, Unsure

_BROKEN = (OSError, smtplib.SMTPServerDisconnected)
PATIENCE = Patience()


class _Answer(Exception):  # noqa: N818 - it never leaves this room
    """An answer of the server that ends this letter's way, as its outcome."""

    def __init__(self, outcome: Later | Refused | Unsure) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Sender:
    """Sends for one thread over one connection, kept from letter to letter.

    `send` raises only what no letter is to blame for and a person has to mend: LoginRefused (name, password),
    ConfigWrong (certificate, STARTTLS missing, our own address refused). No sentence holds the password.
    """

    def __init__(self, smtp: Smtp, password: str, *, patience: Patience = PATIENCE) -> None:
        self.smtp = smtp
        self._password = password
        self._patience = patience
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> None:
        """Opens the connection and signs in, unless that is done. Raises ServerAway beside what `send` raises."""
        self._line = self._line or self._connect()

    def close(self) -> None:
        """Says goodbye; the next letter opens a new connection."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if line.sock is not None:
                    line.sock.settimeout(min(5.0, self._patience.answer))
                line.quit()
            line.close()

    def send(self, letter: Letter, *, to: tuple[str, ...] | None = None) -> Outcome:
        """Sends to the letter's recipients, or only to those in `to` (whom an earlier `Sent.later` named).

        The envelope's sender is our own address, so that failures come back to us (RFC 5321, section 4.4).
        """
        try:
            return self._send(letter.data, to or letter.to)
        except _Answer as answer:
            return answer.outcome
        except ServerAway as away:
            return Later(str(away), everyone=True)

    def _send(self, data: bytes, to: tuple[str, ...]) -> Sent:
        wire = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
        kept = self._line is not None
        self.connect()
        try:
            self._mail(wire, to)
        except _Answer as answer:
            if not (kept and self._line is None and isinstance(answer.outcome, Later)):
                raise
            self.connect()  # a connection that lay idle had been closed: nothing was said on it yet
            self._mail(wire, to)
        refused, later = self._recipients(to)
        if len(refused) + len(later) == len(to):
            raise _Answer(_nobody(refused, later))
        self._data(wire)
        return Sent(refused, later)

    def _mail(self, wire: bytes, to: tuple[str, ...]) -> None:
        line = self._open_line()
        options = self._options(line, wire, to)
        code, text = self._say(f"MAIL FROM:<{self.smtp.address}>{options}", "naming the sender")
        if code == 250:
            return
        self._reset()
        sentence = self._sentence(code, text)
        if code in (530, 534, 535, 538):
            raise LoginRefused(f"smtp.username: {self.smtp.host} wants a login before it takes mail ({sentence})")
        if code in (552, 554) or code < 500:
            raise _Answer(_outcome(code, sentence, everyone=code == 421))
        raise ConfigWrong(f"smtp.from: {self.smtp.host} takes no mail from {self.smtp.address} ({sentence})")

    def _options(self, line: smtplib.SMTP, wire: bytes, to: tuple[str, ...]) -> str:
        """What has to be announced: SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531)."""
        options = ""
        if line.has_extn("size"):
            most = line.esmtp_features["size"].strip()
            if most.isdigit() and 0 < int(most) < len(wire):
                raise _Answer(Refused(f"the letter is too big: {len(wire)} octets, the server takes {most}"))
            options += f" SIZE={len(wire)}"
        if not wire.isascii() and line.has_extn("8bitmime"):
            options += " BODY=8BITMIME"
        head = wire.partition(b"\r\n\r\n")[0]
        if not (head.isascii() and self.smtp.address.isascii() and all(one.isascii() for one in to)):
            if not line.has_extn("smtputf8"):
                raise _Answer(Refused("the server cannot send to addresses with letters beyond a-z (SMTPUTF8)"))
            options += " SMTPUTF8"
            line.command_encoding = "utf-8"
        return options

    def _recipients(self, to: tuple[str, ...]) -> tuple[tuple[Failure, ...], tuple[Failure, ...]]:
        refused: list[Failure] = []
        later: list[Failure] = []
        for one in to:
            if re.search(r"[\s<>]", one):
                refused.append(Failure(one, "that is no mail address"))
                continue
            code, text = self._say(f"RCPT TO:<{one}>", "naming a recipient")
            if code == 421:
                self._drop()
                raise _Answer(Later(self._sentence(code, text), everyone=True))
            if code not in (250, 251):
                (later if code < 500 else refused).append(Failure(one, self._sentence(code, text)))
        if len(refused) + len(later) == len(to):
            self._reset()
        return tuple(refused), tuple(later)

    def _data(self, wire: bytes) -> None:
        """RFC 5321, section 4.1.1.4. Up to the final dot nothing is taken; after it only the answer tells."""
        code, text = self._say("DATA", "announcing the letter")
        if code != 354:
            self._reset()
            raise _Answer(_outcome(code, self._sentence(code, text)))
        line = self._open_line()
        body = re.sub(rb"(?m)^\.", b"..", wire if wire.endswith(b"\r\n") else wire + b"\r\n")
        try:
            with deadline(self._patience.command, lambda: line.sock):
                line.send(body)
        except _BROKEN as wrong:
            raise _Answer(self._lost(wrong, "taking the letter")) from None
        try:
            code, text = self._dot(line)
        except (*_BROKEN, smtplib.SMTPException) as wrong:
            reason = self._lost(wrong, "saying whether it took the letter").reason
            raise _Answer(Unsure(reason)) from None
        if code == 421:
            self._drop()
        if code != 250:
            raise _Answer(_outcome(code, self._sentence(code, text), everyone=code == 421))

    def _dot(self, line: smtplib.SMTP) -> tuple[int, bytes]:
        assert line.sock is not None  # noqa: S101
        line.sock.settimeout(self._patience.accepted)
        line.send(b".\r\n")
        answer = line.getreply()
        line.sock.settimeout(self._patience.answer)
        return answer

    def _say(self, command: str, doing: str) -> tuple[int, bytes]:
        """One command and its answer. A connection that breaks here has taken nothing."""
        line = self._open_line()
        try:
            with deadline(self._patience.command, lambda: line.sock):
                code, text = line.docmd(command)
        except (*_BROKEN, smtplib.SMTPException) as wrong:
            raise _Answer(self._lost(wrong, doing)) from None
        if code == 421:
            self._drop()
        return code, text

    def _lost(self, wrong: Exception, doing: str) -> Later:
        self._drop()
        return Later(str(failure("smtp", self.smtp.host, doing, wrong)), everyone=True)

    def _reset(self) -> None:
        if self._line is not None:
            with contextlib.suppress(_Answer):
                self._say("RSET", "starting afresh")

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open_line(self) -> smtplib.SMTP:
        if self._line is None:
            raise _Answer(Later(f"the smtp server {self.smtp.host} closed the connection", everyone=True))
        return self._line

    def _sentence(self, code: int, text: bytes) -> str:
        said = " ".join(text.decode("utf-8", "replace").split())[:200]
        return f"{code} {said.replace(self._password, '***') if self._password else said}".strip()

    def _connect(self) -> smtplib.SMTP:
        host = self.smtp.host.strip("[]")
        try:
            line = self._greeted(host)
            try:
                with deadline(self._patience.connect + self._patience.answer, lambda: line.sock):
                    self._prepare(line, host)
            except BaseException:
                line.close()
                raise
            return line
        except MailbotError:
            raise
        except smtplib.SMTPResponseException as wrong:
            sentence = self._sentence(wrong.smtp_code, _octets(wrong.smtp_error))
            raise ServerAway(f"the smtp server {host} does not want to talk ({sentence})") from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise failure("smtp", host, "being greeted", wrong) from None

    def _greeted(self, host: str) -> smtplib.SMTP:
        name = self.smtp.address.rpartition("@")[2].encode("idna").decode("ascii")
        if self.smtp.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.smtp.port, local_hostname=name, timeout=self._patience.connect, context=tls_context()
            )
        else:
            line = smtplib.SMTP(host, self.smtp.port, local_hostname=name, timeout=self._patience.connect)
        return line

    def _prepare(self, line: smtplib.SMTP, host: str) -> None:
        assert line.sock is not None  # noqa: S101
        line.sock.settimeout(self._patience.answer)
        line.ehlo_or_helo_if_needed()
        if self.smtp.security == "starttls":
            if not line.has_extn("starttls"):
                raise ConfigWrong(
                    f"smtp.security: {host} offers no STARTTLS, so nothing was sent; "
                    'use "tls" (port 465), or ask why it is missing: somebody may have taken it out on the way'
                )
            code, text = line.starttls(context=tls_context())
            if code != 220:
                raise smtplib.SMTPResponseException(code, text)
            line.ehlo_or_helo_if_needed()
        if self.smtp.username:
            sign_in_smtp(line, host, self.smtp.username, self._password)


def _outcome(code: int, sentence: str, *, everyone: bool = False) -> Later | Refused:
    return Refused(sentence) if 500 <= code < 600 else Later(sentence, everyone)


def _nobody(refused: tuple[Failure, ...], later: tuple[Failure, ...]) -> Later | Refused:
    """All recipients were refused; as long as one may be taken later the letter is kept."""
    return Later(later[0].reason) if later else Refused("; ".join(f"{one.recipient}: {one.reason}" for one in refused))


def _octets(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
