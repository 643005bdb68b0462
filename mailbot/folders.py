"""Where the rules and templates lie that come with the package."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def packaged(name: str) -> Path:
    """The folder `rules` or `templates`: inside the installed package, else at the top of the source tree."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


def chosen_file(name: str, folder: Path | None, own: str) -> Path:
    """A file `name` from the `folder` that a municipality gave, else the package's (`own`: rules or templates)."""
    if folder is not None and (folder / name).is_file():
        return folder / name
    return packaged(own) / name
