"""Big mails come without their big parts; headers, texts, small attachments, and the names of the rest stay."""

from __future__ import annotations

import email
import email.policy
import os
from email.message import EmailMessage

import pytest

from mailbot.post.mailbox import Mailbox
from mailbot.post.outline import OMITTED, fetch_outline, read_structure
from tests.servers.office import PostOffice

PHOTO = os.urandom(9_000_000)
SHEET = os.urandom(40_000)


def letter(subject: str = "Mikrofleksjob på Ærø") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Søren Kjær <soeren@bornehuset.example>"
    mail["Subject"] = subject
    mail["Message-ID"] = "<stor@bornehuset.example>"
    mail.set_content("Vi tilbyder 4 timer om ugen i køkkenet.\n", cte="8bit")
    mail.add_alternative("<p>Vi tilbyder <b>4 timer</b> om ugen i køkkenet.</p>", subtype="html")
    return mail


def with_photos(mail: EmailMessage) -> EmailMessage:
    mail.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="køkken.jpg")
    mail.add_attachment(SHEET, maintype="application", subtype="vnd.ms-excel", filename="timer.xls")
    return mail


def octets(mail: EmailMessage) -> bytes:
    return mail.as_bytes(policy=email.policy.SMTP)


def fetched(office: PostOffice, raw: bytes) -> tuple[int, EmailMessage]:
    office.deliver(raw)
    with Mailbox(office.imap, office.password) as box:
        (mail,) = box.fetch([one.place.uid for one in box.look().fresh])
    assert mail.size == len(raw)
    read = email.message_from_bytes(mail.data, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return len(mail.data), read


def test_photographs_stay_on_the_server(post_office: PostOffice) -> None:
    size, read = fetched(post_office, octets(with_photos(letter())))
    assert size < 100_000
    assert read["Subject"] == "Mikrofleksjob på Ærø"
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Vi tilbyder 4 timer om ugen i køkkenet."
    assert "<b>4 timer</b>" in html.get_content()
    photo, sheet = read.iter_attachments()
    assert (photo.get_filename(), photo.get_content_type()) == ("køkken.jpg", "image/jpeg")
    assert photo.get_payload(decode=True) == b""
    assert int(photo[OMITTED]) > 9_000_000
    assert sheet.get_payload(decode=True) == SHEET
    assert sheet[OMITTED] is None
    assert not read.defects


def test_an_ordinary_mail_comes_whole(post_office: PostOffice) -> None:
    raw = octets(letter())
    post_office.deliver(raw)
    with Mailbox(post_office.imap, post_office.password) as box:
        (mail,) = box.fetch([one.place.uid for one in box.look().fresh])
    assert mail.data == raw


@pytest.mark.parametrize("nested_alone", [False, True])
def test_a_forwarded_mail_with_photographs_is_read_inside(dovecot_post_office: PostOffice, nested_alone: bool) -> None:
    inner = with_photos(letter("Tilbud fra børnehuset"))
    outer = EmailMessage()
    outer["Subject"] = "VS: Mikrofleksjob"
    if nested_alone:
        outer.set_content(inner)
    else:
        outer.set_content("Se vedhæftede.\n", cte="8bit")
        outer.add_attachment(inner)
    size, read = fetched(dovecot_post_office, octets(outer))
    assert size < 100_000
    forwarded = next(part for part in read.walk() if part.get_content_type() == "message/rfc822")
    within = forwarded.get_content()
    assert within["Subject"] == "Tilbud fra børnehuset"
    assert "4 timer om ugen" in within.get_body(("plain",)).get_content()
    assert [a.get_filename() for a in within.iter_attachments()] == ["køkken.jpg", "timer.xls"]


def test_a_single_huge_text_is_cut(post_office: PostOffice) -> None:
    raw = b"Subject: Mikrofleksjob\r\nContent-Type: text/plain\r\n\r\n4 timer om ugen\r\n" + b"x" * 70 + b"\r\n"
    size, read = fetched(post_office, raw + (b"y" * 70 + b"\r\n") * 200_000)
    assert 900_000 < size < 1_100_000
    assert "4 timer om ugen" in read.get_content()


def test_a_huge_attachment_alone_is_a_mail_without_content(post_office: PostOffice) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Mikrofleksjob"
    mail.set_content(PHOTO, maintype="application", subtype="zip", filename="alt.zip")
    size, read = fetched(post_office, octets(mail))
    assert size < 5_000
    assert read.get_filename() == "alt.zip"


def test_a_big_mail_that_is_gone_is_left_out(post_office: PostOffice) -> None:
    uid = post_office.deliver(octets(with_photos(letter())))
    with Mailbox(post_office.imap, post_office.password) as box:
        assert list(box.fetch([uid + 5])) == []


@pytest.mark.parametrize(
    "structure",
    [
        None,
        (),
        (b"text",),
        ([],),
        ([(b"text",)], b"mixed"),
        (1, 2, 3),
        (b"message", b"rfc822", *[None] * 4, 10**8, 1, 2),
    ],
)
def test_a_structure_that_nobody_can_follow_gives_the_headers_alone(structure: object) -> None:
    def ask(items: object) -> dict[bytes, object]:
        return {b"BODY[HEADER]<0>": b"Subject: hej", b"BODYSTRUCTURE": structure}

    data, _ = fetch_outline(ask)  # type: ignore[arg-type]
    assert data.startswith(b"Subject: hej\r\n\r\n")


def test_a_structure_of_a_thousand_levels_is_followed_only_so_far() -> None:
    leaf: object = (b"TEXT", b"PLAIN", None, None, None, b"7BIT", 10, 1)
    for _ in range(300):
        leaf = (leaf, b"MIXED")
    assert sum(1 for _ in read_structure(leaf).walk()) < 40
