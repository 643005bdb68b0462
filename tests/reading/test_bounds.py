"""Hostile mails cost a bounded amount: they are read, or refused with UnreadableMail, and nothing else happens."""

# ruff: noqa: E501, SIM105 - mails stand on one line

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.errors import UnreadableMail
from tests.reading.letters import mixed, raw, read

SECONDS = 5  # CPU, what one mail may cost
HEAD = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
IN_PARTS = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
PART = b"--b\r\nContent-Type: text/plain\r\n\r\nhej\r\n"


def nested(levels: int) -> bytes:
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(levels)
    )
    return HEAD + opening + b"Content-Type: text/plain\r\n\r\nhej\r\n"


def text(content: bytes, kind: bytes = b"text/plain; charset=utf-8") -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + content


REFUSED = {
    "100 levels": nested(100),
    "3,000 levels": nested(3_000),
    "mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
    "10,000 parts": IN_PARTS + PART * 10_000,
}
READ = {
    "20 levels": nested(20),
    "1,500 parts": IN_PARTS + PART * 1_500,
    "a long line": text(b"a" * 200_000),
    "quote signs": text(b">" * 200_000),
    "quoted lines": text(b"> a\r\nb\r\n" * 25_000),
    "short lines": text(b"a\r\n" * 300_000),
    "introductions": text(b"Den 1.1.2027 kl. 10.00 skrev a:\r\n" * 6_000),
    "header blocks": text(b"Fra: a@b.example\r\nSendt: 1.1.2027\r\nTil: b\r\nEmne: VS: c\r\n\r\nx\r\n" * 2_500),
    "closings": text(b"Mvh\r\n" * 40_000),
    "forwards": text(b"---------- Forwarded message ---------\r\n" * 5_000),
    "digits": text(b"010190" * 33_000),
    "double encoding": text("Ã¦".encode() * 50_000),
    "open tags": text(b"<div>" * 100_000 + b"hej", b"text/html"),
    "a megabyte of tags": text(b"<p><b><i>x" * 100_000, b"text/html"),
    "tables in tables": text(b"<table><tr><td>" * 20_000 + b"hej", b"text/html"),
    "many cells": text(b"<table>" + b"<tr><td>a<td>b" * 20_000, b"text/html"),
    "white spans": text(b"<span style='color:white'>a</span>" * 25_000, b"text/html"),
    "long style": text(b"<p style='" + b"color:white;" * 80_000 + b"'>hej", b"text/html"),
    "a header of a megabyte": b"X: " + b"a" * 1_000_000 + b"\r\n" + text(b"hej"),
    "50 MB of text": text(b"hej med dig\r\n" * 4_000_000),
    "flowed": text(b"a \r\n" * 60_000, b"text/plain; format=flowed"),
}


def costs(data: bytes) -> float:
    begin = time.process_time()
    try:
        read(data)
    except UnreadableMail:
        pass
    return time.process_time() - begin


@pytest.mark.parametrize("data", REFUSED.values(), ids=list(REFUSED))
def test_more_than_a_mail_can_be_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableMail):
        read(data)
    assert costs(data) < SECONDS


@pytest.mark.parametrize("data", READ.values(), ids=list(READ))
def test_costly_mail_is_read_within_bounds(data: bytes) -> None:
    assert costs(data) < SECONDS


@pytest.mark.parametrize(
    "piece", [b"> a\r\nb\r\n", b"Mvh Karen\r\n\r\n", b"Fra: a\r\n", b"0101 ", b"skrev kl. 10.00:\r\n", b"<p>a</p>"]
)
def test_cost_grows_with_the_length_alone(piece: bytes) -> None:
    kind = b"text/html" if piece.startswith(b"<") else b"text/plain"
    short, long = (
        min(costs(text(piece * count, kind)) for _ in range(3))
        for count in (60_000 // len(piece), 120_000 // len(piece))
    )
    assert long < 4 * max(short, 0.01)


def test_mail_of_photographs_is_read_without_them() -> None:
    mail = read(mixed("Vi søger en til haven.", files=[("foto.jpg", "image/jpeg", b"\xff\xd8" * 6_000_000)]))
    assert mail.newest == "Vi søger en til haven."
    assert mail.attachments[0].size == pytest.approx(12_000_000, rel=0.05)


def test_text_that_is_cut_says_so() -> None:
    assert read(text(b"hej med dig\r\n" * 50_000)).cut
    assert not read(text(b"hej")).cut


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_it_raise_anything_else(data: bytes) -> None:
    for mail in (data, HEAD + data, IN_PARTS + b"--b\r\n" + data + b"\r\n--b--"):
        try:
            read(mail)
        except UnreadableMail:
            pass


ORDINARY = mixed(
    "Hej\n\n5 timer på Ærø.\n\nMvh Karen\n\n> gammelt",
    "<p>Hej</p><blockquote type=cite>gammelt</blockquote>",
    files=[("a.txt", "text/plain", b"hej")],
)


@given(
    st.lists(st.tuples(st.integers(0, len(ORDINARY) - 1), st.integers(0, 255)), max_size=12),
    st.integers(0, len(ORDINARY)),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_a_mail_makes_it_raise(changes: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(ORDINARY)
    for place, byte in changes:
        damaged[place] = byte
    for data in (bytes(damaged), bytes(damaged[:cut]), bytes(damaged[cut:])):
        try:
            read(data)
        except UnreadableMail:
            pass


def test_text_of_a_mail_is_the_same_for_the_same_bytes() -> None:
    assert read(raw("Vi søger en.")) == read(raw("Vi søger en."))
