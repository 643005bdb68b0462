"""What is away, refused, full or missing: one sentence, the right exit code, nothing lost, no password told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.demo.postoffice import free_port
from tests.cli.conftest import Says
from tests.path.town import DONE, Town, kinds, text_of, town_in
from tests.servers.console import Done, mailbot
from tests.servers.office import PostOffice

PASSWORD = "Kode-til-ingen-17"
KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
OFFER = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)


@pytest.fixture
def office(dovecot_post_office: PostOffice) -> PostOffice:
    return dovecot_post_office


@pytest.fixture
def town(tmp_path: Path, office: PostOffice) -> Town:
    """Only its people: the bot of these tests is the command."""
    with town_in(tmp_path, office) as found:
        return found


def _sentence(done: Done) -> str:
    """The one sentence for a person, which stands behind the log lines."""
    (said,) = [line for line in done.err.splitlines() if line.startswith("mailbot: ")]
    assert done.err.splitlines()[-1] == said
    assert "Traceback" not in done.err
    return said


def test_the_imap_server_is_away(office: PostOffice, tmp_path: Path, says: Says) -> None:
    config = office.config(tmp_path, imap={"port": free_port(), "password": PASSWORD})
    done = says("run", "--once", "--config", config)
    assert done.code == 75
    assert _sentence(done) == "mailbot: the imap server 127.0.0.1 refuses connections while signing in"
    assert PASSWORD not in done.out + done.err


def test_the_smtp_server_is_away_and_the_letters_wait(
    office: PostOffice, town: Town, tmp_path: Path, says: Says
) -> None:
    town.writes(KITCHEN, OFFER)
    config = office.config(tmp_path, smtp={"port": free_port()})
    done = says("run", "--once", "--config", config)
    assert done.code == 75
    assert _sentence(done).startswith("mailbot: the smtp server 127.0.0.1 refuses connections")
    shown = json.loads(
        says(
            "show",
            json.loads(says("cases", "--json", "--config", config).out)[0]["number"],
            "--json",
            "--config",
            config,
        ).out
    )
    assert [(one["kind"], one["state"]) for one in shown["letters"]] == [("acknowledgement", "queued")]
    assert len(office.folder(DONE)) == 1
    assert "refuses connections" in says("digest", "--config", config).out


def test_a_server_that_takes_nothing_just_now(office: PostOffice, town: Town, tmp_path: Path, says: Says) -> None:
    """What it says may name people; that is for the letter's record, not for a log."""
    town.writes(KITCHEN, OFFER)
    office.sink.refuse_from = "421 too much from <lokr@aeroe-kommune.example> today"
    done = says("run", "--once", "--config", office.config(tmp_path))
    assert done.code == 75
    assert "lokr@" not in done.err
    office.sink.refuse_from = None
    again = says("run", "--once", "--config", office.config(tmp_path))
    assert again.code == 0  # its time has not come yet
    assert office.letters == []


def test_the_password_is_wrong(office: PostOffice, tmp_path: Path, says: Says) -> None:
    config = office.config(tmp_path, imap={"password": PASSWORD}, digest={"at": "23:59"})
    for words in (["run", "--once"], ["run"], ["run", "--once", "--debug"]):
        done = says(*words, "--config", config)
        assert done.code == 78
        assert "imap" in _last(done)
        assert PASSWORD not in done.out + done.err
    assert PASSWORD.encode() not in b"".join(p.read_bytes() for p in tmp_path.glob("mailbot.db*"))
    assert PASSWORD not in says("digest", "--config", config).out


def _last(done: Done) -> str:
    return done.err.splitlines()[-1]


def test_the_inbox_is_missing(office: PostOffice, tmp_path: Path, says: Says) -> None:
    config = office.config(tmp_path, imap={"folder": "Postkasse"})
    for words in (["run", "--once"], ["run"]):
        done = says(*words, "--config", config)
        assert done.code == 78
        assert "imap.folder: the mailbox has no folder 'Postkasse'; " in _sentence(done)


def test_the_disk_is_full(office: PostOffice, town: Town, tmp_path: Path) -> None:
    town.writes(KITCHEN, OFFER)
    config = office.config(tmp_path)
    size = max(path.stat().st_size for path in tmp_path.glob("mailbot.db*"))
    done = mailbot("--config", config, "run", "--once", largest_file=max(size // 2, 4096))
    assert done.code == 74
    assert f"the database {tmp_path}/mailbot.db " in _sentence(done)
    assert office.folder(DONE) == []
    assert mailbot("--config", config, "run", "--once").code == 0
    assert len(office.folder(DONE)) == 1
    assert "acknowledgement" in kinds([one.message for one in office.letters])


def test_the_database_cannot_be_written(office: PostOffice, town: Town, tmp_path: Path) -> None:
    town.writes(KITCHEN, OFFER)
    config = office.config(tmp_path)
    database = tmp_path / "mailbot.db"
    database.chmod(0o400)
    tmp_path.chmod(0o500)
    done = mailbot("--config", config, "run", "--once", powerless=True)
    tmp_path.chmod(0o700)
    database.chmod(0o600)
    assert done.code == 74
    assert str(database) in _sentence(done)
    assert office.folder(DONE) == []


def test_the_database_is_no_database(office: PostOffice, tmp_path: Path, says: Says) -> None:
    config = office.config(tmp_path)
    (tmp_path / "mailbot.db").write_bytes(b"This is a letter to Lone, not a database. " * 200)
    done = says("cases", "--config", config)
    assert (done.code, done.out) == (74, "")
    assert _sentence(done).endswith("is no SQLite database; name another file, or restore a backup")


def test_rules_that_broke_are_named_and_no_mail_is_blamed(
    office: PostOffice, town: Town, tmp_path: Path, says: Says
) -> None:
    town.writes(KITCHEN, OFFER)
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "scheme.toml").write_text("[reminders]\ndays = 'soon'\n")
    done = says("run", "--once", "--config", office.config(tmp_path, paths={"rules": str(rules)}))
    assert done.code == 78
    assert f"{rules}/scheme.toml: " in _sentence(done)
    assert len(office.folder("INBOX")) == 1


def test_a_letter_that_nobody_may_send_waits_until_the_name_is_mended(
    office: PostOffice, town: Town, tmp_path: Path, says: Says
) -> None:
    """Nothing was said about the letter: it is in no doubt."""
    town.writes(KITCHEN, OFFER)
    office.sink.refuse_from = "530 5.7.0 sign in first"
    config = office.config(tmp_path)
    done = says("run", "--once", "--config", config)
    assert done.code == 78
    number = json.loads(says("cases", "--json", "--config", config).out)[0]["number"]
    (letter,) = json.loads(says("show", number, "--json", "--config", config).out)["letters"]
    assert letter["state"] == "queued"


def test_a_refusal_for_good_is_in_the_digest(town: Town, office: PostOffice, tmp_path: Path) -> None:
    office.sink.refuse_to = {"lokr@aeroe-kommune.example": "550 nobody of that name"}
    with town_in(tmp_path, office) as there:
        there.at("2027-02-01 06:00").writes(KITCHEN, OFFER)
        there.run()
        there.at("2027-02-01 08:00").run()
        digest = next(one for one in there.digests if one["To"] == "sagsbehandlere@aeroe-kommune.example")
    assert "lokr@aeroe-kommune.example" in text_of(digest)
