"""`mailbot demo` as somebody plays it who has never seen the bot."""

from __future__ import annotations

import json
import re
import signal
import smtplib
import stat
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.servers.console import SCRIPT, Done, environment, mailbot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "folder"


@pytest.fixture(scope="module")
def played(folder: Path) -> Done:
    return mailbot("demo", "--dir", folder, cwd=folder.parent.parent)


def test_every_mail_is_shown_with_what_became_of_it(played: Done) -> None:
    assert played.code == 0
    assert played.err == ""
    assert "10 sample mails were delivered" in played.out
    shown = re.findall(r"(?m)^─+ (\d+)\. ", played.out)
    assert shown == [str(number) for number in range(1, 11)], "nine of the samples, and an answer"
    assert "1 mail was not for the bot" in played.out
    assert played.out.count("filed in Mikrofleksjob/") == 10
    assert "Traceback" not in played.out


@pytest.mark.parametrize("kind", ["acknowledgement", "query", "over_limit", "received", "eligibility", "question"])
def test_every_kind_of_letter_of_the_samples_is_told(played: Done, kind: str) -> None:
    assert re.search(rf"(?m)^{kind} to \S+@\S+", played.out)


def test_the_query_and_the_answer_that_completes_its_case(played: Done) -> None:
    assert "query to ole.rask@vesterroklub.example" in played.out
    assert "The rowing club answers the query that it got." in played.out
    answer = played.out[played.out.rindex("ole.rask@vesterroklub.example ─") :]
    assert "acknowledgement to ole.rask@vesterroklub.example" in answer


def test_the_digest_lies_in_a_file_for_its_owner_alone(played: Done, folder: Path) -> None:
    page = folder / "digest.html"
    assert str(page) in played.out.replace("\n", "")
    assert "<html" in page.read_text("utf-8")
    assert "the digest that caseworkers get each morning" in played.out
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {
        "config.toml": 0o600,
        "digest.html": 0o600,
        "mailbot.db": 0o600,
    }


def test_the_other_commands_work_on_its_books(played: Done, folder: Path) -> None:
    cases = json.loads(mailbot("--config", folder / "config.toml", "cases", "--json").out)
    assert len(cases) >= 6
    assert cases[1]["missing"] == []


def test_played_again_in_the_same_folder_it_begins_anew(played: Done, folder: Path) -> None:
    again = mailbot("demo", "--dir", folder)
    assert again.code == 0
    assert _without_ports_and_times(again.out) == _without_ports_and_times(played.out)


def test_it_touches_no_folder_of_a_real_bot(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[imap]\n")
    done = mailbot("demo", "--dir", tmp_path)
    assert done.code == 2
    assert done.err == f"mailbot: --dir: {tmp_path} holds a bot's configuration or database; name an empty folder\n"
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def _without_ports_and_times(out: str) -> str:
    return re.sub(r"127\.0\.0\.1:\d+|\d\d\.\d\d", "", " ".join(out.split()))


class Served:
    """`mailbot demo --serve`, up to the line that says how to end it."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [str(SCRIPT), "demo", "--dir", str(folder), "--serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(PYTHONUNBUFFERED="1"),
            text=True,
        )
        assert self.process.stdout is not None
        self.out = ""
        for line in self.process.stdout:
            self.out += line
            if "Ctrl-C" in line:
                break
        self.imap, self.smtp = (int(re.search(rf"{p} 127\.0\.0\.1:(\d+)", self.out)[1]) for p in ("IMAP", "SMTP"))  # type: ignore[index]

    def client(self, user: str) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.imap, ssl=False, timeout=20)
        client.login(user, "demo")
        return client


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def test_served_it_can_be_written_to_and_answers(served: Served) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ida Lund <idlu@aeroe-kommune.example>", "mikrofleksjob@aeroe-kommune.example"
    mail["Subject"], mail["Message-ID"] = "Mikrofleksjob", "<demo-1@aeroe-kommune.example>"
    mail.set_content("Plejecenter Havblik vil gerne tilbyde et mikrofleksjob med at vande blomster.")
    with smtplib.SMTP("127.0.0.1", served.smtp, timeout=20) as smtp:
        smtp.send_message(mail)
    with served.client("people") as client:
        client.select_folder("INBOX")
        end = time.monotonic() + 25
        while not (found := client.search(["HEADER", "IN-REPLY-TO", "<demo-1@aeroe-kommune.example>"])):
            assert time.monotonic() < end
            time.sleep(0.2)
            client.noop()
        letter = client.fetch(found, ["BODY.PEEK[HEADER]"])[found[0]][b"BODY[HEADER]"]
        assert b"X-Mailbot-Letter: query" in letter
    with served.client("mikrofleksjob") as client:
        assert client.folder_exists("Mikrofleksjob/Behandlet")
    served.process.send_signal(signal.SIGINT)
    rest, wrong = served.process.communicate(timeout=15)
    assert served.process.returncode == 0
    assert "Traceback" not in rest + wrong
