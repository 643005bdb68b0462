"""Looks into a folder for what is new, and fetches mails: never marking one read, never all of them at once."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mailbot.model import Place, RawMail
from mailbot.post.connection import Connection, Garbled, Opened, SaidNo
from mailbot.post.outline import HEADER_OCTETS, fetch_outline, octets
from mailbot.post.values import Look

BATCH = 100
BATCH_OCTETS = 8_000_000
WHOLE_OCTETS = 10_000_000
"""Above this a mail comes without its big parts: reading one costs seven times its size in memory."""

_WINDOW = 20_000  # UIDs a search answers about: its answer is one line, which imaplib bounds
_HEAD = ("INTERNALDATE", "RFC822.SIZE", f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>")


class Looker:
    """Reads folders over one connection; opens them read-only (EXAMINE)."""

    def __init__(self, connection: Connection, zone: dt.tzinfo | None) -> None:
        self._connection = connection
        self._zone = zone

    def look(
        self, folder: str, opened: Opened, known: tuple[int | None, int], since: dt.date | None, limit: int
    ) -> Look:
        """What lies behind the last UID of `known` (UIDVALIDITY, UID) in the folder that is open."""
        path, uidvalidity, uidnext = opened.path, opened.uidvalidity, opened.uidnext
        reset = known[0] is not None and known[0] != uidvalidity
        first = 1 if reset or known[0] is None else known[1] + 1
        uids = self._search(first, opened, since, limit + 1)
        chosen, more = uids[:limit], len(uids) > limit
        found, unreadable = self.each(path, chosen, _HEAD)
        fresh = tuple(
            mail
            for uid in chosen
            if uid in found and (mail := _raw(Place(folder, uidvalidity, uid), found[uid], _header(found[uid])))
            if since is None or self._day(mail.arrived) >= since
        )
        cursor = chosen[-1] if more else max(first, uidnext) - 1
        return Look(uidvalidity, uidnext, fresh, cursor, more, reset, opened.exists, unreadable)

    def fetch(self, folder: str, path: str, uidvalidity: int, uids: Iterable[int]) -> Iterator[RawMail]:
        """Whole mails, in batches bounded by number and size; big ones by their outline (see outline.py).

        A UID that is gone is left out. One that the server cannot hand out comes without data.
        """
        for batch in _chunks(list(uids), BATCH):
            sizes, _ = self.each(path, batch, ("RFC822.SIZE",), uidvalidity)
            for group, whole in _by_size([(uid, _size(sizes[uid])) for uid in batch if uid in sizes]):
                bodies = self._whole if whole else self._outlines
                yield from bodies(folder, path, uidvalidity, group)

    def each(
        self, path: str, uids: Sequence[int], items: Sequence[str], uidvalidity: int | None = None
    ) -> tuple[dict[int, dict[bytes, Any]], tuple[int, ...]]:
        """FETCH for these UIDs, and those that the server refuses: one such mail does not hide its neighbours."""
        if not uids or not self._there(path, uidvalidity):
            return {}, ()
        found: dict[int, dict[bytes, Any]] = {}
        refused: list[int] = []
        for batch in _chunks(list(uids), BATCH):
            try:
                found |= self._fetch(path, batch, items)
            except (SaidNo, Garbled):
                for uid in batch:
                    try:
                        found |= self._fetch(path, [uid], items)
                    except (SaidNo, Garbled):
                        refused.append(uid)
        return found, tuple(refused)

    def search(self, path: str, criteria: Sequence[Any]) -> list[int]:
        """UIDs in a folder, ascending."""
        self._connection.ensure(path, write=False)
        utf8 = any(isinstance(word, str) and not word.isascii() for word in criteria)
        with self._connection.talk("searching for mails") as line:
            return sorted(line.search(list(criteria), charset="UTF-8" if utf8 else None))

    def _whole(self, folder: str, path: str, uidvalidity: int, group: Sequence[int]) -> Iterator[RawMail]:
        items = ("INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[]")
        found, refused = self.each(path, group, items, uidvalidity)
        for uid in refused:
            yield RawMail(Place(folder, uidvalidity, uid), b"", dt.datetime.now(dt.UTC), 0)
        for uid, got in sorted(found.items()):
            yield _raw(Place(folder, uidvalidity, uid), got, octets(got.get(b"BODY[]")))

    def _outlines(self, folder: str, path: str, uidvalidity: int, group: Sequence[int]) -> Iterator[RawMail]:
        for uid in group:
            if not self._there(path, uidvalidity):
                return
            data, got = fetch_outline(functools.partial(self._one, path, uidvalidity, uid))
            yield _raw(Place(folder, uidvalidity, uid), got, data)

    def _one(self, path: str, uidvalidity: int, uid: int, items: Sequence[str]) -> dict[bytes, Any]:
        found, _ = self.each(path, [uid], items, uidvalidity)
        return found.get(uid, {})

    def _there(self, path: str, uidvalidity: int | None) -> bool:
        """The folder is selected, and still the one whose UIDs are meant (it may have changed at a reconnection)."""
        self._connection.ensure(path, write=False)
        return uidvalidity is None or self._connection.uidvalidity == uidvalidity

    def _fetch(self, path: str, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        self._connection.ensure(path, write=False)
        with self._connection.talk("fetching mails") as line:
            return line.fetch(uids, items)

    def _search(self, first: int, opened: Opened, since: dt.date | None, limit: int) -> list[int]:
        """At least the first `limit` UIDs from `first` on, if there are so many."""
        uidnext = opened.uidnext
        if first >= uidnext:  # `n:*` would give the last mail even where n is above it
            return []
        found: list[int] = []
        step = _WINDOW if opened.exists > _WINDOW else uidnext
        for low in range(first, uidnext, step):
            words: list[Any] = ["UID", f"{low}:{min(low + step, uidnext) - 1}"]
            if since is not None:  # a day early: the server's day may not be ours
                words += ["SINCE", since - dt.timedelta(days=1)]
            with self._connection.talk("looking for new mails") as line:
                found += sorted(line.search(words))
            if len(found) >= limit:
                break
        return found

    def _day(self, arrived: dt.datetime) -> dt.date:
        return (arrived.astimezone(self._zone) if self._zone else arrived).date()


def _raw(place: Place, got: dict[bytes, Any], data: bytes) -> RawMail:
    when = got.get(b"INTERNALDATE")
    if not isinstance(when, dt.datetime):
        when = dt.datetime.now(dt.UTC)
    offset = when.utcoffset() or dt.timedelta()
    return RawMail(place, data, when.replace(tzinfo=dt.timezone(offset)), _size(got))


def _size(got: dict[bytes, Any]) -> int:
    size = got.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _header(got: dict[bytes, Any]) -> bytes:
    """The header section under whatever name the server gives a part of it."""
    return next((octets(value) for key, value in got.items() if key.startswith(b"BODY[HEADER]")), b"")


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def _by_size(sized: Sequence[tuple[int, int]]) -> Iterator[tuple[list[int], bool]]:
    """Groups whose mails together stay below BATCH_OCTETS, and True; a mail too big to fetch whole alone, and False."""
    group: list[int] = []
    total = 0
    for uid, size in sized:
        if size > WHOLE_OCTETS:
            yield [uid], False
            continue
        if group and total + size > BATCH_OCTETS:
            yield group, True
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group, True
