"""Mails that lack something, are hostile or huge: each is kept and told of, and the others are served."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.model import Fate
from mailbot.reading_room import ReadingRoom
from tests.path.town import CASEWORKERS, DONE, REVIEW, Town, kinds, only, text_of, town_in
from tests.servers.console import SCRIPT, environment
from tests.servers.office import PostOffice

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
TEXT = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)
HEAD = f"From: {KITCHEN}\nTo: mikrofleksjob@aeroe-kommune.example\nSubject: Mikrofleksjob\nMIME-Version: 1.0\n"
DATE = "Date: Mon, 1 Feb 2027 08:00:00 +0100\n"
ID = "Message-ID: <1@aeroe-kommune.example>\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"


@pytest.fixture
def town(tmp_path: Path, dovecot_post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, dovecot_post_office) as found:
        yield found


def mail(*headers: str, text: str = TEXT, charset: str = "utf-8") -> bytes:
    return ("".join(headers) + "\n" + text).encode(charset)


LACKING = {
    "Message-ID": mail(HEAD, DATE, PLAIN),
    "Date": mail(HEAD, ID, PLAIN),
    "charset": mail(HEAD, DATE, ID, charset="windows-1252"),
    "any header of MIME": mail(HEAD.replace("MIME-Version: 1.0\n", ""), DATE, ID),
    "a charset that exists": mail(HEAD, DATE, ID, PLAIN.replace("utf-8", "x-lokal"), charset="windows-1252"),
}


@pytest.mark.parametrize("lack", LACKING)
def test_an_offer_without(town: Town, lack: str) -> None:
    town.delivers(LACKING[lack])
    letter = only(town.run(), "acknowledgement")
    assert town.case()["state"] == "open"
    assert "dække kaffeborde" in town.case()["job_description"]
    assert town.case()["start"]["date"] == "2027-03-01"
    assert len(town.office.folder(DONE)) == 1
    if lack == "Message-ID":
        assert (letter["In-Reply-To"], letter["References"]) == (None, None)
    assert town.run() == []


def test_an_offer_without_a_sender_is_for_a_person(town: Town) -> None:
    town.delivers(mail(HEAD.partition("\n")[2], DATE, ID, PLAIN))
    letters = town.run()
    assert [one["To"] for one in letters if one["To"] != "koordinator@aeroe-kommune.example"] == []
    (line,) = town.ledger()
    assert line.fate in (Fate.REVIEW, Fate.PARKED)
    assert line.sentence
    assert len(town.office.folder(REVIEW)) == 1
    assert town.run() == []


@pytest.mark.parametrize("data", [b"Subject: Mikrofleksjob\n\n", mail(HEAD, DATE, ID, PLAIN, text="")])
def test_an_empty_mail_makes_no_case(town: Town, data: bytes) -> None:
    town.delivers(data)
    town.run()
    assert town.cases() == []
    (line,) = town.ledger()
    assert line.sentence
    assert len(town.office.folder(line.target)) == 1


def nested(depth: int) -> bytes:
    lines = [HEAD + ID]
    for level in range(depth):
        lines.append(f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n')
    return "".join([*lines, PLAIN, "\n", TEXT]).encode()


def many_parts(count: int) -> bytes:
    part = "--b\nContent-Type: text/plain; charset=utf-8\n\nHej\n"
    return (HEAD + ID + 'Content-Type: multipart/mixed; boundary="b"\n\n' + part * count + "--b--\n").encode()


HOSTILE = {
    "nesting 3,000": nested(3_000),
    "100,000 parts": many_parts(100_000),
    "20,000 headers": mail(HEAD, ID, "X-Trace: a b c\n" * 20_000, PLAIN),
    "a header of 1 MB": mail(HEAD, ID, f"X-Long: {'a' * 1_000_000}\n", PLAIN),
    "a sender of quotes": mail(HEAD.replace("Lone Krag", '"' * 50_000), ID, PLAIN),
    "a subject of encoded words": mail(
        HEAD.replace("Mikrofleksjob\n", "Mikrofleksjob" + " =?utf-8?q?=C3=A6?=" * 5_000 + "\n"), ID, PLAIN
    ),
    "1 MB of quotation marks": mail(HEAD, ID, PLAIN, text="> " * 500_000),
    "unclosed tags": mail(HEAD, ID, "Content-Type: text/html\n", text="<div>" * 100_000 + TEXT),
    "NUL and lone CR": mail(HEAD, ID, PLAIN, text=TEXT + "\x00\x01\r\x7f"),
}


def test_hostile_mails_hold_up_no_other(town: Town) -> None:
    for data in HOSTILE.values():
        town.delivers(data)
    town.writes("Bo Lund <bolu@aeroe-kommune.example>", TEXT.replace("Havblik", "Solbakken"))
    letters = town.run()
    assert town.failure is None
    lines = town.ledger()
    assert len(lines) == len(HOSTILE) + 1
    assert [line.sentence for line in lines if not line.sentence] == []
    assert "bolu@aeroe-kommune.example" in [one["To"] for one in letters]
    filed = len(town.office.folder(DONE)) + len(town.office.folder(REVIEW))
    assert (filed, town.office.folder("INBOX")) == (len(lines), [])
    assert town.run() == []


def test_a_mail_that_costs_too_much_is_parked_and_the_next_is_read(
    tmp_path: Path, dovecot_post_office: PostOffice
) -> None:
    # The limit is tight, the mail is a real one.
    with ReadingRoom(seconds=0.25) as room, town_in(tmp_path, dovecot_post_office, room) as town:
        town.at("2027-02-01 06:00").delivers(
            mail(HEAD, DATE, ID, PLAIN, text=f"{TEXT} 4 timer mandag-fredag. " * 4_000)
        )
        town.writes("Bo Lund <bolu@aeroe-kommune.example>", TEXT.replace("Havblik", "Solbakken"))
        assert kinds(town.run()) == ["acknowledgement"]
        parked, served = town.ledger()
        assert (parked.fate, parked.error) == (Fate.PARKED, "reading it took more than 0.25 seconds")
        assert served.fate is Fate.HANDLED
        assert [flags for _, flags in town.office.folder(REVIEW)] == [()]
        town.at("2027-02-01 08:00").run()
        digest = next(one for one in town.digests if one["To"] == CASEWORKERS)
        assert parked.sentence in " ".join(text_of(digest).split())
        assert "lokr@aeroe-kommune.example" in text_of(digest)


def test_thirty_megabytes_of_attachment_cost_little_memory(town: Town, tmp_path: Path) -> None:
    photo = base64.encodebytes(bytes(range(256)) * 4096 * 22).decode()
    town.delivers(
        mail(
            HEAD, DATE, ID, 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n', PLAIN, "\n", TEXT,
            '\n--b\nContent-Type: image/jpeg; name="køkken.jpg"\nContent-Transfer-Encoding: base64\n',
            "Content-Disposition: attachment\n\n", photo, text="--b--\n",
        )
    )  # fmt: skip
    peak = _peak_of(tmp_path / "config.toml")
    assert town.case()["institution"] == "Plejecenter Havblik"
    assert len(town.office.folder(DONE)[0][0]) > 30_000_000
    assert peak < 250


def _peak_of(config: Path) -> float:
    """The most memory, in MB, of a process of `mailbot run --once`, its reading child included."""
    script = (
        "import resource, subprocess, sys\n"
        "code = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode\n"
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", script, str(SCRIPT), "--config", str(config), "run", "--once"]
    told = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=120).stdout.split()
    assert told[0] == "0"
    return int(told[1]) / 1024
