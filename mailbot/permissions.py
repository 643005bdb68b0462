"""Files that hold passwords or people's data are for the bot alone."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def loose_permissions(path: Path) -> str | None:
    """A sentence where others than its owner may read, write or enter a file or folder; None where all is well.

    A file that is not there is no worry of this function.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return None
    right = "700" if stat.S_ISDIR(mode) else "600"
    return f"{path}: is not for its owner alone (its mode is {stat.S_IMODE(mode):o}); run: chmod {right} {path}"


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all; one that is there is replaced.

    Raises OSError.
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # its mode is 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
