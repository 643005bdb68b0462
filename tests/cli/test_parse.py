"""`mailbot parse`: mails from files and from standard input, whatever is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ESCAPE, Says
from tests.servers.console import mailbot

MAIL = f"""\
From: Lone Krag <lokr@aeroe-kommune.example>
To: mikrofleksjob@aeroe-kommune.example
Subject: Mikrofleksjob
Date: Mon, 1 Feb 2027 09:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Plejecenter Havblik{ESCAPE} vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.
Vi tænker 4 timer om ugen fra den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.
"""

WITHOUT = {
    "a Message-ID": MAIL,
    "a Date": MAIL.replace("Date: Mon, 1 Feb 2027 09:00:00 +0100\n", ""),
    "a From": MAIL.replace("From: Lone Krag <lokr@aeroe-kommune.example>\n", ""),
    "a charset": MAIL.replace("; charset=utf-8", ""),
    "any headers of MIME": MAIL.replace("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n", ""),
}


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "tilbud æøå.eml"
    path.write_text(MAIL, "utf-8")
    return path


def test_one_object_a_line_in_the_order_given(says: Says, offer: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.eml"
    other.write_text(MAIL.replace("4 timer", "8 timer"), "utf-8")
    done = says("parse", "--json", other, offer)
    assert (done.code, done.err) == (0, "")
    first, second = map(json.loads, done.out.splitlines())
    assert [first["file"], second["file"]] == [str(other), str(offer)]
    assert [one["offers"][0]["weekly_hours"]["max"] for one in (first, second)] == [8, 4]


def test_mails_that_lack_something(says: Says, tmp_path: Path) -> None:
    files = [tmp_path / f"without {lack}.eml" for lack in WITHOUT]
    for file, text in zip(files, WITHOUT.values(), strict=True):
        file.write_bytes(text.encode("utf-8"))
    done = says("parse", "--json", *files)
    told = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, [one["file"] for one in told]) == (0, [str(file) for file in files])
    assert {one["kind"] for one in told} == {"registration"}
    assert {one["offers"][0]["institution"] for one in told} == {"Plejecenter Havblik"}
    assert [one["file"] for one in told if "dække kaffeborde" not in one["offers"][0]["job_description"]] == []


def test_what_is_no_mail_is_told_after_the_others_were_read(says: Says, offer: Path, tmp_path: Path) -> None:
    wrong = [tmp_path / f"wrong{number}.eml" for number in range(4)]
    data = (b"", b"\n\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"Kun en tekst uden noget i toppen.")
    for path, octets in zip(wrong, data, strict=True):
        path.write_bytes(octets)
    done = says("parse", "--json", *wrong, tmp_path / "none.eml", tmp_path, offer)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (65, "")
    none = "this is not a mail: it begins with no header"
    assert lines[:4] == [{"file": str(path), "error": none} for path in wrong]
    assert lines[4]["error"] == "it cannot be read: No such file or directory"
    assert list(lines[5]) == ["file", "error"]
    assert lines[6]["kind"] == "registration"


def test_for_people_what_is_wrong_is_said_on_standard_error(says: Says, offer: Path, tmp_path: Path) -> None:
    done = says("parse", tmp_path / "none.eml", offer)
    assert done.code == 65
    assert done.err == f"mailbot: {tmp_path}/none.eml: it cannot be read: No such file or directory\n"
    assert "Plejecenter Havblik" in done.out


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_terminal_escapes_of_a_stranger_are_not_passed_on(says: Says, offer: Path, form: list[str]) -> None:
    out = says("parse", offer, *form).out
    assert "Havblik" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_a_broken_configuration_does_not_stand_in_the_way(
    says: Says, offer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("[imap]\nspeed = 3\n")
    monkeypatch.chdir(tmp_path)
    done = says("parse", "--json", offer)
    assert done.code == 0
    assert json.loads(done.out)["offers"]
    assert "mails are read with the rules of the package" in done.err


def test_standard_input_of_a_process(offer: Path, tmp_path: Path) -> None:
    done = mailbot("parse", "-", "--json", stdin=offer.read_bytes(), cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["offers"][0]["contact_phone"] == "62531190"
    assert [one.name for one in tmp_path.iterdir()] == [offer.name]
