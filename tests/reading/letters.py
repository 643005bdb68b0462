"""Small mails for the tests of reading: what a mail program would send, in bytes."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from functools import cache
from typing import Any

from mailbot.model import Layer, Mail
from mailbot.reading.mail import read_mail
from mailbot.rulebook.book import Rulebook, load_rulebook

ARRIVED = dt.datetime(2027, 2, 18, 9, 0, tzinfo=dt.UTC)


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


def read(data: bytes) -> Mail:
    return read_mail(data, rulebook(), ARRIVED)


def raw(text: str, *, subject: str = "Mikrofleksjob", charset: str = "utf-8", **headers: str) -> bytes:
    """A plain mail, its text as it is."""
    fields = {
        "From": "Karen Holm <karen@solgaarden.example>",
        "To": "mikrofleksjob@aeroe-kommune.example",
        "Subject": subject,
        "Date": "Thu, 18 Feb 2027 09:30:00 +0100",
        "Message-ID": "<k1@solgaarden.example>",
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return head.encode(charset) + b"\r\n" + text.replace("\n", "\r\n").encode(charset)


def mixed(text: str | None, html: str | None = None, *, subject: str = "Mikrofleksjob", files: Any = ()) -> bytes:
    """A mail with alternatives and attachments (name, type, data)."""
    message = EmailMessage()
    message["From"] = "Karen Holm <karen@solgaarden.example>"
    message["To"] = "mikrofleksjob@aeroe-kommune.example"
    message["Subject"] = subject
    message["Date"] = "Thu, 18 Feb 2027 09:30:00 +0100"
    message["Message-ID"] = "<k2@solgaarden.example>"
    if text is not None:
        message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    for name, kind, data in files:
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def layer(mail: Mail, *layers: Layer) -> str:
    body = mail.part("body")
    assert body is not None
    return body.layer(*layers)


def body(mail: Mail) -> str:
    part = mail.part("body")
    assert part is not None
    return part.text
