"""Imports run one way: the contracts of pyproject.toml hold, each can fail, and libraries are declared."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]

BREACHES = {
    "mailbot/errors.py": ("import mailbot.model", "mailbot.errors is not allowed to import mailbot.model"),
    "mailbot/config.py": ("import mailbot.rulebook", "mailbot.config is not allowed to import mailbot.rulebook"),
    "mailbot/reading/breach.py": ("import mailbot.desk", "mailbot.reading is not allowed to import mailbot.desk"),
    "mailbot/store/breach.py": ("import mailbot.post", "mailbot.store is not allowed to import mailbot.post"),
    "mailbot/desk/breach.py": ("import mailbot.store", "mailbot.desk is not allowed to import mailbot.store"),
    "mailbot/desk/socket_breach.py": ("import socket", "mailbot.desk is not allowed to import socket"),
    "mailbot/reading/disk.py": ("from pathlib import Path", "mailbot.reading is not allowed to import pathlib"),
    "mailbot/post/sql.py": ("import sqlalchemy", "mailbot.post is not allowed to import sqlalchemy"),
    "mailbot/jobs/letters.py": ("import smtplib", "mailbot.jobs is not allowed to import smtplib"),
    "mailbot/store/tick.py": ("import apscheduler", "mailbot.store is not allowed to import apscheduler"),
}
"""A file, the line that is added to it, and what the contracts say to that."""


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def test_imports_run_one_way():
    done = _lint(TOP)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(TOP / "mailbot", tmp_path / "mailbot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_wall_says_who_climbs_over_it(copy):
    for name, (line, _) in BREACHES.items():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = _lint(copy)
    said = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert [what for _, what in BREACHES.values() if what not in said] == [], done.stdout


def test_a_new_room_has_to_be_given_its_place(copy):
    (copy / "mailbot" / "attic.py").write_text('"""A room that nobody drew."""\n')
    done = _lint(copy)
    assert done.returncode == 1
    assert "attic" in done.stdout


def test_every_library_that_is_imported_is_declared():
    """What is only there because another tool needs it is missing in the installed bot."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["postgresql"]
    declared = {_plain(re.split(r"[\[<>=!~; ]", one)[0]) for one in asked}
    owners = packages_distributions()
    imported = {name for path in (TOP / "mailbot").rglob("*.py") for name in _imported(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"mailbot", "pydantic_core"}  # pydantic's own half
    assert len(foreign) > 10
    assert sorted(one for one in foreign if not declared & {_plain(d) for d in owners.get(one, [one])}) == []


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
