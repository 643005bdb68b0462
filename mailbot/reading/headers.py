"""Header fields into text, addresses, Message-IDs and dates, in bounded time, whatever they hold.

mail-parser reads the addresses and the date: its structural scanner is linear and never searches a display name for
an address. Encoded words are decoded here, because split and mislabelled ones come out whole only when their bytes
are joined first.
"""

from __future__ import annotations

import binascii
import datetime as dt
import email.utils
import re
from collections.abc import Iterable
from email.errors import MessageError
from email.message import Message

import mailparser
from mailparser.exceptions import MailParserError

from mailbot.model import Address
from mailbot.reading.charset import decode, repair, tidy

HEADER_CHARS = 20_000  # of one field
HEADER_COUNT = 1_000
ADDRESS_CHARS = 8_000  # of one address field
ADDRESS_COUNT = 100
ID_COUNT = 200

_WORD = re.compile(
    r"=\?(?P<charset>[^?\s=]{1,40})\?(?P<how>[bBqQ])\?"
    r"(?:(?P<plain>[^?]{0,4000})\?=|(?P<odd>.{0,2000}?)\?=(?=[\s\",;)>]|$|=\?))",
    re.DOTALL,
)
_ANGLED = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>\"(),;]{1,250}@[^\s<>\"(),;]{1,250}")
_LONE_ADDRESS = re.compile(r"(?:^|[\s<:\"'(])([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,250}[\w])(?=$|[\s>,;\"')])")
_PLACE = "encodedword{}here"
_PLACED = re.compile(r"encodedword(\d{1,4})here")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")

_ADDRESS_FIELDS = {"from": "from_", "sender": "bcc", "reply-to": "reply_to", "to": "to", "cc": "cc"}
_READ_AS = {"sender": "bcc"}  # mail-parser takes Sender for plain text

RawHeaders = tuple[tuple[str, str], ...]
"""Names in small letters with their values as they came: unfolded not yet, bytes beyond ASCII as surrogates."""


def raw_headers(message: Message) -> RawHeaders:
    """The fields of a message in order, bounded in number and length."""
    found = []
    for name, value in message.raw_items():
        found.append((name.strip().lower()[:100], str(value)[:HEADER_CHARS]))
        if len(found) == HEADER_COUNT:
            break
    return tuple(found)


def every(headers: RawHeaders, name: str) -> list[str]:
    """All values of a field, topmost first."""
    return [value for known, value in headers if known == name]


def first(headers: RawHeaders, name: str) -> str:
    """The topmost value of a field, '' where there is none."""
    return next((value for known, value in headers if known == name), "")


def decode_value(raw: str) -> str:
    """A field as one line of text: unfolded, encoded words and bytes decoded, no control characters (RFC 2047)."""
    text = _eight_bit(raw[:HEADER_CHARS])
    if "=?" in text:
        text = _decode_words(text)
    return " ".join(tidy(repair(text)).split())


def _eight_bit(raw: str) -> str:
    if raw.isascii():
        return raw
    return decode(raw.encode("utf-8", "surrogateescape"), None)


def _decode_words(text: str) -> str:
    """Encoded words decoded; neighbours of one charset are joined as bytes first, for they split characters."""
    out: list[str] = []
    at, charset, held = 0, "", b""
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        found = word["charset"].partition("*")[0].lower()
        data = _word_bytes(word["how"], word["plain"] if word["plain"] is not None else word["odd"])
        neighbours = bool(charset) and not between.strip()
        if neighbours and found == charset:
            held += data
        else:
            if charset:
                out.append(decode(held, charset))
            if not neighbours:
                out.append(between)
            charset, held = found, data
        at = word.end()
    if charset:
        out.append(decode(held, charset))
    return "".join(out) + text[at:]


def _word_bytes(how: str, body: str) -> bytes:
    data = body.encode("utf-8", "replace")
    if how in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    digits = _NOT_BASE64.sub(b"", data)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def read_addresses(headers: RawHeaders) -> dict[str, tuple[Address, ...]]:
    """The addresses of From, Sender, Reply-To, To and Cc by field, in small letters; what is no address is left out."""
    copy = Message()
    raw = {name: first(headers, name) for name in _ADDRESS_FIELDS}
    words: list[str] = []
    for name, value in raw.items():
        if value:
            copy[_READ_AS.get(name, name)] = _shortened(_without_words(_eight_bit(value), words))
    parsed = _mail_parser(copy)
    return {
        name: _addresses(getattr(parsed, _ADDRESS_FIELDS[name], ()) or (), words) or _lone_address(raw[name])
        for name in raw
    }


def _without_words(value: str, words: list[str]) -> str:
    """The field with a plain atom in place of each encoded word, which is added to `words`.

    Addresses are found before words are decoded (RFC 2047, section 6.2): a decoded name may look like a field.
    """

    def put_aside(word: re.Match[str]) -> str:
        words.append(word[0])
        return _PLACE.format(len(words) - 1)

    return _WORD.sub(put_aside, value)


def _with_words(name: str, words: list[str]) -> str:
    return _PLACED.sub(lambda place: words[int(place[1])] if int(place[1]) < len(words) else "", name)


def _shortened(value: str) -> str:
    """Cut behind a whole address where it is too long; without the line breaks that mail-parser would keep."""
    flat = " ".join(value.split())
    if len(flat) <= ADDRESS_CHARS:
        return flat
    cut = flat.rfind(",", 0, ADDRESS_CHARS)
    return flat[:cut] if cut > 0 else ""


def _mail_parser(copy: Message) -> mailparser.MailParser | None:
    try:
        return mailparser.MailParser(copy)
    except (MailParserError, MessageError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return None  # it raises on some malformed mails; the fields are then read by shape


def _addresses(pairs: Iterable[tuple[str, str]], words: list[str]) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for name, address in pairs:
        clean = address.strip().lower()
        if clean.count("@") == 1 and len(clean) <= 320 and clean.isprintable() and " " not in clean:
            found.setdefault(clean, Address(clean, decode_value(_with_words(name, words))[:200].strip(" '\"")))
        if len(found) == ADDRESS_COUNT:
            break
    return tuple(found.values())


def _lone_address(raw: str) -> tuple[Address, ...]:
    """The address of a broken field that holds exactly one."""
    text = decode_value(raw)[:ADDRESS_CHARS].replace("mailto:", "")
    found = {match[1].lower() for match in _LONE_ADDRESS.finditer(text)}
    if len(found) != 1:
        return ()
    address = found.pop()
    name = text[: text.lower().index(address)].strip(" <\"'(,;:")
    return (Address(address, name[:200]),)


def message_ids(*values: str) -> tuple[str, ...]:
    """The Message-IDs in these fields in order, without repeats, each in its angle brackets."""
    found: dict[str, None] = {}
    for value in values:
        angled = ["".join(one.split()) for one in _ANGLED.findall(value)]
        for one in angled or _BARE_ID.findall(value):
            if one.isprintable() and one.isascii():
                found.setdefault(f"<{one}>")
    return tuple(found)[-ID_COUNT:]


def read_date(headers: RawHeaders) -> dt.datetime | None:
    """The Date with its offset (UTC where it tells none), None where it is missing or no date."""
    raw = " ".join(_eight_bit(first(headers, "date"))[:200].split())
    if not raw:
        return None
    copy = Message()
    copy["Date"] = raw
    parsed = _mail_parser(copy)
    value = parsed.date if parsed else None
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC).astimezone(_offset(parsed.timezone if parsed else 0))
    return _lenient_date(raw)


def _offset(hours: object) -> dt.timezone:
    try:
        return dt.timezone(dt.timedelta(hours=float(str(hours))))
    except ValueError:
        return dt.UTC


def _lenient_date(raw: str) -> dt.datetime | None:
    try:
        value = email.utils.parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
