"""Every broken configuration dies with the exact sentence that stands beside it, and no password is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.config import load_config
from mailbot.errors import ConfigWrong, ExitCode
from mailbot.rulebook.book import load_rulebook

FOLDERS = sorted(Path(__file__).with_name("bad_configs").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_it_dies_with_one_sentence(folder):
    expected = (folder / "expected.txt").read_text("utf-8").removesuffix("\n")
    with pytest.raises(ConfigWrong) as wrong:
        load_rulebook(load_config(folder / "config.toml").paths.rules_folder)
    said = str(wrong.value)
    assert said.replace(str(folder), "{folder}") == expected
    assert "hemmelig" not in said
    assert "4711" not in said
    assert "\n" not in said
    assert wrong.value.exit_code == ExitCode.CONFIG == 78


def test_there_is_no_folder_without_its_sentence():
    assert len(FOLDERS) >= 14
    assert [f.name for f in FOLDERS if not (f / "expected.txt").is_file() or not (f / "config.toml").is_file()] == []
