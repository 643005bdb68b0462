"""Where a password comes from when it does not stand in the configuration: the environment, or a command."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from typing import Any

from mailbot.errors import ConfigWrong

COMMAND_SECONDS = 30.0


def from_environment(name: str, key: str) -> str:
    """The variable's value. Raises ConfigWrong, which names the `key` of the configuration."""
    found = os.environ.get(name)
    if not found:
        raise ConfigWrong(f"{key}: the environment has no {name}; set it, or name another")
    return found


def from_command(command: str, key: str) -> str:
    """The first line that a command prints. Raises ConfigWrong, which names the `key` and never what was printed."""
    said, why_not = _first_line(command)
    if not said:
        raise ConfigWrong(f"{key}: the command gave no password ({why_not}); run it by hand to see why")
    return said


def _first_line(command: str) -> tuple[str, str]:
    """What a command prints, and why it is no password where it is empty.

    The command gets no shell, and no terminal to ask a person on.
    """
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        with subprocess.Popen(shlex.split(command), start_new_session=True, **pipes) as asked:
            said = _within(asked, COMMAND_SECONDS)
        line = said.partition(b"\n")[0].removesuffix(b"\r").decode()
    except subprocess.TimeoutExpired:
        return "", f"it was not done after {COMMAND_SECONDS:g} seconds"
    except OSError as wrong:
        return "", str(wrong.strerror)
    except ValueError:  # quotes that do not close, or bytes that are no UTF-8; its own words could hold the password
        return "", "it cannot be read as a command, or what it prints not as UTF-8"
    return ("", f"exit {asked.returncode}") if asked.returncode else (line, "it printed nothing")


def _within(asked: subprocess.Popen[bytes], seconds: float) -> bytes:
    try:
        return asked.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        os.killpg(asked.pid, signal.SIGKILL)  # what it started holds our pipe open too
        raise
