"""Failure notices about a letter, as mail servers write them (RFC 3464, and those that do otherwise)."""

from __future__ import annotations

from email.message import EmailMessage

from tests.servers.office import ADDRESS


def postfix(letter: EmailMessage, action: str = "failed", status: str = "5.1.1", whole: bool = True) -> bytes:
    """Postfix: a multipart/report, the letter (or its headers alone) as its last part."""
    to = str(letter["To"])
    old = letter.as_bytes() if whole else letter.as_bytes().partition(b"\n\n")[0] + b"\n"
    subject = "Undelivered Mail Returned to Sender" if action == "failed" else "Delayed Mail (still being retried)"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    head = (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: {ADDRESS}\nSubject: {subject}\n"
        "Auto-Submitted: auto-replied\nMessage-ID: <20270201.1@mx.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"\n\n'
        "--b/1\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.example.\n\n"
        f"<{to}>: host mail.example[192.0.2.17] said: 550 5.1.1 User unknown\n"
        f"--b/1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
        f"\n--b/1\nContent-Type: {kind}\n\n"
    )
    return head.encode() + old + b"\n--b/1--\n"


def exchange(letter: EmailMessage) -> bytes:
    """Exchange Online in Danish: the subject is the letter's own, In-Reply-To names it, the copy is headers alone."""
    to, own = str(letter["To"]), str(letter["Message-ID"])
    head = (
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@aeroe-kommune.example>\n"
        f"To: {ADDRESS}\nSubject: =?utf-8?Q?Kan_ikke_leveres:_Mikrofleksjob?=\nMIME-Version: 1.0\n"
        f"Message-ID: <ndr-1@prod.outlook.example>\nIn-Reply-To: {own}\nReferences: {own}\n"
        "X-MS-Exchange-Message-Is-Ndr:\nAuto-Submitted: auto-replied\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="_e1"\n\n'
        '--_e1\nContent-Type: text/html; charset="utf-8"\n\n'
        "<p>Meddelelsen til <b>modtageren</b> blev ikke leveret.</p>\n"
        "--_e1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;prod.outlook.example\n\n"
        f"Final-recipient: RFC822;{to}\nAction: failed\nStatus: 5.1.10\n"
        "Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\n\n"
        f"--_e1\nContent-Type: message/rfc822\n\nMessage-ID: {own}\nSubject: Mikrofleksjob\n\n\n--_e1--\n"
    )
    return head.encode()


def gmail(letter: EmailMessage) -> bytes:
    """Gmail: References names the letter, the subject is its own."""
    to, own = str(letter["To"]), str(letter["Message-ID"])
    head = (
        f"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: {ADDRESS}\n"
        "Subject: Delivery Status Notification (Failure)\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f"Message-ID: <ndr-2@mx.google.com>\nIn-Reply-To: {own}\nReferences: {own}\nX-Failed-Recipients: {to}\n"
        'Content-Type: multipart/report; boundary="g1"; report-type=delivery-status\n\n'
        f"--g1\nContent-Type: text/plain; charset=UTF-8\n\n** Address not found **\n\n"
        f"Your message to {to} was not delivered.\n"
        "--g1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; googlemail.com\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550-5.1.1 no such user\n\n"
        f"--g1\nContent-Type: message/rfc822\n\nMessage-ID: {own}\nSubject: Mikrofleksjob\n\nHej\n--g1--\n"
    )
    return head.encode()


def in_words(letter: EmailMessage) -> bytes:
    """An old server that writes no report: text alone, with the letter's headers below."""
    to, own = str(letter["To"]), str(letter["Message-ID"])
    return (
        f"Return-Path: <>\nFrom: postmaster@mail.example\nTo: {ADDRESS}\nSubject: failure notice\n"
        "Message-ID: <old-1@mail.example>\nContent-Type: text/plain; charset=us-ascii\n\n"
        f"Hi. This is the qmail-send program at mail.example.\nI wasn't able to deliver your message.\n\n<{to}>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
        f"Message-ID: {own}\nSubject: Mikrofleksjob\n\nHej\n"
    ).encode()
