"""winmail.dat, into which Outlook wraps a mail's formatted text and its files (TNEF)."""

from __future__ import annotations

from dataclasses import dataclass

from tnefparse import TNEF

from mailbot.reading.attachments.bounds import DATA_BYTES, TNEF_OBJECTS, Unread
from mailbot.reading.attachments.lzfu import decompress_rtf
from mailbot.reading.attachments.rtf import read_rtf
from mailbot.reading.charset import read_text
from mailbot.reading.html_text import MARKS, page_text

FILES = 20
_HEAD = 9  # level, name, type and length of an object
_CHECKSUM = 2


@dataclass(frozen=True, slots=True)
class Winmail:
    """The text of the mail that was wrapped, '' where there is none, and its files by name."""

    text: str
    files: tuple[tuple[str, bytes], ...]


def open_winmail(data: bytes) -> Winmail:
    """Opens it. Raises Unread, and tnefparse's own errors where it is broken."""
    if len(data) > DATA_BYTES or _objects(data) > TNEF_OBJECTS:
        raise Unread("attachment.too_big")
    wrapped = TNEF(data, do_checksum=False)
    files = tuple((_name(one.long_filename()), one.data or b"") for one in wrapped.attachments[:FILES])
    return Winmail(_text(wrapped), files)


def _objects(data: bytes) -> int:
    """How many objects there are: tnefparse copies what is left for each of them."""
    count, at = 0, 6
    while at + _HEAD < len(data) and count <= TNEF_OBJECTS:
        at += _HEAD + int.from_bytes(data[at + 5 : at + 9], "little") + _CHECKSUM
        count += 1
    return count


def _text(wrapped: TNEF) -> str:
    if wrapped.htmlbody:
        page = wrapped.htmlbody
        return MARKS.sub("", page_text(page if isinstance(page, str) else read_text(page, None)))
    if wrapped.rtfbody:
        held = wrapped.rtfbody
        return read_rtf(held if held.startswith(b"{\\rtf") else decompress_rtf(held))
    body = wrapped.body or ""
    return body if isinstance(body, str) else read_text(body.rstrip(b"\0"), None)


def _name(given: str) -> str:
    return given.replace("\\", "/").rpartition("/")[2].strip("\0 .")[:120] or "file"
