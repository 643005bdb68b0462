"""Bytes into the pieces of a mail (RFC 2045-2049): bodies with their alternatives, attachments, mails inside it.

The standard library parses under compat32, within bounds: its newer policies take seconds for a header of quotes, and
mail-parser keeps every attachment as text, loses some bodies and does not tell alternatives apart.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import Policy, compat32

from mailbot.errors import UnreadableMail
from mailbot.reading.charset import read_text
from mailbot.reading.headers import decode_value
from mailbot.reading.smime import signed_content

PART_COUNT = 2_000
DEPTH = 25
SIZE = 60_000_000  # of a mail, octets
LIGHT = 2_000_000  # a larger mail is cut before it is parsed
TEXT_BYTES = 1_000_000  # of one text part
ATTACHMENT_BYTES = 10_000_000  # as it is transferred
HEADER_BYTES = 1_000_000
SIGNATURES = 3  # around each other
TEXT_CHARS = 200_000
HTML_CHARS = 1_000_000

_BOUNDARY_LINE = re.compile(rb"^--[^\r\n]{1,200}$|^--[^\r\n]{1,200}(?=\r)", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_FORGOTTEN_QP = re.compile(rb"=(?:C3=[89AB][0-9A-F]|E6|F8|E5|C6|D8|C5)")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]")


@dataclass(frozen=True, slots=True)
class Body:
    """One text of a mail, in the forms that it came in: decoded, not yet laid out."""

    plain: str | None
    html: str | None
    flowed: bool = False  # format=flowed (RFC 3676)
    del_sp: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """An attachment with its name (no path in it) and type."""

    name: str
    content_type: str
    message: Message = field(repr=False)
    size: int = 0

    @property
    def data(self) -> bytes:
        """Its content, transfer encoding undone."""
        return content_of(self.message)


@dataclass(slots=True)
class Pieces:
    """What a mail is made of, in order."""

    bodies: list[Body] = field(default_factory=list)
    attachments: list[Leaf] = field(default_factory=list)
    embedded: list[Message] = field(default_factory=list)  # message/rfc822
    reports: list[Message] = field(default_factory=list)  # delivery-status, disposition-notification, returned headers
    calendar: bool = False
    encrypted: bool = False
    signatures: int = 0  # opaque ones that were opened
    cut: bool = False  # something was too long to be taken whole

    def add(self, other: Pieces) -> None:
        """Puts another's attachments and the like behind these; its bodies are left."""
        self.attachments += other.attachments
        self.embedded += other.embedded
        self.reports += other.reports
        self.calendar |= other.calendar
        self.encrypted |= other.encrypted
        self.cut |= other.cut


class _Bounded(Message):
    """A message that knows how deep it lies."""

    depth = 0

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        if isinstance(payload, _Bounded):
            payload.depth = self.depth + 1
            if payload.depth > DEPTH:
                raise UnreadableMail(f"the mail is nested deeper than {DEPTH} levels")
        super().attach(payload)


def parse_headers(data: bytes) -> Message:
    """The header fields alone, bounded."""
    end = _BLANK_LINE.search(data, 0, HEADER_BYTES)
    head = data[: end.start() if end else HEADER_BYTES]
    return HeaderParser().parsestr(_lines_mended(head).decode("ascii", "surrogateescape"))


def parse(data: bytes) -> Message:
    """The whole message. Raises UnreadableMail where it breaks a bound."""
    if len(data) > SIZE:
        raise UnreadableMail(f"the mail has {len(data)} octets, more than {SIZE} are not read")
    data = _lines_mended(_lightened(data) if len(data) > LIGHT else data)
    try:
        return BytesParser(_counting()).parsebytes(data)
    except RecursionError:
        raise UnreadableMail("the mail is nested too deep to be read") from None


def _counting() -> Callable[..., Message]:
    count = 0

    def make(policy: Policy = compat32) -> Message:
        nonlocal count
        count += 1
        if count > PART_COUNT:
            raise UnreadableMail(f"the mail has more than {PART_COUNT} parts")
        return _Bounded(policy)

    return make


def _lines_mended(data: bytes) -> bytes:
    """NUL bytes away where the text is not wide; lines that end in CR alone get their LF; no mbox line above it."""
    if b"\0" in data[:2000] and data[:2000].count(b"\0") < 20:
        data = data.replace(b"\0", b"")
    if b"\r" in data and b"\n" not in data[:2000]:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")


def _lightened(data: bytes) -> bytes:
    """A large mail with long texts cut and huge attachments emptied, each with its size noted (X-Mailbot-Size)."""
    out, at = [], 0
    for edge in (*(found.start() for found in _BOUNDARY_LINE.finditer(data)), len(data)):
        out.append(_light_section(data[at:edge]) if edge - at > TEXT_BYTES else data[at:edge])
        at = edge
    return b"".join(out)


def _light_section(section: bytes) -> bytes:
    split = _BLANK_LINE.search(section, 0, HEADER_BYTES)
    if not split:
        return section[:HEADER_BYTES]
    head, body = section[: split.start()], section[split.end() :]
    types = re.search(rb"(?im)^content-type:\s*(\w+)/", head)
    is_text = types is None or types[1].lower() in (b"text", b"multipart", b"message")
    note = b"\r\nX-Mailbot-Size: %d" % len(body)
    if is_text:
        return head + note + split[0] + body[:TEXT_BYTES] + b"\r\n"
    if types is not None and types[1].lower() == b"application" and len(body) <= ATTACHMENT_BYTES:
        return section
    return head + note + split[0] + b"\r\n"


def content_of(part: Message) -> bytes:
    """A part's content with its transfer encoding undone (RFC 2045 section 6); never raises."""
    told = str(part.get("Content-Transfer-Encoding", "")).lower()
    how = told.split(";")[0].strip("\"' \t\r\n")
    if how == "base64":
        digits = part.get_payload()
        return _from_base64(digits.encode("ascii", "replace")) if isinstance(digits, str) else b""
    data = part.get_payload(decode=True)  # undecoded it would be read as ASCII, and lost
    if not isinstance(data, bytes):
        return b""
    if how == "quoted-printable":
        return data if told == how else binascii.a2b_qp(data)
    if how in ("", "7bit") and len(_FORGOTTEN_QP.findall(data, 0, 100_000)) >= 2:
        return binascii.a2b_qp(data)
    return data


def _from_base64(raw: bytes) -> bytes:
    """What stands before the first foreign character: gateways put plain footers below."""
    found = _BASE64.match(raw)
    digits = b"".join((found[0] if found else b"").split()).rstrip(b"=")
    digits = digits.partition(b"=")[0]
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def take_apart(message: Message) -> Pieces:
    """The pieces of a parsed message."""
    pieces = Pieces()
    _take(message, pieces)
    return pieces


def _take(part: Message, pieces: Pieces) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        _take_embedded(part, pieces)
    elif kind in ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers") or kind in (
        "message/global-delivery-status",
        "message/feedback-report",
    ):
        pieces.reports.append(part)
    elif part.is_multipart():
        _take_multipart(part, kind, pieces)
    elif part.get_content_maintype() == "multipart":
        _take_text(part, "plain", pieces)  # its boundary is missing: all that is there is text
    else:
        _take_leaf(part, kind, pieces)


def _take_multipart(part: Message, kind: str, pieces: Pieces) -> None:
    children = [child for child in part.get_payload() if isinstance(child, Message)]
    if kind == "multipart/alternative":
        _take_alternatives(children, pieces)
    elif kind == "multipart/encrypted":
        pieces.encrypted = True
    else:
        for child in children:
            _take(child, pieces)


def _take_embedded(part: Message, pieces: Pieces) -> None:
    inner = part.get_payload(0)
    if isinstance(inner, Message):
        pieces.embedded.append(inner)


def _take_alternatives(children: list[Message], pieces: Pieces) -> None:
    """One body in several forms (RFC 2046 section 5.1.4)."""
    plain: list[Body] = []
    pages: list[Body] = []
    for child in children:
        inside = Pieces()
        _take(child, inside)
        pieces.add(inside)
        for body in inside.bodies:
            (plain if body.html is None else pages).append(body)
    text = next((b for b in plain if (b.plain or "").strip()), plain[0] if plain else None)
    page = next((b for b in reversed(pages) if (b.html or "").strip()), None)
    if text or page:
        pieces.bodies.append(
            Body(
                text.plain if text else (page.plain if page else None),
                page.html if page else None,
                text.flowed if text else False,
                text.del_sp if text else False,
            )
        )
    for body in pages:
        if body is not page and body.html and not plain:
            pieces.bodies.append(body)


def _take_leaf(part: Message, kind: str, pieces: Pieces) -> None:
    name = file_name(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind == "text/calendar":
        pieces.calendar = True
    if kind in ("text/plain", "text/html") and not attached:
        _take_text(part, kind.partition("/")[2], pieces)
    elif kind == "text/enriched" and not attached:
        _take_text(part, "html", pieces)
    elif kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        pass  # of a multipart/signed, whose first part has been taken
    else:
        if kind.endswith("pkcs7-mime") and _take_signed(part, pieces):
            return
        pieces.attachments.append(Leaf(name or _name_for(kind), kind, part, _size_of(part)))


def _take_signed(part: Message, pieces: Pieces) -> bool:
    """The mail inside an opaque signature, in its place."""
    inside = signed_content(content_of(part)) if pieces.signatures < SIGNATURES else None
    if inside is None:
        pieces.encrypted = True
        return False
    pieces.signatures += 1
    _take(parse(inside), pieces)
    return True


def _take_text(part: Message, form: str, pieces: Pieces) -> None:
    data = content_of(part)
    limit = HTML_CHARS if form == "html" else TEXT_CHARS
    text = read_text(data[: 4 * limit], _charset(part, data, form))
    if len(text) > limit or part.get("X-Mailbot-Size"):
        pieces.cut = True
        text = text[:limit]
    if form == "html":
        pieces.bodies.append(Body(None, text))
    else:
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        del_sp = str(part.get_param("delsp", "")).lower() == "yes"
        pieces.bodies.append(Body(text, None, flowed, del_sp))


_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


def _charset(part: Message, data: bytes, form: str) -> str | None:
    label = part.get_param("charset")
    if isinstance(label, tuple):  # RFC 2231
        label = label[2]
    if not label and form == "html":
        found = _META.search(data[:4000])
        return found[1].decode("ascii") if found else None
    return str(label) if label else None


def _size_of(part: Message) -> int:
    noted = str(part.get("X-Mailbot-Size", ""))
    if noted.isdigit() and len(noted) < 12:
        return int(noted) * 3 // 4
    payload = part.get_payload()
    if not isinstance(payload, str):
        return 0
    base64 = "base64" in str(part.get("Content-Transfer-Encoding", "")).lower()
    return len(payload) * 3 // 4 if base64 else len(payload)


def file_name(part: Message) -> str:
    """The attachment's name as a person sees it, without any path; '' where it has none."""
    try:
        given = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        given = ""
    name = decode_value(given[:2000])
    name = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > 120:
        return f"{stem[:100]}{dot}{ending[:10]}" if dot else name[:120]
    return name


def _name_for(kind: str) -> str:
    return "attachment." + re.sub(r"[^a-z0-9]", "", kind.rpartition("/")[2])[:20]
