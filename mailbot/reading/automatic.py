"""Is a mail automatic, so that it must never be answered (RFC 3834), and what kind does its structure tell?"""

from __future__ import annotations

from mailbot.model import Kind, Layer, Mail
from mailbot.reading.mime import Pieces
from mailbot.rulebook.automatic import AutomaticRules
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import Folded

Headers = tuple[tuple[str, str], ...]
TEXT_CHARS = 4_000


def tell_automatic(mail: Mail, pieces: Pieces, rules: Rulebook) -> tuple[bool, str]:
    """Whether a mail is automatic, and the code of rules/reasons.toml that says why (`automatic.list`)."""
    code = _code(mail, pieces, rules.automatic)
    return (True, f"automatic.{code}") if code else (False, "")


def tell_kind_by_structure(mail: Mail, rules: Rulebook) -> tuple[Kind, str] | None:
    """The kind that headers and structure alone tell, with the name of the rule; None where the words have to."""
    if mail.automatic:
        code = mail.automatic_why.partition(".")[2]
        if code == "list" and _is_newsletter(mail, rules):
            return Kind.BULK, "automatic.newsletter"
        return rules.automatic.kinds.get(code, Kind.OTHER), mail.automatic_why
    if any(a.content_type == "text/calendar" for a in mail.attachments):
        return Kind.OTHER, "structure.calendar"
    subject = Folded(mail.subject)
    if rules.automatic.calendar_subjects.search(subject) or rules.automatic.calendar_answers.search(subject):
        return Kind.OTHER, "structure.calendar_subject"
    if rules.automatic.bulk_texts.search(_text(mail, Layer.NEWEST, Layer.SIGNATURE, Layer.NOTICE)):
        return Kind.BULK, "structure.bulk_text"
    return None


def _is_newsletter(mail: Mail, rules: Rulebook) -> bool:
    """A list that only sends: its text tells how to be taken off it, or its address is a newsletter's."""
    sender = rules.automatic.machine_senders.search(Folded(mail.header("from")[:1_000])) is not None
    return sender or rules.automatic.bulk_texts.search(_text(mail, *Layer)) is not None


def _text(mail: Mail, *layers: Layer) -> Folded:
    body = mail.part("body")
    return Folded(body.layer(*layers)[:TEXT_CHARS] if body else "")


def _code(mail: Mail, pieces: Pieces, rules: AutomaticRules) -> str | None:
    return (
        _by_report(mail, pieces, rules)
        or _by_subject_of_machines(mail, rules)
        or rules.sign(rules.headers, mail.headers)
        or _by_words(mail, rules)
        or rules.sign(rules.late_headers, mail.headers)
    )


def _by_report(mail: Mail, pieces: Pieces, rules: AutomaticRules) -> str | None:
    """What reports are made of (RFC 3464, 5965, 6522, 8098), and how older servers write them."""
    types = {part.get_content_type() for part in pieces.reports}
    whole = mail.header("content-type").lower()
    if "message/feedback-report" in types or "feedback-report" in whole:
        return "complaint"
    if "message/disposition-notification" in types or "disposition-notification" in whole:
        return "receipt"
    if types & {"message/delivery-status", "message/global-delivery-status"} or "report-type=delivery-status" in whole:
        arrived = mail.delivery is not None and not mail.delivery.failed
        return "receipt" if arrived and rules.receipt_subjects.search(Folded(mail.subject)) else "bounce_report"
    if rules.sign(rules.bounce_headers, mail.headers):
        return "bounce_header"
    return "bounce_report" if whole.startswith("multipart/report") else _by_bounce_words(mail, rules)


def _by_bounce_words(mail: Mail, rules: AutomaticRules) -> str | None:
    """Two of three: a server's address, a bounce's subject, a bounce's words."""
    sender = Folded(f"{mail.header('from')} {mail.header('sender')}"[:1_000])
    from_server = rules.bounce_senders.search(sender) is not None or mail.header("return-path").strip() == "<>"
    subject = rules.bounce_subjects.search(Folded(mail.subject)) is not None
    if from_server and subject:
        return "bounce_subject"
    body = mail.part("body")
    words = rules.bounce_texts.search(Folded(body.text[:TEXT_CHARS] if body else "")) is not None
    if words and (from_server or subject):
        return "bounce_text"
    return "bounce_sender" if rules.sure_senders.search(sender) else None


def _by_subject_of_machines(mail: Mail, rules: AutomaticRules) -> str | None:
    subject = Folded(mail.subject)
    if rules.receipt_subjects.search(subject) and rules.receipt_texts.search(_text(mail, *Layer)):
        return "receipt"
    if rules.recall_subjects.search(subject):
        return "recall"
    return "complaint" if rules.complaint_subjects.search(subject) and not mail.references else None


def _by_words(mail: Mail, rules: AutomaticRules) -> str | None:
    if rules.absence_subjects.search(Folded(mail.subject)):
        return "absence_subject"
    text = _text(mail, Layer.NEWEST, Layer.NOTICE)
    signs = rules.absence_texts
    if len(text.text.split()) > signs.words or signs.person.search(text):
        return None
    if signs.strong.search(text):
        return "absence_text"
    weak = sum(1 for pattern in signs.weak if pattern.search(text))
    if weak >= signs.weak_count:
        return "absence_text"
    machine = rules.machine_senders.search(Folded(mail.header("from")[:1_000])) is not None
    return "bulk_text" if machine and rules.bulk_texts.search(_text(mail, *Layer)) else None
