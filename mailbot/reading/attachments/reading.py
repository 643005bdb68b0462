"""Which reader an attachment gets, and the bounds that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailbot.reading.attachments.bounds import COUNT, DATA_BYTES, TEXT_CHARS, Unread
from mailbot.reading.attachments.opendocument import read_opendocument
from mailbot.reading.attachments.pdf import read_pdf
from mailbot.reading.attachments.rtf import read_rtf
from mailbot.reading.attachments.sheet import read_sheet
from mailbot.reading.attachments.winmail import Winmail, open_winmail
from mailbot.reading.attachments.word import read_word
from mailbot.reading.attachments.zipped import member_names
from mailbot.reading.charset import read_text, tidy
from mailbot.reading.html_text import MARKS, page_text
from mailbot.reading.mime import Leaf

_TEXT_ENDINGS = ("txt", "csv", "text", "md", "log")
_PAGE_ENDINGS = ("htm", "html")


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """An attachment: its text, or why it was not read (a code of rules/reasons.toml)."""

    name: str
    content_type: str
    size: int
    text: str | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content_type: str
    size: int
    data: Callable[[], bytes]


def read_attachments(leaves: list[Leaf]) -> Iterator[AttachmentText]:
    """Each attachment with its text where it can be read; never raises but for memory."""
    left = COUNT
    for leaf in leaves:
        for one in _files(leaf, leaf.name, leaf.content_type, leaf.size):
            if isinstance(one, AttachmentText):
                yield one
                continue
            is_image = one.content_type.startswith("image/")
            yield _read(one) if left > 0 or is_image else _unread(one, "attachment.too_many")
            left -= not is_image


def winmail_of(leaves: list[Leaf]) -> Winmail | None:
    """What Outlook wrapped into a winmail.dat, where there is one that can be opened."""
    for leaf in leaves:
        if _is_winmail(leaf.name, leaf.content_type):
            try:
                return open_winmail(leaf.data)
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001, S112 - as below; `read_attachments` tells why it was not read
                continue
    return None


def _is_winmail(name: str, content_type: str) -> bool:
    return name.lower() == "winmail.dat" or content_type in ("application/ms-tnef", "application/vnd.ms-tnef")


def _files(leaf: Leaf, name: str, content_type: str, size: int) -> Iterator[_File | AttachmentText]:
    """The attachment itself, or the files in a winmail.dat."""
    if not _is_winmail(name, content_type):
        yield _File(name, content_type, size, lambda: leaf.data)
        return
    opened = winmail_of([leaf])
    if opened is None:
        yield AttachmentText(name, content_type, size, None, "attachment.broken")
        return
    yield AttachmentText(name, content_type, size, opened.text or None, "" if opened.text else "attachment.empty")
    for inner_name, data in opened.files:
        yield _File(inner_name, "application/octet-stream", len(data), lambda held=data: held)  # type: ignore[misc]


def _unread(one: _File, code: str) -> AttachmentText:
    return AttachmentText(one.name, one.content_type, one.size, None, code)


def _read(one: _File) -> AttachmentText:
    if one.content_type.startswith("image/"):
        return _unread(one, "attachment.image")
    if one.size > DATA_BYTES:
        return _unread(one, "attachment.too_big")
    try:
        text = _text_of(one)
    except Unread as why:
        return _unread(one, why.code)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - readers of foreign formats fail in their own ways; this file is then not read
        return _unread(one, "attachment.broken")
    clean = MARKS.sub("", tidy(text))[:TEXT_CHARS].strip("\n")
    if not clean.strip():
        return _unread(one, "attachment.empty")
    return AttachmentText(one.name, one.content_type, one.size, clean)


def _text_of(one: _File) -> str:
    """By what the file is, then by what it is called."""
    data = one.data()
    if not data:
        raise Unread("attachment.empty")
    ending = one.name.lower().rpartition(".")[2]
    if data[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return read_pdf(data)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        return read_rtf(data)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if ending in _PAGE_ENDINGS or one.content_type == "text/html":
        return page_text(read_text(data, None))
    if ending in _TEXT_ENDINGS or (one.content_type == "text/plain" and b"\0" not in data[:2000]):
        return read_text(data[: 4 * TEXT_CHARS], None)
    raise Unread("attachment.not_read")


def _zipped(data: bytes) -> str:
    names = member_names(data)
    if "word/document.xml" in names:
        return read_word(data)
    if "xl/workbook.xml" in names:
        return read_sheet(data)
    if "content.xml" in names and "mimetype" in names:
        return read_opendocument(data)
    raise Unread("attachment.not_read")
