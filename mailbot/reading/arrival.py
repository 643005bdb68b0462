"""When a mail arrived, by what its own headers tell: for mails from files, which no server dates."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import compat32
from email.utils import parsedate_to_datetime

from mailbot.reading.headers import raw_headers

_HEAD = 262_144  # octets that are looked at


def arrival_told(data: bytes) -> dt.datetime | None:
    """The moment in the topmost Received (RFC 5321, section 4.4), else the Date; None where neither tells one."""
    head = data[:_HEAD].replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n\n")[0]
    headers = raw_headers(email.message_from_bytes(head + b"\n\n", policy=compat32))
    told = [value.rpartition(";")[2] for name, value in headers if name == "received"]
    told += [value for name, value in headers if name == "date"]
    return next((when for one in told if (when := _moment(one)) is not None), None)


def _moment(text: str) -> dt.datetime | None:
    try:
        when = parsedate_to_datetime(" ".join(text.split()))
    except (TypeError, ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
