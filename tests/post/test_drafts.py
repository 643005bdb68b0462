"""Drafts mode: letters lie in the mailbox's own folder for drafts, once each, for a person to send."""

from __future__ import annotations

from mailbot.model import Letter, LetterKind
from mailbot.post.drafts import DraftsSender
from mailbot.post.mailbox import Mailbox
from mailbot.post.values import Later, Sent
from tests.servers.office import PostOffice

DATA = "Subject: Re: Mikrofleksjob på Ærø\nMessage-ID: <a1@aeroe-kommune.example>\n\nTak\n".encode()
LETTER = Letter(LetterKind.RECEIVED, ("karen@bornehuset.example",), "Re:", "<a1@aeroe-kommune.example>", DATA)


def test_a_letter_lies_once_among_the_drafts(post_office: PostOffice) -> None:
    drafts = DraftsSender(Mailbox(post_office.imap, post_office.password), ("Kladder",))
    assert drafts.send(LETTER) == Sent()
    assert drafts.send(LETTER) == Sent(), "as after a crash before the commit"
    drafts.close()
    assert post_office.folder("Kladder") == [(DATA.replace(b"\n", b"\r\n"), ("\\Draft",))]
    assert post_office.letters == []


def test_a_mailbox_that_is_away_is_tried_later(post_office: PostOffice) -> None:
    away = post_office.imap.model_copy(update={"port": 1})
    outcome = DraftsSender(Mailbox(away, post_office.password)).send(LETTER)
    assert outcome == Later("the imap server 127.0.0.1 refuses connections while listing folders", everyone=True) or (
        isinstance(outcome, Later) and outcome.everyone
    )
