"""Header fields: encoded words, addresses, dates, as they come."""

# ruff: noqa: E501 - fields stand on one line

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.reading.headers import decode_value, message_ids
from tests.reading.letters import raw, read


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("=?utf-8?B?w6bDuMM=?= =?utf-8?B?pQ==?= x", "æøå x"),
        ("=?utf-8?Q?K=C3=A6re?=\r\n =?iso-8859-1?Q?_=C6r=F8?=", "Kære Ærø"),
        ("=?utf-8?Q?hvad??=", "hvad?"),
        ("=?foo?Q?=E6?=", "æ"),
        ("=?iso-8859-1?Q?S=C3=B8by?=", "Søby"),
        ("=?utf-8?Q?S=F8by?=", "Søby"),
        ("=?UTF-8?B?dGVzdA?=", "test"),
        ("=?utf-8*da?Q?S=C3=B8by?=", "Søby"),
        ("Mikro\r\n\tfleks", "Mikro fleks"),
        ("=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        ("en =?utf-8?Q?b=C3=A6nk?= og", "en bænk og"),
        ("=?utf-8?Q??=", ""),
    ],
)
def test_field_is_one_decoded_line(field: str, text: str) -> None:
    assert decode_value(field) == text


@pytest.mark.parametrize(
    ("field", "address", "name"),
    [
        ("Pia Bech <PIA@x.example>", "pia@x.example", "Pia Bech"),
        ('"=?utf-8?Q?S=C3=B8ren?=" <s@x.example>', "s@x.example", "Søren"),
        ("=?utf-8?B?U8O4?= =?utf-8?B?cmVu?= <s@x.example>", "s@x.example", "Søren"),
        ("s@x.example (Søren)", "s@x.example", "Søren"),
        ("Søren Ø s@x.example", "s@x.example", "Søren Ø"),
        ('"chef@aeroe-kommune.example" <s@x.example>', "s@x.example", "chef@aeroe-kommune.example"),
        ("=?utf-8?Q?chef=40aeroe-kommune.example?= <s@x.example>", "s@x.example", "chef@aeroe-kommune.example"),
        ("=?utf-8?Q?Eva=0D=0ABcc:_skurk@y.example?= <s@x.example>", "s@x.example", "Eva Bcc: skurk@y.example"),
        ("=?utf-8?Q?Pia_Bech_<s@x.example>?=", "s@x.example", "Pia Bech"),
    ],
)
def test_sender(field: str, address: str, name: str) -> None:
    sender = read(raw("x", From=field)).sender
    assert sender is not None
    assert (sender.address, sender.name) == (address, name)


@pytest.mark.parametrize(
    "field", ["", "undisclosed-recipients:;", "MAILER-DAEMON", "<>", "<a@b.example> <c@d.example>", "a@"]
)
def test_nobody_to_answer(field: str) -> None:
    assert read(raw("x", From=field)).sender is None


def test_sender_behind_a_broken_encoded_word() -> None:
    sender = read(raw("x", From="=?utf-8?B?w?= <s@x.example>")).sender
    assert sender is not None
    assert sender.address == "s@x.example"


def test_reply_to_and_recipients() -> None:
    mail = read(raw("x", To="A <a@x.example>, b@x.example", Cc="C <c@x.example>", Reply_To="R <r@x.example>"))
    assert [one.address for one in mail.to] == ["a@x.example", "b@x.example", "c@x.example"]
    assert mail.reply_to is not None
    assert mail.reply_to.address == "r@x.example"


@pytest.mark.parametrize(
    ("field", "utc", "hours"),
    [
        ("Thu, 18 Feb 2027 09:30:00 +0100", "2027-02-18T08:30", 1),
        ("Wed, 2 Jun 2027 12:30:44 +0200 (CEST)", "2027-06-02T10:30", 2),
        ("18 Feb 27 09:30 GMT", "2027-02-18T09:30", 0),
        ("Thu, 18 Feb 2027 09:30:00", "2027-02-18T09:30", 0),
    ],
)
def test_date_with_its_offset(field: str, utc: str, hours: int) -> None:
    date = read(raw("x", Date=field)).date
    assert date is not None
    assert date.astimezone(dt.UTC).isoformat().startswith(utc)
    assert date.utcoffset() == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    "field",
    [
        "",
        "i går",
        "32 Feb 2027 09:30 +0100",
        "Thu, 18 Feb 99999 09:30:00 +0100",
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
)
def test_no_date(field: str) -> None:
    assert read(raw("x", Date=field)).date is None


def test_message_ids_keep_their_order_and_lose_repeats() -> None:
    assert message_ids("<b@x> <a@x> <b@x>", "c@x.example") == ("<b@x>", "<a@x>", "<c@x.example>")


def test_mail_without_message_id_date_and_sender_is_read() -> None:
    mail = read(b"\r\nHej\r\n")
    assert (mail.message_id, mail.date, mail.sender, mail.references) == ("", None, None, ())
    assert read(b"").newest == ""
