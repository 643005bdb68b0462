"""Options, usage, and what a wrong configuration says: exit codes and one sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Says
from tests.servers.console import environment, mailbot


def test_the_configuration_is_named_before_or_after_the_command(filled: Path, says: Says) -> None:
    before = says("--config", filled, "cases", "--json")
    after = says("cases", "--json", "--config", filled)
    joined = says("cases", f"--config={filled}", "--json")
    assert before.code == after.code == joined.code == 0
    assert before.out == after.out == joined.out != "[]\n"


def test_the_environment_names_it_and_an_option_is_stronger(
    filled: Path, says: Says, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MAILBOT_CONFIG", str(filled))
    assert len(json.loads(says("cases", "--json").out)) == 2
    assert says("cases", "--config", tmp_path / "none.toml").code == 78


def test_config_toml_is_where_the_command_runs(filled: Path, says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled.parent)
    assert says("cases").code == 0


@pytest.mark.parametrize(
    "words", [["run"], ["run", "--once"], ["cases"], ["show", "MF-2027-0001"], ["quota"], ["digest"]]
)
def test_a_configuration_that_is_not_there(says: Says, tmp_path: Path, words: list[str]) -> None:
    done = says(*words, "--config", tmp_path / "config.toml")
    assert done.code == 78
    assert done.out == ""
    assert done.err.startswith(f"mailbot: {tmp_path}/config.toml: there is no such file; ")
    assert len(done.err.splitlines()) == 1


def test_a_configuration_that_is_wrong(filled: Path, says: Says, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(filled.read_text("utf-8").replace("poll_seconds = 1", 'poll_seconds = "often"'))
    done = says("run", "--once", "--config", path)
    assert (done.code, done.err) == (
        78,
        f"mailbot: {path}: imap.poll_seconds: 'often' is wrong; it has to be a whole number\n",
    )


@pytest.mark.parametrize(
    "words",
    [["fly"], ["cases", "--fast"], ["cases", "--state", "happy"], ["show"], ["parse"], ["run", "once"], ["--config"]],
)
def test_wrong_usage_is_2(says: Says, words: list[str]) -> None:
    done = says(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_every_command_explains_itself_with_an_example(says: Says) -> None:
    for command in ("demo", "run", "parse", "cases", "show", "quota", "digest"):
        done = says(command, "--help")
        assert done.code == 0
        assert f"Example: mailbot {command}" in done.out


def test_a_defect_is_a_sentence_and_a_traceback_only_with_debug(filled: Path, says: Says, tmp_path: Path) -> None:
    """The tables of a database are gone though its version is right: nobody foresaw that."""
    import sqlite3

    for one in filled.parent.glob("mailbot.db*"):
        shutil.copy(one, tmp_path)
    with sqlite3.connect(tmp_path / "mailbot.db") as books:
        books.execute("ALTER TABLE cases RENAME TO boxes")
    books.close()
    path = tmp_path / "config.toml"
    path.write_text(filled.read_text("utf-8").replace(f"{filled.parent}/", f"{tmp_path}/"), "utf-8")
    done = says("cases", "--config", path)
    assert done.code == 1
    assert done.err.startswith("mailbot: something unforeseen broke (OperationalError at ")
    assert len(done.err.splitlines()) == 1
    assert "Traceback" in says("cases", "--config", path, "--debug").err


def test_the_installed_script_speaks_utf8_in_any_locale(filled: Path) -> None:
    done = mailbot("--config", filled, "show", "MF-2027-0002", env={"LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "120"})
    assert done.code == 0
    assert "smøre madder" in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize("unused", ["pymap", "aiosmtpd", "openpyxl", "imapclient", "jinja2", "apscheduler"])
def test_a_question_loads_neither_readers_nor_servers(filled: Path, unused: str, loaded: frozenset[str]) -> None:
    """A municipality's scripts ask often: what a command does not need costs it a second."""
    assert "sqlalchemy" in loaded
    assert unused not in loaded


@pytest.fixture(scope="module")
def loaded(filled: Path) -> frozenset[str]:
    script = (
        "import sys\nfrom mailbot.cli import main\nsys.argv[1:] = ['--config', sys.argv[1], 'cases', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(filled)], capture_output=True, text=True, env=environment()
    )
    return frozenset(done.stderr.split())
