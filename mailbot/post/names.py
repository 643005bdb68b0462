"""Folder names as people write them in the configuration, and as this server wants them."""

from __future__ import annotations

import contextlib

from mailbot.errors import ConfigWrong, ServerAway
from mailbot.post.connection import Connection, SaidNo

_DRAFTS = rb"\Drafts"


class Names:
    """Turns `A/B` into the server's own path: its separator, its prefix for personal folders (RFC 2342).

    imapclient itself turns æ, ø, å into modified UTF-7 (RFC 3501, section 5.1.3).
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: tuple[str, str] | None = None
        self._made: set[str] = set()

    def path(self, name: str) -> str:
        """The server's path of a folder."""
        prefix, separator = self._known = self._known or self._ask()
        head, _, tail = name.partition("/")
        if head.upper() == "INBOX":
            return separator.join(["INBOX", *tail.split("/")]) if tail else "INBOX"
        path = name.replace("/", separator)
        return path if not prefix or path.startswith(prefix) else prefix + path

    def make(self, name: str) -> str:
        """The path of a folder that exists from now on, subscribed so that mail programs show it.

        Raises ConfigWrong where the server will not have it.
        """
        path = self.path(name)
        if path in self._made:
            return path
        if not self.exists(path):
            self._create(name, path)
        self._made.add(path)
        return path

    def forget(self, name: str) -> None:
        """Somebody removed the folder: `make` has to look again."""
        self._made.discard(self.path(name))

    def exists(self, path: str) -> bool:
        """The server lists the folder, and mails can lie in it."""
        with self._connection.talk("listing folders") as line:
            listed = line.list_folders("", path)
        return any(found == path and b"\\Noselect" not in flags for flags, _, found in listed)

    def all(self) -> tuple[str, ...]:
        """The server's paths of all folders, for sentences."""
        with self._connection.talk("listing folders") as line:
            return tuple(name for _, _, name in line.list_folders())

    def drafts(self, usual: tuple[str, ...]) -> str:
        """The path of the folder for drafts: by its attribute (RFC 6154), else the first of `usual` that exists,
        else the first of them made anew."""
        with self._connection.talk("looking for the folder of drafts") as line:
            folders = line.list_folders()
        for flags, _, name in folders:
            if _DRAFTS in flags:
                return name
        there = {name for _, _, name in folders}
        return next((p for n in usual if (p := self.path(n)) in there), None) or self.make(usual[0])

    def _create(self, name: str, path: str) -> None:
        try:
            with self._connection.talk(f"creating the folder {name!r}") as line:
                line.create_folder(path)
        except SaidNo as wrong:
            if not self.exists(path):  # two services can both be first
                raise ConfigWrong(f"the imap server will not create the folder {name!r} ({wrong}); create it") from None
        with contextlib.suppress(SaidNo), self._connection.talk(f"subscribing to {name!r}") as line:
            line.subscribe_folder(path)

    def _ask(self) -> tuple[str, str]:
        prefix, separator = "", "/"
        with self._connection.talk("asking for the folder separator") as line:
            listed = line.list_folders("", "")  # RFC 9051, section 6.3.9: an empty pattern asks for the separator
            if listed and listed[0][1]:
                separator = listed[0][1].decode("ascii", "replace")
            if line.offers("NAMESPACE"):
                personal = line.namespace().personal
                prefix = personal[0][0] if personal else ""
        return prefix, separator


def missing_folder(names: Names, name: str, answer: SaidNo) -> ConfigWrong | ServerAway:
    """Why a folder that must be there cannot be opened."""
    if names.exists(names.path(name)):
        return ServerAway(f"the imap server will not open the folder {name!r} just now ({answer})")
    there = ", ".join(names.all()[:12])
    return ConfigWrong(f"imap.folder: the mailbox has no folder {name!r}; it has {there}")
