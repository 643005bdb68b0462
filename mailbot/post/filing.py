"""Moves mails that are dealt with: in batches, never twice, never touching a mail that is not ours to move."""

from __future__ import annotations

import datetime as dt
import functools
import operator
import re
from collections.abc import Sequence
from typing import Any

from imapclient import DELETED, SEEN

from mailbot.post.connection import Connection, SaidNo
from mailbot.post.looking import BATCH, Looker
from mailbot.post.names import Names
from mailbot.post.values import Filed

_KEY = ("RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")


class Filer:
    """Files mails from one folder into another over one connection."""

    def __init__(self, connection: Connection, names: Names, looker: Looker) -> None:
        self._connection = connection
        self._names = names
        self._looker = looker

    def file_away(self, source: str, uidvalidity: int | None, uids: Sequence[int], folder: str, seen: bool) -> Filed:
        """Moves UIDs of the path `source` to the folder of that name, marked read or unread before they go.

        Where the server's UIDVALIDITY is another one the UIDs mean nothing any more: all of them are gone.
        """
        target = self._names.make(folder)
        filed = Filed()
        for start in range(0, len(uids), BATCH):
            batch = list(uids[start : start + BATCH])
            here = self._still_here(source, uidvalidity, batch)
            filed += Filed(gone=frozenset(batch) - frozenset(here))
            filed += self._batch(source, here, folder, target, seen)
        return filed

    def _still_here(self, source: str, uidvalidity: int | None, uids: Sequence[int]) -> list[int]:
        self._connection.ensure(source, write=True)
        if uidvalidity is not None and self._connection.uidvalidity != uidvalidity:
            return []
        with self._connection.talk("looking which mails are still there") as line:
            return sorted(line.search(["UID", ",".join(map(str, uids))]))

    def _batch(self, source: str, uids: Sequence[int], folder: str, target: str, seen: bool) -> Filed:
        """One batch; where the server refuses it, mail by mail, so that one bad one holds up no other."""
        if not uids:
            return Filed()
        try:
            return self._move(source, uids, target, seen)
        except SaidNo as no:
            if no.code in ("TRYCREATE", "NONEXISTENT"):  # somebody removed the folder since we made it
                self._names.forget(folder)
                self._names.make(folder)
            elif len(uids) == 1:
                return Filed(refused={uids[0]: str(no)})
        return functools.reduce(operator.add, (self._single(source, uid, target, seen) for uid in uids))

    def _single(self, source: str, uid: int, target: str, seen: bool) -> Filed:
        try:
            if not self._still_here(source, None, [uid]):
                return Filed(gone=frozenset((uid,)))
            return self._move(source, [uid], target, seen)
        except SaidNo as no:
            return Filed(refused={uid: str(no)})

    def _move(self, source: str, uids: Sequence[int], target: str, seen: bool) -> Filed:
        self._connection.ensure(source, write=True)
        with self._connection.talk("marking mails") as line:
            change = line.add_flags if seen else line.remove_flags
            change(uids, [SEEN], silent=True)
        with self._connection.talk("moving mails") as line:
            if line.offers("MOVE"):
                line.take_answer("COPYUID")
                line.move(uids, target)
                return _told(uids, line.take_answer("COPYUID"))
        return self._copy_and_remove(source, uids, target)

    def _copy_and_remove(self, source: str, uids: Sequence[int], target: str) -> Filed:
        """RFC 6851, section 3.3, by hand. A crash may lie between the copy and the removal: what is in the target
        already is not copied again."""
        there = self._copied_before(source, uids, target)
        copy = [uid for uid in uids if uid not in there]
        done = Filed(dict(there))
        self._connection.ensure(source, write=True)
        with self._connection.talk("copying mails") as line:
            if copy:
                line.take_answer("COPYUID")
                line.copy(copy, target)
                done += _told(copy, line.take_answer("COPYUID"))
            line.add_flags(uids, [DELETED], silent=True)
            if not line.offers("UIDPLUS"):  # a plain EXPUNGE would remove what others have marked
                return done + Filed(left=frozenset(uids))
            line.uid_expunge(uids)
        return done

    def _copied_before(self, source: str, uids: Sequence[int], target: str) -> dict[int, int]:
        """Which of the mails lie in the target already, by size, arrival and Message-ID, and under which UID."""
        wanted, _ = self._looker.each(source, uids, _KEY)
        found: dict[int, int] = {}
        taken: set[int] = set()
        for uid, got in wanted.items():
            size = got.get(b"RFC822.SIZE")
            if not isinstance(size, int):
                continue
            same = self._looker.search(target, ["LARGER", size - 1, "SMALLER", size + 1])
            others, _ = self._looker.each(target, [one for one in same if one not in taken], _KEY)
            match = next((one for one, other in others.items() if _key(other) == _key(got)), None)
            if match is not None:
                found[uid] = match
                taken.add(match)
        return found


def _key(got: dict[bytes, Any]) -> tuple[object, bytes]:
    when = got.get(b"INTERNALDATE")
    instant = when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else None
    header = next((v for k, v in got.items() if k.startswith(b"BODY[HEADER") and isinstance(v, bytes)), b"")
    return instant, header.strip()


def _told(uids: Sequence[int], answers: Sequence[bytes]) -> Filed:
    """New UIDs as COPYUID tells them (RFC 4315, section 3); None for each where it says nothing."""
    told: dict[int, int] = {}
    uidvalidity = None
    for answer in answers:
        found = re.fullmatch(rb"(\d+) ([\d:,]+) ([\d:,]+)", answer.strip())
        if found:
            uidvalidity = int(found[1])
            told |= dict(zip(_spread(found[2]), _spread(found[3]), strict=False))
    return Filed({uid: told.get(uid) for uid in uids}, uidvalidity=uidvalidity)


def _spread(ranges: bytes) -> list[int]:
    out: list[int] = []
    for one in ranges.decode("ascii").split(","):
        low, _, high = one.partition(":")
        first, last = sorted((int(low), int(high or low)))
        out += range(first, min(last, first + 10_000) + 1)
    return out
