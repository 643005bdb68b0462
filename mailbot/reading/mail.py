"""Reads the structure of a mail: headers, texts told apart by layer, attachments, is it automatic, what it reports."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from email.message import Message

from mailbot.errors import UnreadableMail
from mailbot.model import Address, Attachment, Kind, Layer, Mail, Part, Segment
from mailbot.reading import headers as fields
from mailbot.reading.attachments import read_attachments, winmail_of
from mailbot.reading.automatic import tell_automatic, tell_kind_by_structure
from mailbot.reading.body import body_text
from mailbot.reading.cpr import mask_cpr
from mailbot.reading.delivery import Source, read_delivery
from mailbot.reading.heading import references_of
from mailbot.reading.html_text import Mark
from mailbot.reading.language import tell_language
from mailbot.reading.layers import Layered, tell_layers
from mailbot.reading.lines import read_lines
from mailbot.reading.mime import TEXT_CHARS, Pieces, parse, take_apart
from mailbot.rulebook.book import Rulebook

EMBEDDED = 3  # mails inside a mail that are read
_TECHNICAL = (
    "received",
    "message-id",
    "in-reply-to",
    "references",
    "dkim",
    "arc-",
    "authentication",
    "date",
    "thread-index",
    "x-ms-",
)


def read_mail(data: bytes, rules: Rulebook, arrived: dt.datetime) -> Mail:
    """The bytes of a mail as a `Mail`; CPR numbers are masked in everything it holds.

    `arrived` stands in for a Date that is missing. Raises UnreadableMail where a bound is broken, nothing else.
    """
    try:
        message = parse(data)
        return _Reader(message, rules, arrived).mail(data)
    except RecursionError:
        raise UnreadableMail("the mail is nested too deep to be read") from None


class _Reader:
    """What is gathered while one mail is read."""

    def __init__(self, message: Message, rules: Rulebook, arrived: dt.datetime) -> None:
        self.rules = rules
        self.arrived = arrived
        self.message = message
        self.raw = fields.raw_headers(message)
        self.cpr = False
        self.cut = False

    def mail(self, data: bytes) -> Mail:
        pieces = take_apart(self.message)
        addresses = {
            name: tuple(map(self._masked_name, found)) for name, found in fields.read_addresses(self.raw).items()
        }
        subject = self._masked(fields.decode_value(fields.first(self.raw, "subject")))
        sender = next(iter(addresses["from"] or addresses["sender"]), None)
        body, layered, inner = self._body(pieces, subject, sender)
        read, attachments = self._attachments(pieces)
        parts = (_one_layer("subject", subject, Layer.NEWEST), body, *read)
        headers = tuple((name, self._header(name, value)) for name, value in self.raw)
        source = Source(pieces, self.raw, body.text, data)
        delivery = read_delivery(source, self.rules)
        mail = Mail(
            message_id=next(iter(fields.message_ids(fields.first(self.raw, "message-id"))), ""),
            references=references_of(self.raw),
            sender=sender,
            reply_to=next(iter(addresses["reply-to"]), None),
            to=addresses["to"] + addresses["cc"],
            subject=subject,
            date=fields.read_date(self.raw),
            parts=parts,
            attachments=attachments,
            headers=headers,
            automatic=False,
            automatic_why="",
            delivery=delivery,
            cpr=self.cpr,
            language=tell_language(_own_words(body, read), self.rules.languages),
            digest=hashlib.sha256(data.replace(b"\r\n", b"\n").rstrip()).hexdigest(),
            forwarded_from=layered.forwarded_from or inner,
            quoted_from=layered.quoted_from,
            cut=self.cut,
        )
        automatic, why = tell_automatic(mail, pieces, self.rules)
        mail = replace(mail, automatic=automatic, automatic_why=why)
        if (
            automatic
            and delivery is None
            and (told := tell_kind_by_structure(mail, self.rules))
            and told[0] is Kind.BOUNCE
        ):
            return replace(mail, delivery=read_delivery(source, self.rules, sure=True))
        return mail

    def _body(self, pieces: Pieces, subject: str, sender: Address | None) -> tuple[Part, Layered, Address | None]:
        text, cut = body_text(pieces.bodies, self.rules)
        if not text.strip() and (opened := winmail_of(pieces.attachments)):
            text = opened.text
        self.cut = cut or pieces.cut
        inner: Address | None = None
        if not _is_report(self.message, pieces):
            for message in pieces.embedded[:EMBEDDED]:
                inside = take_apart(message)
                pieces.add(inside)
                more, _ = body_text(inside.bodies, self.rules)
                text = f"{text}\n\n{Mark.FORWARDED}{more}"
                inner = next(iter(fields.read_addresses(fields.raw_headers(message))["from"]), None)
        lines = read_lines(self._masked(text[:TEXT_CHARS]))
        layered = tell_layers(lines, self.rules, subject=subject, sender=sender)
        return Part("body", lines.text, layered.segments), layered, inner

    def _attachments(self, pieces: Pieces) -> tuple[tuple[Part, ...], tuple[Attachment, ...]]:
        parts: list[Part] = []
        listed: list[Attachment] = []
        for one in read_attachments(pieces.attachments):
            name = _unlike(self._masked(one.name), [p.name for p in parts])
            if one.text is not None:
                parts.append(_one_layer(name, self._masked(one.text), Layer.ATTACHMENT))
            listed.append(Attachment(name, one.content_type, one.size, one.text is not None, one.why_not))
        return tuple(parts), tuple(listed)

    def _masked(self, text: str) -> str:
        masked = mask_cpr(text, self.rules.cpr)
        self.cpr |= masked.found
        return masked.text

    def _masked_name(self, one: Address) -> Address:
        return Address(one.address, self._masked(one.name))

    def _header(self, name: str, raw: str) -> str:
        value = fields.decode_value(raw)
        return value if name.startswith(_TECHNICAL) else mask_cpr(value, self.rules.cpr).text


def _is_report(message: Message, pieces: Pieces) -> bool:
    return message.get_content_type() == "multipart/report" or bool(pieces.reports)


def _one_layer(name: str, text: str, layer: Layer) -> Part:
    return Part(name, text, (Segment(layer, 0, len(text)),) if text else ())


def _unlike(name: str, others: list[str]) -> str:
    """A name that no other attachment bears, nor the subject or the body."""
    known = {"subject", "body", *others}
    count = 1
    unlike = name
    while unlike in known:
        count += 1
        unlike = f"{name} ({count})"
    return unlike


def _own_words(body: Part, attachments: tuple[Part, ...]) -> str:
    own = body.layer(Layer.NEWEST, Layer.SIGNATURE) + "\n" + body.layer(Layer.FORWARDED)
    return own if len(own.split()) >= 3 or not attachments else attachments[0].text
