"""`mailbot demo`: the whole path on a mail server of its own."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.output import console
from mailbot.errors import UsageWrong
from mailbot.logs import start_logging


def register(app: typer.Typer) -> None:
    """Adds the commands of this room."""
    app.command()(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--dir", help="Where it writes; default: a temporary folder.")] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Keep the servers up for a real mail program.")] = False,
) -> None:
    """Start a small mail server, deliver sample mails, run the bot over them, and show what it read and answered.

    Example: mailbot demo --dir /tmp/mailbot-demo
    """
    # Its servers, and all of the bot, are loaded for this command alone.
    from mailbot.demo.play import play

    if not context.find_root().params["debug"]:
        start_logging(least=logging.WARNING)  # the account says all that the log would
    play(_made(folder), console, serve)


def _made(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="mailbot-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        raise UsageWrong(f"--dir: {folder} cannot be created: {wrong.strerror}") from None
    return folder
