"""The console script: global options, exit codes, and failures as one sentence."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mailbot.cli import cases, demo, parse, service
from mailbot.errors import ExitCode, MailbotError
from mailbot.logs import start_logging

_CONFIG = Path("config.toml")

app = typer.Typer(
    name="mailbot",
    help="Reads offers of mikrofleksjob from a mailbox, answers them, keeps the quota and tells the caseworkers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option("--config", envvar="MAILBOT_CONFIG", help="The configuration file.")
    ] = _CONFIG,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and detailed log lines.")] = False,
) -> None:
    """Options that come before or after any command."""
    start_logging(debug)
    context.obj = config


for _room in (demo, parse, service, cases):
    _room.register(app)


def main() -> NoReturn:
    """Runs one command and exits with its code; a failure is one sentence on standard error."""
    _speak_utf8()
    words = _globals_first(sys.argv[1:])
    try:
        result = typer.main.get_command(app).main(words, prog_name="mailbot", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else ExitCode.DONE)
    except typer.TyperException as wrong:
        _show_usage(wrong)
        sys.exit(wrong.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.DONE)
    except MailbotError as wrong:
        _fail(str(wrong), wrong.exit_code, words)
    except Exception as wrong:  # noqa: BLE001  the last resort of a command: a sentence instead of a traceback
        _fail(_unforeseen(wrong), ExitCode.NEEDS_A_PERSON, words)


def _show_usage(wrong: typer.TyperException) -> None:
    """What the words of a command should have been; typer's own kinds know how to say it with the command's usage."""
    show = getattr(wrong, "show", None)
    if callable(show):
        show()
    else:
        print(f"mailbot: {wrong.format_message()}", file=sys.stderr)


def _fail(sentence: str, code: int, words: list[str]) -> NoReturn:
    if "--debug" in words:
        traceback.print_exc()
    print(f"mailbot: {sentence}", file=sys.stderr)
    sys.exit(code)


def _unforeseen(wrong: Exception) -> str:
    """An exception that nobody foresaw, without its message: that may quote a mail."""
    last = traceback.extract_tb(wrong.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return f"something unforeseen broke ({type(wrong).__name__} at {place}); run it with --debug to see where"


def _globals_first(words: list[str]) -> list[str]:
    """`--config PATH` and `--debug` may stand behind the command too."""
    first: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += [word, *left]
        elif word == "--config":
            first += [word, *[one for one in [next(left, None)] if one is not None]]
        elif word.startswith("--config=") or word == "--debug":
            first.append(word)
        else:
            rest.append(word)
    return first + rest


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
