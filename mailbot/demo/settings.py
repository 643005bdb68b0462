"""The configuration of the demo: a municipality that does not exist, on the demo's own servers."""

from __future__ import annotations

from pathlib import Path

from mailbot.demo.postoffice import BOT, HOST, PASSWORD
from mailbot.permissions import write_private

ADDRESS = "mikrofleksjob@aeroe-kommune.example"


def write_config(folder: Path, imap_port: int, smtp_port: int) -> Path:
    """Writes config.toml for the demo's servers into the folder, readable by its owner alone."""
    path = folder / "config.toml"
    text = f'''[imap]
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
