"""The built wheel, in an empty environment outside the checkout, is the whole bot: code, rules, templates, demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

TOP = Path(__file__).parents[1]


def test_the_wheel_runs_outside_the_checkout(tmp_path):
    """One test, because building and installing take most of a minute."""
    wheel = _built(tmp_path / "dist")
    _holds_the_whole_tree(wheel)
    python = _installed(wheel, tmp_path / "venv")
    _run(python, "-m", "pip", "check", "--disable-pip-version-check", cwd=tmp_path)
    _finds_its_own_files(python, tmp_path)
    _plays_the_demo(python.with_name("mailbot"), tmp_path / "outside")


def _built(folder: Path) -> Path:
    """The wheel that is built from the source distribution, as a packager does it."""
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, TOP, cwd=TOP)
    (wheel,) = folder.glob("mailbot-*.whl")
    return wheel


def _holds_the_whole_tree(wheel: Path) -> None:
    packed = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("mailbot/")}
    there = _files("mailbot") | {f"mailbot/{one}" for one in _files("rules") | _files("templates")}
    assert "mailbot/rules/scheme.toml" in packed
    assert any(one.startswith("mailbot/templates/") for one in packed)
    assert packed == there


def _files(folder: str) -> set[str]:
    files = (f for f in (TOP / folder).rglob("*") if f.is_file() and "__pycache__" not in f.parts)
    return {str(f.relative_to(TOP)) for f in files if not f.name.startswith(".")}


def _installed(wheel: Path, folder: Path) -> Path:
    _run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(python, *quiet, "--require-hashes", "-r", TOP / "requirements.txt", cwd=folder.parent)
    _run(python, *quiet, "--no-deps", "--no-index", wheel, cwd=folder.parent)
    return python


def _finds_its_own_files(python: Path, outside: Path) -> None:
    ask = (
        "from mailbot.folders import packaged; from mailbot.rulebook.book import load_rulebook; "
        "load_rulebook(); print(packaged('rules')); print(packaged('templates'))"
    )
    for line in _run(python, "-c", ask, cwd=outside).splitlines():
        assert Path(line).is_relative_to(python.parents[1])
        assert Path(line).is_dir()


def _plays_the_demo(mailbot: Path, outside: Path) -> None:
    outside.mkdir()
    shown = _run(mailbot, "demo", "--dir", outside / "demo", cwd=outside)
    assert "MF-" in shown
    assert "<html" in (outside / "demo" / "digest.html").read_text("utf-8")
    assert [one.name for one in outside.iterdir()] == ["demo"], "it writes only under the folder that it is given"
    config = outside / "demo" / "config.toml"
    cases = json.loads(_run(mailbot, "--config", config, "cases", "--json", cwd=outside))
    assert len(cases) >= 5


def _run(*command: str | Path, cwd: Path) -> str:
    """Runs a command as somebody would who never saw the checkout. Shows what it said where it fails."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
    environment = {k: v for k, v in os.environ.items() if k not in ours and not k.startswith("MAILBOT_")}
    done = subprocess.run(
        [str(one) for one in command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
