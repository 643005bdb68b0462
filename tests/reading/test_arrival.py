"""A mail from a file arrived when its headers say so."""

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.reading.arrival import arrival_told

RECEIVED = b"Received: from a.example by b.example\r\n with ESMTP id 1; Mon, 18 Jan 2027 06:49:04 +0100\r\n"
OLDER = b"Received: from x.example by a.example; Sun, 17 Jan 2027 06:00:00 +0000\r\n"
DATE = b"Date: Sat, 16 Jan 2027 12:00:00 +0100\r\n"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (RECEIVED + OLDER + DATE, dt.date(2027, 1, 18)),
        (b"Received: by c.example\r\n" + DATE, dt.date(2027, 1, 16)),
        (DATE, dt.date(2027, 1, 16)),
        (DATE.replace(b"\r\n", b"\r"), dt.date(2027, 1, 16)),
    ],
)
def test_the_topmost_received_tells_else_the_date(head: bytes, day: dt.date) -> None:
    told = arrival_told(head + b"Subject: x\r\n\r\nDate: Mon, 1 Feb 2027 00:00:00 +0000\r\n")
    assert told is not None
    assert told.date() == day


@pytest.mark.parametrize(
    "head", [b"", b"Subject: x\r\n", b"Date: yesterday\r\n", b"\xff\xfe\x00", b"Date: 99999999999\n"]
)
def test_nothing_is_told_where_nothing_stands(head: bytes) -> None:
    assert arrival_told(head + b"\r\nHej\r\n") is None
