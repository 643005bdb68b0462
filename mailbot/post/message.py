"""A letter's headers and its two texts become the bytes of a message (RFC 5322, RFC 2045 to 2047)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import quoprimime
from email.utils import format_datetime

from mailbot.errors import GiveUp

_REFERENCES = 20
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,900}>")  # printable ASCII without blanks and angle brackets, one line long
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")  # RFC 5322, dot-atom
_LINE = 76
_WORD = 75  # RFC 2047, section 2: an encoded word is at most 75 characters long
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")  # RFC 2047, section 5 (3)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in a letter's headers."""

    sender_name: str
    sender: str
    to: tuple[str, ...]
    subject: str
    message_id: str
    date: dt.datetime
    language: str
    kind: str
    submitted: str  # auto-replied or auto-generated (RFC 3834, section 5)
    cases: tuple[str, ...] = ()
    answers: str = ""  # Message-ID of the mail that it answers
    references: tuple[str, ...] = ()  # of the thread, oldest first


def write(envelope: Envelope, text: str, page: str) -> bytes:
    """The whole message with CRLF line ends. Raises GiveUp where an address cannot stand in a header."""
    edge = "=_" + "".join(c for c in envelope.message_id if c.isalnum())[:24]  # `=_` never stands in quoted-printable
    lines = _headers(envelope)
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{edge}"', ""]
    for kind, content in (("plain", text), ("html", page)):
        lines += [f"--{edge}", f'Content-Type: text/{kind}; charset="utf-8"']
        lines += ["Content-Transfer-Encoding: quoted-printable", "", _quoted_printable(content)]
    lines += [f"--{edge}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _headers(envelope: Envelope) -> list[str]:
    ids = thread_of(envelope.references, envelope.answers)
    lines = [
        f"From: {_mailbox(envelope.sender_name, envelope.sender)}",
        "To: " + ",\r\n ".join(_address(to) for to in envelope.to),
        "Subject: " + _folded(envelope.subject, len("Subject: ")),
        f"Date: {format_datetime(envelope.date)}",
        f"Message-ID: {envelope.message_id}",
    ]
    if ids:
        lines += [f"In-Reply-To: {ids[-1]}", "References: " + "\r\n ".join(ids)]
    lines += [
        f"Auto-Submitted: {envelope.submitted}",
        "X-Auto-Response-Suppress: DR, RN, NRN, AutoReply",
        f"X-Mailbot-Letter: {envelope.kind}",
        f"Content-Language: {envelope.language}",
    ]
    if envelope.cases:
        lines.append("X-Mailbot-Case: " + ",\r\n ".join(envelope.cases))
    return lines


def thread_of(references: tuple[str, ...], answers: str) -> tuple[str, ...]:
    """What References holds: the first and the last ids of a thread, the answered one last; nothing that is no id."""
    ids = [i for i in dict.fromkeys(references) if i != answers] + [answers]
    good = tuple(i for i in ids if _MESSAGE_ID.fullmatch(i))
    return good if len(good) <= _REFERENCES else (good[0], *good[1 - _REFERENCES :])


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise GiveUp(f"{address!a} cannot be written to: it is no plain mail address; answer by hand")
    return address


def _mailbox(name: str, address: str) -> str:
    if not name:
        return _address(address)
    if not _plain(name):
        return f"{_folded(name, len('From: '))}\r\n <{_address(address)}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{_address(address)}>'


def _folded(text: str, used: int) -> str:
    """Header words, encoded where they have to be; lines of at most 76 characters where there are blanks."""
    lines, line = [], ""
    for word in _words(text):
        if line and used + len(line) + 1 + len(word) > _LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _words(text: str) -> list[str]:
    """Blank-separated words; from the first that is not plain to the last such they are one run of encoded words."""
    words = text.split()
    odd = [i for i, w in enumerate(words) if not _plain(w)]
    if not odd:
        return words
    first, last = odd[0], odd[-1] + 1
    return [*words[:first], *_encoded(" ".join(words[first:last])), *words[last:]]


def _plain(text: str) -> bool:
    """ASCII that nobody takes for an encoded word, and short enough for a line."""
    return text.isascii() and text.isprintable() and "=?" not in text and len(text) <= 200


def _encoded(text: str) -> list[str]:
    """Encoded words (RFC 2047, Q): each holds whole characters; a blank between two of them does not count."""
    room = _WORD - len("=?utf-8?q??=")
    out, now = [], ""
    for char in text:
        piece = _q(char)
        if len(now) + len(piece) > room:
            out.append(now)
            now = ""
        now += piece
    return [f"=?utf-8?q?{chunk}?=" for chunk in [*out, now]]


def _q(char: str) -> str:
    if char == " ":
        return "_"
    return "".join(chr(b) if b in _Q_SAFE else f"={b:02X}" for b in char.encode("utf-8"))


def _quoted_printable(text: str) -> str:
    raw = text.encode("utf-8").decode("latin-1")
    coded = quoprimime.body_encode(raw, maxlinelen=_LINE, eol="\r\n")
    return coded.removesuffix("\r\n")
