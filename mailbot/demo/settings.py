"""The configuration of the demo: a municipality that does not exist, on the demo's own servers."""

from __future__ import annotations

from pathlib import Path

from mailbot.demo.postoffice import BOT, HOST, PASSWORD
from mailbot.errors import UsageWrong
from mailbot.permissions import write_private

ADDRESS = "mikrofleksjob@aeroe-kommune.example"

_MARK = "# Written by `mailbot demo`, which overwrites it and removes the database beside it each time."


def clear(folder: Path) -> None:
    """Removes what an earlier demo left. Raises UsageWrong where the folder belongs to a real bot."""
    config = folder / "config.toml"
    books = [one for tail in ("", "-wal", "-shm") if (one := folder / f"mailbot.db{tail}").exists()]
    ours = config.is_file() and config.read_text("utf-8", "replace").startswith(_MARK)
    if not ours and (books or config.exists()):
        raise UsageWrong(f"--dir: {folder} holds a bot's configuration or database; name an empty folder")
    for one in books:
        one.unlink()


def write_config(folder: Path, imap_port: int, smtp_port: int) -> Path:
    """Writes config.toml for the demo's servers into the folder, readable by its owner alone."""
    path = folder / "config.toml"
    text = f'''{_MARK}
[imap]
host = "{HOST}"
port = {imap_port}
security = "none"
username = "{BOT}"
password = "{PASSWORD}"
poll_seconds = 5

[smtp]
host = "{HOST}"
port = {smtp_port}
security = "none"
from = "Jobcenter Ærø <{ADDRESS}>"

[database]
url = "sqlite:///mailbot.db"

[people]
coordinators = ["koordinator@aeroe-kommune.example"]
caseworkers = ["sagsbehandlere@aeroe-kommune.example"]
direction = "direktion@aeroe-kommune.example"
payroll = "loen@aeroe-kommune.example"
municipal_domains = ["aeroe-kommune.example"]
'''
    write_private(path, text)
    return path
