"""The headers of a mail, read before anything else of it is fetched: is it for us, and which thread is it in?"""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message

from mailbot.model import Heading
from mailbot.reading import headers as fields
from mailbot.reading.cpr import mask_cpr
from mailbot.reading.mime import parse_headers
from mailbot.reading.subject import case_numbers, subject_matches
from mailbot.rulebook.book import Rulebook


def read_heading(data: bytes, rules: Rulebook) -> Heading:
    """The heading of a mail's header bytes (or of the whole mail); never raises."""
    message = parse_headers(data)
    raw = fields.raw_headers(message)
    addresses = fields.read_addresses(raw)
    subject = fields.decode_value(fields.first(raw, "subject"))
    return Heading(
        message_id=next(iter(fields.message_ids(fields.first(raw, "message-id"))), ""),
        references=references_of(raw),
        sender=next(iter(addresses["from"] or addresses["sender"]), None),
        subject=mask_cpr(subject, rules.cpr).text,
        subject_match=subject_matches(subject, rules.subjects),
        numbers=case_numbers(subject, rules.subjects),
        report=_is_report(message, raw, subject, rules),
    )


def references_of(raw: fields.RawHeaders) -> tuple[str, ...]:
    """References and In-Reply-To, oldest first; X-Failed and the like of reports that name a mail only there."""
    return fields.message_ids(
        *fields.every(raw, "references"), *fields.every(raw, "in-reply-to"), *fields.every(raw, "original-message-id")
    )


def for_us(heading: Heading, ours: Callable[[str], bool]) -> bool:
    """Its subject is the scheme's or holds a case number, it answers a letter of ours (`ours` tells by Message-ID),
    or it may report on one."""
    return heading.subject_match or bool(heading.numbers) or heading.report or any(map(ours, heading.references))


def _is_report(message: Message, raw: fields.RawHeaders, subject: str, rules: Rulebook) -> bool:
    """A delivery report (RFC 6522), or what older servers send in its place."""
    if message.get_content_type() == "multipart/report":
        return True
    return rules.automatic.tells_bounce(raw, subject)
