"""`mailbot run`: the service, or one round of it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailbot.errors import ExitCode

if TYPE_CHECKING:
    from mailbot.app import Bot

_STOP_SECONDS = 4.0
"""After a signal the step in hand is finished. A server that keeps silent is not waited for: what was not committed
then is done at the next start, as after a crash."""


def register(app: typer.Typer) -> None:
    """Adds the commands of this room."""
    app.command()(run)


def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do all that is due now, and exit.")] = False,
) -> None:
    """Watch the mailbox, answer, remind, and send the digest, until SIGTERM or SIGINT.

    Example: mailbot run --once
    """
    # All of the bot is loaded for this command alone.
    from mailbot.app import open_bot, warnings

    config: Path = context.obj
    with open_bot(config) as bot:
        for warning in warnings(config, bot):
            print(f"mailbot: warning: {warning}", file=sys.stderr)
        if once:
            _once(bot)
        else:
            _serve(bot)


def _once(bot: Bot) -> None:
    from mailbot.app import hands_of
    from mailbot.jobs.service import run_once

    with hands_of(bot) as hands:
        wrong = run_once(hands, bot.bench)
    if wrong is not None:
        raise wrong


def _serve(bot: Bot) -> None:
    from mailbot.app import hands_of
    from mailbot.jobs.service import Service

    with hands_of(bot) as hands:
        service = Service(hands, bot.bench)

        def end(*_: object) -> None:
            service.stop()
            last = threading.Timer(_STOP_SECONDS, os._exit, [ExitCode.DONE.value])
            last.daemon = True
            last.start()

        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, end)
        service.run()
