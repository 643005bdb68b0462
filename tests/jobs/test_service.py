"""`mailbot run` as a process of its own, beside a real Dovecot."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.path.town import DONE, REVIEW, Town, kinds, town_in
from tests.servers import dovecot
from tests.servers.console import Running, mailbot
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import NO_DOVECOT
from tests.servers.needs import need
from tests.servers.office import PostOffice, dovecot_office
from tests.servers.smtp_sink import SmtpSink

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
OFFER = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)
NAMES = ("Lone", "Krag", "lokr", "Havblik", "62531190", "62 53 11 90", "kaffeborde", "Mikrofleksjob i", "@")
QUIET = {"at": "23:59"}  # no digest among the letters


def until(true: Callable[[], bool], seconds: float = 20) -> float:
    """Waits until something is so; gives how long that took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - begun


@pytest.fixture
def people(tmp_path: Path, dovecot_post_office: PostOffice) -> Iterator[Town]:
    """Those who write; the bot is the service."""
    with town_in(tmp_path, dovecot_post_office, digest=QUIET) as town:
        town.now = dt.datetime.now(town.now.tzinfo)  # the service's own clock
        yield town


def _watching(service: Running, office: PostOffice) -> None:
    """It has looked into the mailbox: the first mail is in its place."""
    until(lambda: len(office.folder(DONE)) >= 1 or service.process.poll() is not None)
    assert service.process.poll() is None, service.said()


def test_a_mail_is_answered_while_the_service_idles(people: Town, tmp_path: Path) -> None:
    people.writes(KITCHEN, OFFER, subject="Mikrofleksjob i køkkenet")
    with Running(people.office.config(tmp_path, digest=QUIET, imap={"poll_seconds": 3000})) as service:
        _watching(service, people.office)
        time.sleep(0.5)  # it idles
        people.writes(KITCHEN, OFFER.replace("kaffeborde", "frokostborde").replace("Havblik", "Solbakken"))
        assert until(lambda: len(people.office.letters) == 2) < 8
        until(lambda: len(people.office.folder(DONE)) == 2)
        code, seconds = service.stop()
    assert code == 0
    assert seconds < 5
    assert kinds([one.message for one in people.office.letters]) == ["acknowledgement"] * 2
    assert people.office.folder("INBOX") == []
    _is_clean(tmp_path)
    _says_nothing_of_people(service.said())


def _is_clean(folder: Path) -> None:
    with sqlite3.connect(folder / "mailbot.db") as books:
        assert books.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert books.execute("PRAGMA foreign_key_check").fetchall() == []
        waiting = "SELECT count(*) FROM letters WHERE state = 'queued' OR lease_owner IS NOT NULL"
        assert books.execute(waiting).fetchone() == (0,)
    books.close()


def _says_nothing_of_people(log: str) -> None:
    assert [line for line in log.splitlines() if not line.startswith("{")] == []
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events.count("a mail was taken in") == 2
    assert [name for name in NAMES if name in log] == []


def test_the_imap_server_is_started_again_under_it(tmp_path: Path) -> None:
    if not dovecot.installed():
        need(NO_DOVECOT)
    server, sink = Dovecot().start(), SmtpSink().start()
    office = dovecot_office(sink, server)
    with town_in(tmp_path, office, digest=QUIET) as people:
        people.writes(KITCHEN, OFFER)
        with Running(office.config(tmp_path, digest=QUIET)) as service:
            _watching(service, office)
            server.stop(keep=True)
            until(lambda: "a job failed" in service.said())
            server.start()
            people.writes(KITCHEN, OFFER.replace("kaffeborde", "frokostborde").replace("Havblik", "Solbakken"))
            until(lambda: len(office.letters) == 2, 30)
            assert service.stop()[0] == 0
    failed = next(json.loads(line) for line in service.said().splitlines() if "a job failed" in line)
    assert failed["again"] is True
    assert "imap server 127.0.0.1" in failed["why"]
    server.stop()
    sink.stop()


def test_two_services_on_one_mailbox_handle_each_mail_once(people: Town, tmp_path: Path) -> None:
    config = people.office.config(tmp_path, digest=QUIET)
    with Running(config, log="log1") as one, Running(config, log="log2") as other:
        for number, name in enumerate("ABCDEFGHIJKL"):
            text = OFFER.replace("Havblik", f"Havblik {name}")
            people.writes(f"Lone Krag <lokr{number}@aeroe-kommune.example>", text)
        until(lambda: len(people.office.letters) >= 12, 40)
        until(lambda: len(people.office.folder(DONE)) == 12)
        time.sleep(1)
        assert one.stop()[0] == other.stop()[0] == 0
    assert len(people.office.letters) == 12
    assert len({letter.message["In-Reply-To"] for letter in people.office.letters}) == 12
    assert len(people.cases()) == 12
    assert len(people.ledger()) == 12
    assert len(people.office.folder(DONE)) == 12
    taken = [log.count("a mail was taken in") for log in (one.said(), other.said())]
    assert sum(taken) == 12


def test_a_smtp_server_that_keeps_silent_does_not_hold_up_the_stop(people: Town, tmp_path: Path) -> None:
    people.office.sink.hang.set()
    people.writes(KITCHEN, OFFER)
    with Running(people.office.config(tmp_path, digest=QUIET)) as service:
        until(lambda: len(people.office.letters) == 1)
        code, seconds = service.stop(signal.SIGINT)
    people.office.sink.hang.clear()
    assert code == 0
    assert seconds < 5
    (letter,) = people.office.letters
    assert len(people.cases()) == 1
    # Whether it was taken is in doubt: the next service sees that the first is gone, and sends it again as it was.
    people.run()
    again = people.office.letters[1]
    assert again.message["Message-ID"] == letter.message["Message-ID"]
    assert again.data == letter.data


def test_a_service_that_was_killed_is_made_up_for_at_once(people: Town, tmp_path: Path) -> None:
    people.office.sink.hang.set()
    people.writes(KITCHEN, OFFER)
    config = people.office.config(tmp_path, digest=QUIET)
    with Running(config) as service:
        until(lambda: len(people.office.letters) == 1)
        people.writes("Ida Lund <idlu@aeroe-kommune.example>", OFFER.replace("Havblik", "Solbakken"))
        service.stop(signal.SIGKILL)
    people.office.sink.hang.clear()
    people.run()
    assert people.failure is None
    assert len({one.message["Message-ID"] for one in people.office.letters}) == 2
    assert len(people.office.letters) == 3
    assert len(people.cases()) == len(people.office.folder(DONE)) == 2


def test_a_broken_template_parks_its_mails_and_the_service_goes_on(people: Town, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "acknowledgement" / "da"
    own.mkdir(parents=True)
    (own / "text.txt").write_text("Kære {{ letter.cook }}\n")
    people.writes(KITCHEN, OFFER)
    config = people.office.config(tmp_path, digest=QUIET, paths={"templates": str(tmp_path / "templates")})
    with Running(config) as service:
        until(lambda: len(people.office.folder(REVIEW)) == 1)
        people.writes(KITCHEN, OFFER.replace("Vi tænker 4 timer om ugen fra", "Det begynder"))
        until(lambda: len(people.office.letters) == 1)
        assert service.stop()[0] == 0
    assert kinds([one.message for one in people.office.letters]) == ["query"]
    parked, _ = people.ledger()
    assert parked.error.startswith("templates/acknowledgement/da/text.txt: ")
    assert parked.cases == ()
    shown = mailbot("--config", config, "digest").out
    assert KITCHEN.partition(" <")[2].rstrip(">") in shown
