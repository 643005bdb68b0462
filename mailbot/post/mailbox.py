"""The mailbox that is watched: looking, fetching, filing, waiting; each call works or says in one sentence why not."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType

from mailbot.config import Imap
from mailbot.errors import NotFound, ServerAway
from mailbot.model import RawMail
from mailbot.post.connection import Connection, Opened, SaidNo
from mailbot.post.filing import Filer
from mailbot.post.looking import Looker
from mailbot.post.names import Names, missing_folder
from mailbot.post.transport import Patience
from mailbot.post.values import Filed, FolderState, Look
from mailbot.post.waking import Bell

_IDLE_SECONDS = 25 * 60  # RFC 2177: renewed before the 29 minutes after which a server may hang up
PATIENCE = Patience()


class Mailbox:
    """Speaks IMAP for one thread; only `wake` may be called from others.

    It connects when it is first used and again after a failure. Failures are ServerAway (also: refused for now),
    LoginRefused, ConfigWrong (folder missing, certificate, STARTTLS stripped), each one sentence without the password.
    """

    def __init__(
        self, imap: Imap, password: str, *, zone: dt.tzinfo | None = None, patience: Patience = PATIENCE
    ) -> None:
        self.imap = imap
        self._connection = Connection(imap, password, patience)
        self._names = Names(self._connection)
        self._looker = Looker(self._connection, zone)
        self._filer = Filer(self._connection, self._names, self._looker)
        self._bell = Bell()
        self._seen: tuple[int, int] | None = None  # UIDVALIDITY and next UID of the last look that saw everything

    def __enter__(self) -> Mailbox:
        self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> None:
        """Opens the connection and signs in, unless that is done."""
        with self._sentence("signing in"), self._connection.talk("signing in"):
            pass

    def close(self) -> None:
        """Says goodbye; the mailbox can be used again."""
        self._connection.close()

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server can do, in capitals."""
        with self._sentence("asking for capabilities"), self._connection.talk("asking for capabilities") as line:
            return frozenset(one.decode("ascii", "replace").upper() for one in line.capabilities())

    def look(
        self, last_uid: int = 0, uidvalidity: int | None = None, since: dt.date | None = None, limit: int = 500
    ) -> Look:
        """What came into the watched folder after `last_uid`, headers only, at most `limit` mails, oldest first.

        Mails that arrived before the day `since` are left out. Under another UIDVALIDITY than the one given
        (None: nothing is known yet) it begins at the first mail. Its cost depends on what is new. Marks nothing.
        """
        with self._sentence("looking for new mails"):
            look = self._looker.look(self.imap.folder, self._open(), (uidvalidity, last_uid), since, limit)
        self._seen = None if look.more else (look.uidvalidity, look.uidnext)
        return look

    def fetch(self, uids: Iterable[int], *, uidvalidity: int | None = None) -> Iterator[RawMail]:
        """Whole mails of the watched folder, those above 10 MB without their big parts (see outline.py).

        `uidvalidity` defaults to the last look's. A UID that is gone is left out; a mail that the server cannot hand
        out comes with empty data.
        """
        known = uidvalidity if uidvalidity is not None else self._seen[0] if self._seen else None
        yield from self._fetch(self.imap.folder, list(uids), known)

    def fetch_from(self, folder: str, uid: int, *, uidvalidity: int | None = None) -> RawMail:
        """One mail of any folder. Raises NotFound where it is not there (any more)."""
        found = next(iter(self._fetch(folder, [uid], uidvalidity)), None)
        if found is None or not found.data:
            raise NotFound(f"the mail {uid} is not in the folder {folder!r} any more; look for it in the mailbox")
        return found

    def find(self, folder: str, message_id: str) -> tuple[int, ...]:
        """UIDs of the mails in a folder with exactly this Message-ID; none where there is no such folder."""
        wanted = message_id.strip()
        if not wanted or re.search(r"[\x00-\x1f]", wanted):
            return ()
        with self._sentence(f"searching the folder {folder!r}"):
            path = self._names.path(folder)
            if not self._names.exists(path):
                return ()
            uids = self._looker.search(path, ["HEADER", "MESSAGE-ID", wanted])
            found, _ = self._looker.each(path, uids, ("BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]",))
        return tuple(uid for uid, got in sorted(found.items()) if _names_id(got, wanted))

    def file_away(
        self, uids: Sequence[int], folder: str, seen: bool, *, source: str | None = None, uidvalidity: int | None = None
    ) -> Filed:
        """Moves mails to a folder (made where it is missing), marked read or unread.

        From the watched folder unless `source` names another. Asking again for what is moved already does nothing.
        """
        with self._sentence(f"filing mails into {folder!r}"):
            path = self._names.path(source or self.imap.folder)
            return self._filer.file_away(path, uidvalidity, uids, folder, seen)

    def append(
        self, folder: str, data: bytes, flags: Sequence[bytes] = (), *, at: dt.datetime | None = None
    ) -> int | None:
        """Lays a mail into a folder (made where it is missing); its UID where the server tells."""
        wire = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
        with self._sentence(f"laying a mail into {folder!r}"):
            path = self._names.make(folder)
            with self._connection.talk(f"laying a mail into {folder!r}") as line:
                line.take_answer("APPENDUID")
                line.append(path, wire, flags=tuple(flags), msg_time=at)
                told = line.take_answer("APPENDUID")
        return int(told[-1].split()[-1]) if told and told[-1].split()[-1].isdigit() else None

    def drafts(self, usual: tuple[str, ...] = ("Drafts",)) -> str:
        """The folder for drafts: the one that the server calls so, else the first of `usual` that exists or is made."""
        with self._sentence("looking for the folder of drafts"):
            return self._names.drafts(usual)

    def make_folder(self, name: str) -> None:
        """The folder exists from now on."""
        with self._sentence(f"creating the folder {name!r}"):
            self._names.make(name)

    def folder_exists(self, name: str) -> bool:
        """Mails can lie in a folder of that name."""
        with self._sentence("listing folders"):
            return self._names.exists(self._names.path(name))

    def state(self, folder: str) -> FolderState | None:
        """How many mails a folder holds and which UID comes next; None where there is no such folder."""
        with self._sentence(f"asking about the folder {folder!r}"):
            path = self._names.path(folder)
            if not self._names.exists(path):
                return None
            with self._connection.talk(f"asking about the folder {folder!r}") as line:
                told = line.folder_status(path, ["MESSAGES", "UIDNEXT", "UIDVALIDITY"])
        return FolderState(folder, told[b"MESSAGES"], told[b"UIDNEXT"], told[b"UIDVALIDITY"])

    def uids(self, folder: str, first: int = 1) -> list[int]:
        """UIDs of a folder from `first` on, ascending."""
        with self._sentence(f"listing the folder {folder!r}"):
            path = self._names.path(folder)
            found = self._looker.search(path, ["UID", f"{first}:*"])
        return [uid for uid in found if uid >= first]

    def wake(self) -> None:
        """Ends a `wait` at once, from any thread."""
        self._bell.ring()

    def wait(self, seconds: float) -> bool:
        """Waits for new mail at most so long: True when something may be new, False when not or when woken.

        Uses IDLE where the server has it (RFC 2177); else it just waits and says True.
        """
        end = time.monotonic() + seconds
        with self._sentence("waiting for mail"):
            with self._connection.talk("waiting for mail") as line:
                idle = line.offers("IDLE")
            if not idle:
                rang, _ = self._bell.wait(seconds)
                return not rang
            return self._idle(end)

    def _open(self) -> Opened:
        path = self._names.path(self.imap.folder)
        try:
            return self._connection.open(path)
        except SaidNo as no:
            raise missing_folder(self._names, self.imap.folder, no) from None

    def _idle(self, end: float) -> bool:
        while True:
            now = self._open()  # answers to other commands may have told what idling then keeps silent about
            if now.restless or self._seen != (now.uidvalidity, now.uidnext):
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            rang, news = self._idle_once(min(left, _IDLE_SECONDS))
            if rang or news:
                return news and not rang

    def _idle_once(self, seconds: float) -> tuple[bool, bool]:
        with self._connection.talk("going idle") as line:
            line.idle()
            handle = line.socket()
        rang, _ = self._bell.wait(seconds, handle)
        with self._connection.talk("leaving idle") as line:
            _, told = line.idle_done()
        return rang, any(len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in told)

    def _fetch(self, folder: str, uids: list[int], uidvalidity: int | None) -> Iterator[RawMail]:
        with self._sentence("fetching mails"):
            path = self._names.path(folder)
            self._connection.ensure(path, write=False)
            known = uidvalidity if uidvalidity is not None else self._connection.uidvalidity or 1
            yield from self._looker.fetch(folder, path, known, uids)

    @contextlib.contextmanager
    def _sentence(self, doing: str) -> Iterator[None]:
        """A NO that nobody foresaw may pass: a quota, a lock, a limit."""
        try:
            yield
        except SaidNo as no:
            raise ServerAway(f"the imap server {self.imap.host} refuses {doing} ({no})") from None


def _names_id(got: dict[bytes, object], wanted: str) -> bool:
    header = next((v for k, v in got.items() if k.startswith(b"BODY[HEADER") and isinstance(v, bytes)), b"")
    return "".join(header.decode("utf-8", "replace").partition(":")[2].split()) == "".join(wanted.split())
