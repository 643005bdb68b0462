"""The console script as a child process: what it prints, and how it ends."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SCRIPT = Path(sys.executable).with_name("mailbot")

_PR_CAPBSET_DROP = 24  # prctl(2)
_CAP_DAC_OVERRIDE = 1  # capabilities(7)


@dataclass(frozen=True)
class Done:
    """A command that has ended. `peak` is the most memory in MB that it or a process of its took."""

    code: int
    out: str
    err: str
    peak: float = 0.0

    @property
    def sentences(self) -> list[str]:
        """What was said to a person: standard error without log lines."""
        return [line for line in self.err.splitlines() if not line.startswith("{")]


def environment(**extra: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("MAILBOT_")} | extra


def mailbot(
    *words: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    powerless: bool = False,
    largest_file: int | None = None,
    seconds: float = 120,
) -> Done:
    """Runs one command to its end. `powerless`: the modes of files count for it, even where we are root."""

    def limited() -> None:
        if powerless:
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE)
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    done = subprocess.run(
        [str(SCRIPT), *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(**(env or {})),
        preexec_fn=limited,
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


class Running:
    """`mailbot run` as a service of its own, until `stop`. Its log lies in a file."""

    def __init__(self, config: Path, *words: str, log: str = "log") -> None:
        self.log = config.parent / log
        self._file: IO[bytes] = self.log.open("wb")
        self.process = subprocess.Popen(
            [str(SCRIPT), "--config", str(config), "run", *words],
            stdout=self._file,
            stderr=self._file,
            stdin=subprocess.DEVNULL,
            env=environment(),
        )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._file.close()

    def stop(self, how: signal.Signals = signal.SIGTERM, patience: float = 20) -> tuple[int, float]:
        """Asks it to stop; gives its exit code and how many seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(patience)
        return code, time.monotonic() - begun

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")
