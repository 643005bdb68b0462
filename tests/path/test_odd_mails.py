"""What becomes of odd mails, whatever the server: one of them is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.model import Fate
from tests.path.town import Town, kinds, only, town_in
from tests.servers.office import PostOffice

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
TEXT = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)


@pytest.fixture
def town(tmp_path: Path, pymap_post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, pymap_post_office, digest={"at": "23:59"}) as found:
        yield found


def test_two_mails_with_one_message_id_are_two_mails(town: Town) -> None:
    head = f"From: {KITCHEN}\nTo: x@aeroe-kommune.example\nSubject: Mikrofleksjob\nMessage-ID: <1@x.example>\n\n"
    town.delivers((head + TEXT).encode())
    town.delivers((head + TEXT.replace("Havblik", "Solbakken").replace("vande blomster", "pudse sølv")).encode())
    assert sorted(kinds(town.run())) == ["acknowledgement", "acknowledgement"]
    assert len(town.cases()) == 2


def test_the_clock_of_the_digest_is_local(town: Town) -> None:
    town.at("2027-06-01 08:00").writes(KITCHEN, TEXT)
    town.run()
    assert dt.datetime.fromisoformat(town.case()["created"]) == dt.datetime(2027, 6, 1, 6, tzinfo=dt.UTC)


def test_a_mail_without_a_subject_is_not_for_us(town: Town) -> None:
    town.delivers(f"From: {KITCHEN}\n\n{TEXT}".encode())
    assert town.run() == []
    assert len(town.office.folder("INBOX")) == 1
    with town.bot.store.reading() as books:
        assert books.mails.count() == {Fate.UNTOUCHED: 1}


def test_one_letter_for_several_offers_that_lack_different_things(town: Town) -> None:
    town.writes(
        KITCHEN,
        "Hej\n\nNordby Skole kan tilbyde to mikrofleksjob. Jeg er kontaktperson på dem begge, tlf. 62 53 11 90.\n\n"
        "Job 1: Hjælp i skolekøkkenet med at smøre madder og vaske op, 5 timer om ugen fra den 1. april.\n\n"
        "Job 2: Hjælp til pedellen med at vande planter og feje gården fra den 1. maj.\n\n"
        "Venlig hilsen\nLone Krag\nNordby Skole\n",
    )
    letter = only(town.run(), "query")
    assert str(letter["Subject"]).endswith("[MF-2027-0001, MF-2027-0002]")
    assert [case["missing"] for case in town.cases()] == [[], ["weekly_hours"]]
