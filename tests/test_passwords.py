"""Passwords that stand elsewhere than in the configuration."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mailbot import passwords
from mailbot.config import load_config
from mailbot.errors import ConfigWrong


@pytest.fixture
def ask(tmp_path):
    def write_and_ask(way: str) -> str:
        path = tmp_path / "config.toml"
        path.write_text(
            f"""
[imap]
username = "mikrofleksjob"
{way}
[smtp]
from = "mikrofleksjob@aeroe-kommune.example"
[people]
coordinators = ["ann@aeroe-kommune.example"]
""",
            "utf-8",
        )
        return load_config(path).imap.secret("imap")

    return write_and_ask


def test_a_password_comes_from_the_environment(ask, monkeypatch):
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "hemmelig")
    assert ask('password_env = "MAILBOT_IMAP_PASSWORD"') == "hemmelig"


def test_an_empty_environment_names_file_key_and_variable(ask, monkeypatch, tmp_path):
    monkeypatch.delenv("MAILBOT_IMAP_PASSWORD", raising=False)
    with pytest.raises(ConfigWrong) as wrong:
        ask('password_env = "MAILBOT_IMAP_PASSWORD"')
    assert str(wrong.value) == (
        f"{tmp_path}/config.toml: imap.password_env: the environment has no MAILBOT_IMAP_PASSWORD; "
        "set it, or name another"
    )


@pytest.mark.parametrize(
    ("command", "password"),
    [
        ("printf 'hemmelig æ\\nlogin: bot\\n'", "hemmelig æ"),
        ("printf 'hemmelig\\r\\n'", "hemmelig"),
        ("printf '%s' ' $HOME;`id`|> '", " $HOME;`id`|> "),
    ],
)
def test_a_password_is_the_first_line_of_a_command_that_no_shell_reads(ask, command, password):
    assert ask(f"password_command = '''{command}'''") == password


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("sh -c 'echo hemmelig; exit 3'", "exit 3"),
        ("true", "it printed nothing"),
        ("echo", "it printed nothing"),
        ("/findes/ikke", "No such file or directory"),
        ("echo 'hemmelig", "it cannot be read as a command, or what it prints not as UTF-8"),
        (r"printf 'hemmelig\346'", "it cannot be read as a command, or what it prints not as UTF-8"),
        ("cat", "it printed nothing"),  # it would wait for a person at a terminal
    ],
)
def test_a_command_without_a_password_says_why_and_not_what(ask, tmp_path, command, why):
    with pytest.raises(ConfigWrong) as wrong:
        ask(f"password_command = '''{command}'''")
    assert str(wrong.value) == (
        f"{tmp_path}/config.toml: imap.password_command: the command gave no password ({why}); "
        "run it by hand to see why"
    )


def test_a_command_that_hangs_is_ended_with_what_it_started(ask, monkeypatch, tmp_path):
    monkeypatch.setattr(passwords, "COMMAND_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(ConfigWrong, match=r"it was not done after 0\.5 seconds"):
        ask(f"""password_command = "sh -c 'sleep 30 & echo $! > {tmp_path}/child; wait'" """)
    assert time.monotonic() - began < 10
    child = (tmp_path / "child").read_text().strip()
    assert _ended(child)


def _ended(pid: str) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
