"""What a bounce or a receipt reports: which mail, which recipients, failed for good or not (RFC 3464, 8098)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from mailbot.model import Delivery
from mailbot.reading import headers as fields
from mailbot.reading.mime import Pieces, content_of
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import Folded

BLOCKS = 50
TEXT_CHARS = 20_000
DATA_BYTES = 200_000
DIAGNOSIS_CHARS = 500

_MAILBOX = r"([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10})"
_ID_LINE = re.compile(r"(?im)^[> \t|]{0,20}(?:original-)?message-id:[ \t]{0,3}\n?[ \t]{0,8}(<[^<>\s]{3,500}>)")
_ADDRESS = re.compile(_MAILBOX)
_RECIPIENT_LINE = re.compile(rf"(?m)^[ \t]{{0,20}}<?{_MAILBOX}>?[ \t]{{0,3}}(?::|$|\(|\.\.\.)")


@dataclass(frozen=True, slots=True)
class Source:
    """A mail that may be a report: its pieces, its header fields, the text of its body, and all its bytes."""

    pieces: Pieces
    raw: fields.RawHeaders
    text: str
    data: bytes


def read_delivery(source: Source, rules: Rulebook, *, sure: bool = False) -> Delivery | None:
    """What the mail reports, None where it is no report (unless the caller is `sure`, by its words, that it is one).

    Structured reports are read by their fields; older bounces by the copy of the mail and the addresses in their text.
    """
    raw, text = source.raw, source.text[:TEXT_CHARS]
    blocks = tuple(_blocks(source.pieces))
    subject = fields.decode_value(fields.first(raw, "subject"))
    if not blocks and not sure and not rules.automatic.tells_bounce(raw, subject):
        return None
    diagnosis = next((str(b.get("Diagnostic-Code") or b.get("Status")) for b in blocks if b.get("Status")), "")
    return Delivery(
        message_ids=_reported_ids(source, blocks),
        recipients=_recipients(blocks, raw, text),
        failed=_failed(blocks, text, rules),
        diagnosis=fields.decode_value(diagnosis)[:DIAGNOSIS_CHARS],
    )


def _reported_ids(source: Source, blocks: tuple[Message, ...]) -> tuple[str, ...]:
    """By the report's fields and the copy, else by lines that look like a copy's, else by what the report answers."""
    ids = [str(value) for block in blocks for value in block.get_all("Original-Message-ID", [])]
    ids += [str(value) for copy in _copies(source.pieces) for value in copy.get_all("Message-ID", [])]
    found = fields.message_ids(*ids) or fields.message_ids(*_ID_LINE.findall(source.text[:TEXT_CHARS]))
    if found:
        return found
    own = fields.message_ids(fields.first(source.raw, "message-id"))
    lines = _ID_LINE.findall(source.data[:DATA_BYTES].decode("latin-1"))
    return tuple(one for one in fields.message_ids(*lines) if one not in own) or _answered(source.raw)


def _blocks(pieces: Pieces) -> Iterator[Message]:
    """The groups of fields in delivery-status and disposition-notification parts."""
    for part in pieces.reports:
        if part.get_content_type() == "text/rfc822-headers":
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            yield from (block for block in payload[:BLOCKS] if isinstance(block, Message) and len(block))
        else:
            yield _parsed(content_of(part))


def _copies(pieces: Pieces) -> Iterator[Message]:
    """The mail that is reported on, whole or its headers."""
    yield from pieces.embedded[:3]
    for part in pieces.reports:
        if part.get_content_type() == "text/rfc822-headers":
            yield _parsed(content_of(part))


def _parsed(data: bytes) -> Message:
    return HeaderParser().parsestr(data[:TEXT_CHARS].decode("utf-8", "replace").lstrip("\r\n"))


def _answered(raw: fields.RawHeaders) -> tuple[str, ...]:
    return fields.message_ids(*fields.every(raw, "in-reply-to"), *fields.every(raw, "references")[:1])[-1:]


def _recipients(blocks: tuple[Message, ...], raw: fields.RawHeaders, text: str) -> tuple[str, ...]:
    told = [
        str(value).rpartition(";")[2]
        for block in blocks
        for name in ("Original-Recipient", "Final-Recipient")
        for value in block.get_all(name, [])
    ]
    told += fields.every(raw, "x-failed-recipients")
    found = [one for value in told for one in _ADDRESS.findall(value)]
    if not found:
        found = _RECIPIENT_LINE.findall(text)[:10] or _stranger(raw, text)
    return tuple(dict.fromkeys(one.lower() for one in found))[:BLOCKS]


def _stranger(raw: fields.RawHeaders, text: str) -> list[str]:
    """The first address in the text that is neither the server's nor the one that the report went to."""
    known = {
        one.lower()
        for name in ("from", "sender", "to", "delivered-to")
        for v in fields.every(raw, name)
        for one in _ADDRESS.findall(v)
    }
    return [one for one in _ADDRESS.findall(text) if one.lower() not in known][:1]


def _failed(blocks: tuple[Message, ...], text: str, rules: Rulebook) -> bool:
    actions = [str(b.get("Action", "")).strip().lower().split(" ")[0] for b in blocks if b.get("Action")]
    if actions:
        return any(action.startswith("fail") for action in actions)
    if any(b.get("Disposition") for b in blocks):
        return False
    codes = [str(b.get("Status", "")).strip() for b in blocks if b.get("Status")]
    if codes:
        return any(code.startswith("5") for code in codes)
    return rules.automatic.delay.search(Folded(text[:4_000])) is None
