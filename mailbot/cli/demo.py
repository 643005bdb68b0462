"""`mailbot demo`: the whole path on a mail server of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.output import console


def register(app: typer.Typer) -> None:
    """Adds the commands of this room."""
    app.command()(demo)


def demo(
    folder: Annotated[Path | None, typer.Option("--dir", help="Where it writes; default: a temporary folder.")] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Keep the servers up for a real mail program.")] = False,
) -> None:
    """Start a small mail server, deliver sample mails, run the bot over them, and show what it read and answered.

    Example: mailbot demo --dir /tmp/mailbot-demo
    """
    # Its servers, and all of the bot, are loaded for this command alone.
    from mailbot.demo.play import play

    place = folder or Path(tempfile.mkdtemp(prefix="mailbot-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    play(place, console, serve)
