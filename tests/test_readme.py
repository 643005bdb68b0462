"""What the README tells a newcomer is true: the places it names exist, and so do the commands."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text("utf-8")


def _places() -> set[str]:
    """Paths in backticks: with a slash in them, or a file at the top."""
    quoted = set(re.findall(r"`([\w./-]+)`", README))
    return {one for one in quoted if "/" in one.rstrip("/") or one.endswith(("/", ".toml", ".md"))}


def test_every_place_that_it_names_exists():
    places = _places()
    assert len(places) > 10
    assert sorted(one for one in places if not _exists(one)) == []


def _exists(place: str) -> bool:
    """A module may be named without its ending."""
    return (TOP / place).exists() or (TOP / f"{place}.py").exists() or place == "config.toml"


def test_every_target_of_make_that_it_names_is_there():
    targets = set(re.findall(r"^(\w+):", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)\b", README))
    assert {"demo", "test"} <= named <= targets | {"and"}
