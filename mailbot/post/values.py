"""What the mailbox and the sender answer: frozen values that need no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailbot.model import RawMail


@dataclass(frozen=True, slots=True)
class Look:
    """What a look into the watched folder found.

    `fresh` holds mails with headers alone (at most 256 KB of them), oldest first. When they are dealt with, the
    next look begins behind `cursor`; `more` says that it will find something at once.
    """

    uidvalidity: int
    uidnext: int
    fresh: tuple[RawMail, ...]
    cursor: int
    more: bool = False
    reset: bool = False  # another UIDVALIDITY than the caller knew: every UID known before is void
    exists: int = 0  # mails in the folder, all of them
    unreadable: tuple[int, ...] = ()  # UIDs that the server itself cannot hand out


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of mails that were to be moved."""

    moved: Mapping[int, int | None] = field(default_factory=dict)  # UID -> UID in the new folder, where it is told
    gone: frozenset[int] = (
        frozenset()
    )  # no longer there under that UID: somebody was quicker, or we were, before a crash
    refused: Mapping[int, str] = field(default_factory=dict)  # UID -> what the server said
    left: frozenset[int] = frozenset()  # copied, but only marked \\Deleted: the server cannot remove single mails
    uidvalidity: int | None = None  # of the folder that they lie in now, where it is told

    def __add__(self, other: Filed) -> Filed:
        """Two batches as one."""
        return Filed(
            {**self.moved, **other.moved},
            self.gone | other.gone,
            {**self.refused, **other.refused},
            self.left | other.left,
            other.uidvalidity or self.uidvalidity,
        )


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder as STATUS tells it (RFC 9051, section 6.3.11)."""

    name: str
    messages: int
    uidnext: int
    uidvalidity: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a letter does not reach one recipient."""

    recipient: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the letter, for all recipients but these."""

    refused: tuple[Failure, ...] = ()  # for good
    later: tuple[Failure, ...] = ()  # for now: send it again to these alone


@dataclass(frozen=True, slots=True)
class Later:
    """Nobody got the letter; it can be sent again."""

    reason: str
    everyone: bool = False  # it is about the server, not about this letter: the next one would fare the same


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody gets the letter, now or later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The letter was handed over, but the server did not say that it took it (RFC 5321, section 6.1)."""

    reason: str


Outcome = Sent | Later | Refused | Unsure
