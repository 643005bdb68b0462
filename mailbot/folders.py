"""Where the rules and templates lie: those of the package, and a municipality's own in their place."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection
from pathlib import Path

from mailbot.errors import ConfigWrong

_HERE = Path(__file__).parent


def packaged(name: str) -> Path:
    """The folder `rules` or `templates`: inside the installed package, else at the top of the source tree."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def chosen_file(name: str, folder: Path | None, own: str) -> Path:
    """A file `name` from the `folder` that a municipality gave, else the package's (`own`: rules or templates).

    Whatever bears the name is chosen: a broken link or a folder fails when it is read, in place of being passed over.
    """
    if folder is not None and os.path.lexists(folder / name):
        return folder / name
    return packaged(own) / name


def refuse_strangers(folder: Path, known: Collection[str]) -> None:
    """Raises ConfigWrong where a municipality's folder holds a file that would replace nothing: a slip in its name.

    What editors and version control leave there (hidden files, backups), and a README, is passed over.
    """
    for name in _names_in(folder):
        if name in known or name.startswith((".", "README")) or name.endswith("~"):
            continue
        near = difflib.get_close_matches(name.lower(), known, 1, cutoff=0.7)
        means = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
        raise ConfigWrong(f"{folder / name}: replaces no file of the package; {means}")


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir())
    except FileNotFoundError:
        raise ConfigWrong(f"{folder}: there is no such folder") from None
    except OSError as wrong:
        raise ConfigWrong(f"{folder}: cannot be read: {wrong.strerror}") from None
