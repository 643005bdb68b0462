"""How a municipality begins carefully, and what people do to the mailbox beside the bot."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.path.town import DONE, REVIEW, Town, kinds, town_in
from tests.servers.office import PostOffice

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
ROWERS = "Finn Toft <finn@nordby-roklub.example>"
TEXT = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)
QUIET = {"at": "23:59"}


@pytest.fixture
def town(tmp_path: Path, post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, post_office, digest=QUIET) as found:
        yield found


def test_what_came_before_since_is_left_untouched(tmp_path: Path, post_office: PostOffice) -> None:
    # Days that have been: Dovecot takes no mail from the future.
    with town_in(tmp_path, post_office, imap={"since": "2024-02-01"}) as town:
        town.at("2024-01-31 23:59").writes(KITCHEN, TEXT)
        town.at("2024-02-01 00:01").writes("Bo Lund <bolu@aeroe-kommune.example>", TEXT.replace("Havblik", "Solbakken"))
        letters = town.at("2024-02-01 06:00").run()
        assert [one["To"] for one in letters] == ["bolu@aeroe-kommune.example"]
        ((_, flags),) = town.office.folder("INBOX")
        assert flags == ()
        assert len(town.ledger()) == 1
        assert town.run() == []


def test_drafts_are_laid_down_and_nothing_is_sent(tmp_path: Path, post_office: PostOffice) -> None:
    with town_in(tmp_path, post_office, smtp={"mode": "drafts", "sent_folder": "Sendt"}, digest=QUIET) as town:
        about = town.writes(KITCHEN, TEXT)
        assert town.run() == []
        assert town.failure is None
        drafts = _folder(town, "Drafts")
        assert [(one["X-Mailbot-Letter"], one["To"]) for one, _ in drafts] == [
            ("acknowledgement", "lokr@aeroe-kommune.example")
        ]
        letter, flags = drafts[0]
        assert letter["In-Reply-To"] == about
        assert "\\Draft" in flags
        town.run()
        assert len(_folder(town, "Drafts")) == 1
        assert town.office.letters == []
        assert town.office.folder("Sendt") == []


def _folder(town: Town, name: str) -> list[tuple[email.message.EmailMessage, tuple[str, ...]]]:
    policy = email.policy.default
    return [(email.message_from_bytes(raw, policy=policy), flags) for raw, flags in town.office.folder(name)]


def test_the_sent_folder_gets_one_copy_of_each_letter(tmp_path: Path, post_office: PostOffice) -> None:
    with town_in(tmp_path, post_office, smtp={"sent_folder": "Sendt post"}, digest=QUIET) as town:
        town.writes(ROWERS, TEXT)
        letters = town.run()
        town.run()
        copies = _folder(town, "Sendt post")
        assert sorted(str(one["Message-ID"]) for one, _ in copies) == sorted(str(one["Message-ID"]) for one in letters)
        assert {flags for _, flags in copies} == {("\\Seen",)}


def test_the_same_mail_again_has_no_second_effect(town: Town) -> None:
    town.writes(KITCHEN, TEXT)
    assert kinds(town.run()) == ["acknowledgement"]
    ((raw, _),) = town.office.folder(DONE)
    town.delivers(raw)
    assert town.run() == []
    assert len(town.cases()) == 1
    assert len(town.office.folder(DONE)) == 2
    assert town.office.folder("INBOX") == []
    assert town.ledger()[-1].sentence != town.ledger()[0].sentence


def test_a_mail_moved_back_from_review_is_read_once_more_as_an_offer(town: Town) -> None:
    town.writes(KITCHEN, "Hej\n\nHvem betaler lønnen i et mikrofleksjob?\n\nHilsen\nLone Krag", subject="Mikrofleksjob")
    first = town.run()
    ((_, flags),) = town.office.folder(REVIEW)
    assert "\\Seen" not in flags
    assert "received" in kinds(first)
    _move(town.office, REVIEW, "INBOX")
    assert kinds(town.run()) == ["query"]
    assert town.case()["contact_name"] == "Lone Krag"
    assert len(town.office.folder(DONE)) == 1
    assert town.office.folder(REVIEW) == town.office.folder("INBOX") == []
    assert town.run() == []


def _move(office: PostOffice, source: str, target: str) -> None:
    with office.client() as client:
        client.select_folder(source)
        client.move(client.search("ALL"), target)


def test_what_a_colleague_read_or_moved_away_holds_nothing_up(town: Town) -> None:
    town.writes(KITCHEN, TEXT)
    with town.office.client() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), ["\\Seen", "\\Flagged"])
    assert kinds(town.run()) == ["acknowledgement"]
    ((_, flags),) = town.office.folder(DONE)
    assert "\\Flagged" in flags
    _move(town.office, DONE, "INBOX")
    assert town.run() == []
    assert len(town.cases()) == 1
