"""What bounces and receipts report, and about which mail."""

# ruff: noqa: E501 - reports stand as they were sent

from __future__ import annotations

import pytest

from mailbot.model import Kind, Mail
from mailbot.reading.automatic import tell_kind_by_structure
from tests.reading.letters import raw, read, rulebook

OURS = "<abc.def@aeroe-kommune.example>"


def report(
    fields: str,
    copy: str = f"Message-ID: {OURS}\r\nSubject: Mikrofleksjob\r\n",
    *,
    subject: str = "Undelivered Mail Returned to Sender",
    kind: str = "delivery-status",
) -> Mail:
    return read(
        (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n"
            f"--b\r\nContent-Type: message/{kind}\r\n\r\n{fields}\r\n"
            f"--b\r\nContent-Type: message/rfc822\r\n\r\n{copy}\r\nVi tilbyder 5 timer om ugen.\r\n--b--\r\n"
        ).encode()
    )


STATUS = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; Ole@havnen.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n"


def test_failure_names_mail_and_recipient() -> None:
    mail = report(STATUS.format(action="failed", status="5.1.1"))
    assert mail.delivery is not None
    assert mail.delivery.message_ids == (OURS,)
    assert mail.delivery.recipients == ("ole@havnen.example",)
    assert mail.delivery.failed
    assert mail.delivery.diagnosis == "smtp; 550 5.1.1 unknown"
    assert mail.automatic_why == "automatic.bounce_report"


def test_returned_mail_is_no_forwarded_text() -> None:
    body = report(STATUS.format(action="failed", status="5.1.1")).part("body")
    assert body is not None
    assert "5 timer" not in body.text


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("Delayed", "4.0.0"), ("delivered", "2.0.0"), ("relayed", "2.1.5")]
)
def test_delays_and_deliveries_are_no_failures(action: str, status: str) -> None:
    mail = report(STATUS.format(action=action, status=status))
    assert mail.delivery is not None
    assert not mail.delivery.failed


def test_delay_is_a_bounce_and_delivery_a_receipt() -> None:
    delayed = report(STATUS.format(action="delayed", status="4.4.1"), subject="Levering forsinket: Mikrofleksjob")
    delivered = report(STATUS.format(action="delivered", status="2.0.0"), subject="Leveret: Mikrofleksjob")
    assert tell_kind_by_structure(delayed, rulebook()) == (Kind.BOUNCE, "automatic.bounce_report")
    assert tell_kind_by_structure(delivered, rulebook()) == (Kind.OTHER, "automatic.receipt")


def test_headers_alone_of_the_mail() -> None:
    mail = report(STATUS.format(action="failed", status="5.1.1"), copy=f"Message-ID: {OURS}\r\n")
    assert mail.delivery is not None
    assert mail.delivery.message_ids == (OURS,)


def test_read_receipt() -> None:
    fields = f"Reporting-UA: Post\r\nFinal-Recipient: rfc822;ole@havnen.example\r\nOriginal-Message-ID: {OURS}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    mail = report(fields, copy="Subject: x\r\n", subject="Læst: Mikrofleksjob", kind="disposition-notification")
    assert mail.delivery is not None
    assert (mail.delivery.message_ids, mail.delivery.failed) == ((OURS,), False)
    assert tell_kind_by_structure(mail, rulebook()) == (Kind.OTHER, "automatic.receipt")


QMAIL = f"Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ole@havnen.example>:\n550 no such user\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b.example>\nMessage-ID: {OURS}\nSubject: Mikrofleksjob\n"
EXIM = f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients.\n\n  ole@havnen.example\n    SMTP error: 550 unknown user\n\n------ This is a copy of the message ------\n\nMessage-ID: {OURS}\n"
EXCHANGE = "Din meddelelse til ole@havnen.example kunne ikke leveres.\n\nole blev ikke fundet på havnen.example.\n"


@pytest.mark.parametrize(
    ("text", "subject", "sender"),
    [
        (QMAIL, "failure notice", "MAILER-DAEMON@mx.example"),
        (EXIM, "Mail delivery failed: returning message to sender", "Mail Delivery System <Mailer-Daemon@mx.example>"),
    ],
)
def test_bounce_of_an_older_server(text: str, subject: str, sender: str) -> None:
    mail = read(raw(text, subject=subject, From=sender))
    assert mail.delivery is not None
    assert mail.delivery.message_ids == (OURS,)
    assert mail.delivery.recipients == ("ole@havnen.example",)
    assert mail.delivery.failed
    assert mail.automatic


def test_danish_bounce_of_exchange_answers_the_mail() -> None:
    mail = read(
        raw(EXCHANGE, subject="Kan ikke leveres: Mikrofleksjob", From="postmaster@havnen.example", In_Reply_To=OURS)
    )
    assert mail.delivery is not None
    assert mail.delivery.message_ids == (OURS,)
    assert mail.delivery.failed


def test_warning_of_a_delay_in_words() -> None:
    text = "Warning: could not send message for past 4 hours.\nYour message has not yet been delivered. You do not need to resend it.\n"
    mail = read(raw(text, subject="Warning: could not send message for past 4 hours", From="MAILER-DAEMON@mx.example"))
    assert mail.delivery is not None
    assert not mail.delivery.failed


def test_ordinary_mail_reports_nothing() -> None:
    assert read(raw("Vi søger en til haven.")).delivery is None
