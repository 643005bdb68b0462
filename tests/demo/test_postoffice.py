"""The demo's post office: both servers in this process, and a conversation that a mail program can take part in."""

from __future__ import annotations

import smtplib

import pytest
from imapclient import IMAPClient

from mailbot.config import Imap, Smtp
from mailbot.demo.postoffice import BOT, HOST, PASSWORD, PEOPLE, PostOffice
from mailbot.model import Letter, LetterKind
from mailbot.post.mailbox import Mailbox
from mailbot.post.sending import Sender
from mailbot.post.values import Sent

US = "mikrofleksjob@aeroe-kommune.example"
THEM = "karen@bornehuset.example"


def test_mail_to_the_bot_and_letters_to_people_meet_their_mailboxes() -> None:
    with PostOffice(US) as office:
        with smtplib.SMTP(HOST, office.smtp.port) as program:
            program.sendmail(THEM, [US], "Subject: Mikrofleksjob\r\n\r\nPå Ærø\r\n".encode())
        assert len(office.folder("INBOX")) == 1
        imap = Imap.model_validate(
            {"port": office.imap.port, "security": "none", "username": BOT, "password": PASSWORD}
        )
        with Mailbox(imap, PASSWORD) as box:
            (mail,) = box.look().fresh
            box.file_away([mail.place.uid], "Behandlet på Ærø", seen=True)
        assert [one.flags for one in office.folder("Behandlet på Ærø")] == [("\\Seen",)]
        smtp = Smtp.model_validate({"port": office.smtp.port, "security": "none", "from": US})
        with Sender(smtp, "") as sender:
            letter = Letter(LetterKind.RECEIVED, (THEM,), "Re:", "<a@b>", b"Subject: Re: Mikrofleksjob\n\nTak\n")
            assert sender.send(letter) == Sent()
        assert [one.to for one in office.letters] == [(THEM,)]
        with IMAPClient(HOST, office.imap.port, ssl=False) as program:
            program.login(PEOPLE, PASSWORD)
            program.select_folder("INBOX")
            (found,) = program.fetch(program.search(), ["BODY[]"]).values()
            assert found[b"BODY[]"].startswith(b"Subject: Re: Mikrofleksjob")


def test_a_delivery_wakes_whoever_idles() -> None:
    with PostOffice(US) as office:
        imap = Imap.model_validate(
            {"port": office.imap.port, "security": "none", "username": BOT, "password": PASSWORD}
        )
        with Mailbox(imap, PASSWORD) as box:
            box.look()
            office.deliver(b"Subject: Mikrofleksjob\r\n\r\n")
            assert box.wait(10)


def test_a_port_that_is_taken_is_told() -> None:
    with PostOffice(US) as office, pytest.raises(OSError, match="address already in use"):
        PostOffice(US, imap_port=office.imap.port).start()


def test_it_stops_with_a_mail_program_still_connected() -> None:
    office = PostOffice(US)
    office.start()
    program = IMAPClient(HOST, office.imap.port, ssl=False)
    program.login(PEOPLE, PASSWORD)
    office.stop()
    office.stop()
