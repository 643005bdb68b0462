"""Files that others can read are named, with what mends it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mailbot.permissions import loose_permissions, write_private


def _said(path: Path, mode: str, right: str) -> str:
    return f"{path}: is not for its owner alone (its mode is {mode}); run: chmod {right} {path}"


@pytest.mark.parametrize("mode", [0o640, 0o644, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_read_is_named_with_what_mends_it(tmp_path, mode):
    path = tmp_path / "config.toml"
    path.touch()
    path.chmod(mode)
    assert loose_permissions(path) == _said(path, f"{mode:o}", "600")


def test_a_folder_that_others_can_enter_is_named(tmp_path):
    tmp_path.chmod(0o755)
    assert loose_permissions(tmp_path) == _said(tmp_path, "755", "700")


def test_a_file_for_its_owner_alone_and_a_missing_one_are_no_worry(tmp_path):
    path = tmp_path / "config.toml"
    assert loose_permissions(path) is None
    path.touch(0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert loose_permissions(path) is None


def test_what_is_written_is_for_its_owner_alone_and_whole(tmp_path):
    page = tmp_path / "digest.html"
    page.write_text("loose")
    page.chmod(0o666)
    write_private(page, "æøå\n")
    assert page.read_text("utf-8") == "æøå\n"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [page.name]
    with pytest.raises(OSError, match="No such file"):
        write_private(tmp_path / "none" / "x", "x")
