"""Rich text (rtf), as WordPad and old forms write it."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from mailbot.reading.attachments.bounds import Unread

RTF_BYTES = 2_000_000

_PICTURE = re.compile(rb"[0-9a-fA-F\r\n ]{2000,}")
_DEEP = 2_000  # open braces


def read_rtf(data: bytes) -> str:
    """The text, cells of a row separated by ` | `. Raises Unread."""
    slim = _PICTURE.sub(b"", data)
    if len(slim) > RTF_BYTES:
        raise Unread("attachment.too_big")
    if slim.count(b"{") > 100 * _DEEP:
        raise Unread("attachment.bomb")
    text: str = rtf_to_text(slim.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line[:-1].rstrip().replace("|", " | ") if line.endswith("|") else line for line in lines)
