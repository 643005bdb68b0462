"""One connection to the IMAP server: opened as configured, its failures told as one sentence."""

from __future__ import annotations

import contextlib
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from imaplib import IMAP4
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import ProtocolError

from mailbot.config import Imap
from mailbot.errors import ConfigWrong, MailbotError, ServerAway
from mailbot.post.login import sign_in_imap
from mailbot.post.transport import Patience, deadline, failure, tls_context

_REOPEN_SECONDS = 300.0
"""A folder is opened afresh this often: one that was removed or renamed may else look quiet for ever."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as it stands now."""

    path: str
    uidvalidity: int
    uidnext: int
    exists: int
    restless: bool = False  # something came in even while we asked


class SaidNo(Exception):  # noqa: N818 - it never leaves this room
    """The server said NO to one command; the connection lives on. `code` as in RFC 5530, '' without one."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        found = re.search(r"\[([A-Z-]+)", answer)
        self.code = found[1] if found else ""


class Garbled(ServerAway):
    """The server answered something that cannot be parsed: one mail's structure, or all it says."""


class _Line(IMAPClient):
    """imapclient with the answers that it drops, and without its log of everything that is said."""

    def __init__(self, imap: Imap, patience: Patience) -> None:
        tls = imap.security == "tls"
        super().__init__(
            imap.host.strip("[]"),
            imap.port,
            ssl=tls,
            ssl_context=tls_context() if tls else None,
            timeout=SocketTimeout(patience.connect, patience.answer),
        )
        self.normalise_times = False
        self._imap.debug = 0  # it would format every mail for a logger that nobody may have

    def offers(self, capability: str) -> bool:
        return self.has_capability(capability)

    def login(self, username: str, password: str) -> object:
        """As imapclient's, but a broken connection stays one, and the user's name is quoted too."""
        quoted = '"' + username.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return self._command_and_check("login", quoted, password)

    def plain(self, username: str, password: str) -> object:
        """RFC 4616."""
        return self._command_and_check("authenticate", "PLAIN", lambda _: f"\0{username}\0{password}")

    def take_answer(self, name: str) -> list[bytes]:
        """The untagged answers or response codes `name` since the last call, e.g. COPYUID (RFC 4315)."""
        found: list[Any] = self._imap.response(name)[1]
        return [one for one in found if isinstance(one, bytes)]


class Connection:
    """Talks to one server; knows which folder is selected. Not for two threads at once."""

    def __init__(self, imap: Imap, password: str, patience: Patience) -> None:
        self.imap = imap
        self.patience = patience
        self._password = password
        self._line: _Line | None = None
        self._selected: Opened | None = None
        self._write = False
        self._since = 0.0  # when it was opened, by the monotonic clock

    @property
    def uidvalidity(self) -> int | None:
        """Of the folder that is selected."""
        return self._selected.uidvalidity if self._selected else None

    @contextlib.contextmanager
    def talk(self, doing: str) -> Iterator[_Line]:
        """The signed-in line, opened where it is not.

        Inside, a NO is raised as `SaidNo`. Anything that breaks the connection closes it and is raised as
        ServerAway or ConfigWrong; what was to be said (`doing`) stands in the sentence.
        """
        try:
            line = self._line or self._connect()
            with deadline(self.patience.command, line.socket):
                yield line
        except (MailbotError, SaidNo):
            raise
        except IMAP4.error as wrong:
            if _REFUSAL.match(str(wrong)):
                raise SaidNo(_clean(str(wrong), self._password)) from None
            bye = self._line.take_answer("BYE") if self._line is not None else []
            self.drop()
            kind = Garbled if isinstance(wrong, ProtocolError) else ServerAway
            raise kind(f"the imap server {self.imap.host} {_trouble(wrong, bye)} while {doing}") from None
        except OSError as wrong:
            self.drop()
            raise failure("imap", self.imap.host, doing, wrong) from None
        except (ValueError, RecursionError):
            self.drop()  # the two sides may be out of step
            raise Garbled(f"the imap server {self.imap.host} cannot be understood while {doing}") from None

    def open(self, path: str) -> Opened:
        """The folder as it stands now, opened for reading at least. Raises SaidNo where it cannot be opened.

        One that is open already is only asked what is new: with 100,000 mails in it, opening it costs Dovecot 60 ms,
        asking half of one.
        """
        fresh = self._line is None or self._selected is None or self._selected.path != path
        if fresh or time.monotonic() - self._since > _REOPEN_SECONDS:
            return self.select(path, write=False)
        with self.talk(f"asking for news of the folder {path!r}") as line:
            line.noop()
            now = self._selected
            assert now is not None  # noqa: S101
            before = line.take_answer("EXISTS")
            behind = line.search(["UID", f"{now.uidnext}:*"])  # the last mail, even where it is below uidnext
            after = line.take_answer("EXISTS")  # with the answer to the search: perhaps not in it
            exists = int((before + after)[-1]) if before or after else now.exists
            uidnext = max([now.uidnext, *(uid + 1 for uid in behind)])
            self._selected = replace(now, exists=exists, uidnext=uidnext)
            return replace(self._selected, restless=bool(after))

    def select(self, path: str, *, write: bool) -> Opened:
        """Opens the folder afresh: EXAMINE, or SELECT to change something in it."""
        with self.talk(f"opening the folder {path!r}") as line:
            self._selected = None
            answer = line.select_folder(path, readonly=not write)
            uidnext = answer.get(b"UIDNEXT") or line.folder_status(path, ["UIDNEXT"])[b"UIDNEXT"]
            opened = Opened(path, int(answer.get(b"UIDVALIDITY", 1)), int(uidnext), int(answer[b"EXISTS"]))
            self._selected, self._write, self._since = opened, write, time.monotonic()
            return opened

    def ensure(self, path: str, *, write: bool) -> None:
        """Opens the folder unless it is open, for writing where that is wanted."""
        opened = self._selected if self._line is not None else None
        if opened is None or opened.path != path or (write and not self._write):
            self.select(path, write=write)

    def drop(self) -> None:
        """Forgets the connection without a word to the server."""
        line, self._line, self._selected = self._line, None, None
        if line is not None:
            with contextlib.suppress(OSError, IMAP4.error, ValueError):
                line.shutdown()

    def close(self) -> None:
        """Says goodbye."""
        line = self._line
        if line is None:
            return
        try:
            line.socket().settimeout(min(5.0, self.patience.answer))
            line.logout()
        except (OSError, IMAP4.error, ValueError):
            pass
        self.drop()

    def _connect(self) -> _Line:
        try:
            line = self._line = _Line(self.imap, self.patience)
        except IMAP4.abort:
            raise
        except IMAP4.error as wrong:
            raise ServerAway(f"the imap server {self.imap.host} did not greet us as one ({wrong!s:.120})") from None
        try:
            with deadline(self.patience.connect + self.patience.answer, line.socket):
                if self.imap.security == "starttls":
                    _start_tls(line, self.imap.host)
                sign_in_imap(line, self.imap.host, self.imap.username, self._password)
        except BaseException:
            self.drop()
            raise
        return line


def _start_tls(line: _Line, host: str) -> None:
    """RFC 9051, section 6.2.1; without it nothing more is said, for a password would be readable."""
    stripped = ConfigWrong(
        f"imap.security: {host} offers no STARTTLS, so no password was sent; "
        'use "tls" (port 993), or ask why it is missing: somebody may have taken it out on the way'
    )
    if not line.offers("STARTTLS"):
        raise stripped
    try:
        line.starttls(tls_context())
    except ssl.SSLError:
        raise
    except IMAP4.error:
        raise stripped from None


_REFUSAL = re.compile(r"[\w. ]+ failed: |.* is not writable$|mailbox status changed to READ-ONLY")
"""How imapclient and imaplib word a tagged NO, and a folder that may only be read."""


def _trouble(wrong: IMAP4.error, bye: list[bytes]) -> str:
    text = re.sub(r"^command: \S+ => ", "", str(wrong))
    if bye:
        return f"said goodbye ({' '.join(bye[-1].decode('utf-8', 'replace').split())[:120]})"
    if "EOF" in text or "unterminated" in text:
        return "closed the connection"
    return "said something that is not expected there"


def _clean(answer: str, password: str) -> str:
    """The server's answer as one short line in which the password cannot stand."""
    text = " ".join(answer.partition(": ")[2].split())[:200]
    return text.replace(password, "***") if password else text
