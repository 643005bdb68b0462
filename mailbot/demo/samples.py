"""The sample mails of the demo, and an answer of a workplace to the query that it got."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib.resources import files


def sample_mails(now: dt.datetime) -> list[tuple[str, bytes]]:
    """Name and bytes of each sample mail, in the order in which they come, dated at `now`."""
    folder = files("mailbot.demo") / "mails"
    found = sorted((one.name, one.read_bytes()) for one in folder.iterdir() if one.name.endswith(".eml"))
    dated = format_datetime(now).encode()
    return [(name, _on_the_wire(data.replace(b"{date}", dated))) for name, data in found]


def answer_to(letter: bytes, sender: str, now: dt.datetime) -> bytes:
    """A workplace's answer to a letter, written above the quotation as most mail programs do."""
    asked = email.message_from_bytes(letter, policy=email.policy.default)
    said = (files("mailbot.demo") / "mails" / "11-answer.txt").read_text("utf-8")
    quoted = "".join(f"> {line}\n" for line in _text(asked).splitlines())
    answer = EmailMessage(policy=email.policy.SMTP)
    answer["From"], answer["To"] = sender, str(asked["From"])
    answer["Subject"] = str(asked["Subject"])
    answer["Date"] = format_datetime(now)
    answer["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    answer["In-Reply-To"] = answer["References"] = str(asked["Message-ID"])
    answer.set_content(f"{said}\n{_introduction(asked)}\n{quoted}")
    return answer.as_bytes()


def _introduction(asked: EmailMessage) -> str:
    template = (files("mailbot.demo") / "mails" / "11-quoting.txt").read_text("utf-8").strip()
    when = asked["Date"].datetime
    return template.format(date=f"{when:%d-%m-%Y}", time=f"{when:%H.%M}", sender=asked["From"])


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part else ""


def _on_the_wire(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
