"""A long-lived child process in which mails are read within limits of time and memory, respawned when it dies.

A hostile mail costs at most its limits and is then parked; the process that watches the mailbox never parses one,
and does not load the libraries that do (`reading_child.py` does).
Parent and child speak JSON lines over pipes: what comes back is data that is checked, never pickled code.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pydantic import TypeAdapter

from mailbot.errors import ExitCode, TryAgain, UnreadableMail
from mailbot.model import Ask, Case, Command, Mail, Reading

SECONDS = 5.0
"""One mail's share of the processor's time (CONTRACT, section 10, promise 4). A busy machine is no mail's fault."""

MEGABYTES = 300
"""What reading one mail may take beside the interpreter and its libraries."""

_START_SECONDS = 60.0
_WALL = 6  # times SECONDS: so long it may take until the answer is there, whatever else the machine does
_MAILS_A_CHILD = 5_000  # then a fresh one: what a library leaks ends with its process


@dataclass(frozen=True, slots=True)
class Task:
    """One mail to read, with what was asked in its thread."""

    data: bytes
    arrived: dt.datetime  # local time of the municipality, with offset
    asks: tuple[Ask, ...] = ()
    cases: tuple[Case, ...] = ()
    municipal: tuple[str, ...] = ()  # the municipality's own domains
    as_offer: bool = False  # a person said that it is one: its offers are read, whatever kind of mail it looks like


@dataclass(frozen=True, slots=True)
class Read:
    """What a task gave."""

    mail: Mail
    reading: Reading
    command: Command


@dataclass(frozen=True, slots=True)
class Question:
    """A task on its way to the child."""

    data: str
    arrived: dt.datetime
    asks: tuple[Ask, ...]
    cases: tuple[Case, ...]
    municipal: tuple[str, ...]
    as_offer: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What the child says."""

    read: Read | None
    error: str = ""  # a sentence, where the mail cannot be read
    crash: str = ""  # type and place of an exception that nobody foresaw


QUESTION = TypeAdapter(Question)
REPLY = TypeAdapter(Reply)


class NoReader(TryAgain):
    """The child does not start (rules that were broken meanwhile, no memory): no mail is to blame for it."""

    exit_code = ExitCode.CONFIG


class ReadingRoom:
    """Hands mails to the child, one at a time."""

    def __init__(self, rules_folder: Path | None = None, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._rules_folder = rules_folder
        self._seconds = seconds
        self._megabytes = megabytes
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> ReadingRoom:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, task: Task) -> Read:
        """What the mail says. Raises UnreadableMail with a sentence where its limits or its shape forbid reading it.

        Raises NoReader where no mail can be read.
        """
        octets = base64.b64encode(task.data).decode("ascii")
        question = Question(octets, task.arrived, task.asks, task.cases, task.municipal, task.as_offer)
        line = QUESTION.dump_json(question) + b"\n"
        try:
            reply = REPLY.validate_json(self._answer_to(line))
        except TimeoutError:
            raise UnreadableMail(f"reading it took more than {self._seconds:g} seconds") from None
        except OSError:
            why = f"reading it took more than {self._megabytes} MB, or broke the reading process"
            raise UnreadableMail(why) from None
        if reply.read is None:
            raise UnreadableMail(reply.error or f"reading it failed: {reply.crash}")
        return reply.read

    def _answer_to(self, line: bytes) -> bytes:
        """Asks a second child where the first one dies: it may have been ended from outside while it did nothing."""
        try:
            return self._try(line)
        except TimeoutError:
            raise
        except OSError:
            return self._try(line)

    def _try(self, line: bytes) -> bytes:
        """Raises TimeoutError where the time is up, OSError where the child dies."""
        child = self._ready_child()
        try:
            return self._ask(child, line, time.monotonic() + _WALL * self._seconds)
        except OSError as wrong:
            late = isinstance(wrong, TimeoutError) or _ended_by_clock(child)
            self._kill()
            raise TimeoutError if late else wrong  # noqa: B904  what it was matters, not when it was noticed

    def close(self) -> None:
        """Ends the child."""
        if self._child is not None and self._child.stdin is not None:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(2)
        self._kill()

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._child.poll() is not None or self._served >= _MAILS_A_CHILD):
            self._kill()
        if self._child is None:
            self._child = self._spawn()
        self._served += 1
        return self._child

    def _spawn(self) -> subprocess.Popen[bytes]:
        folder = str(self._rules_folder) if self._rules_folder else ""
        limits = (f"{self._seconds:g}", str(self._megabytes))
        command = [sys.executable, "-c", "from mailbot.reading_child import serve; serve()", folder, *limits]
        try:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as wrong:
            raise NoReader(f"the reading process does not start: {wrong.strerror}") from None
        self._served = 0
        try:
            hello = self._answer(child, time.monotonic() + _START_SECONDS)
        except OSError:
            hello = b""
        if hello.strip() != b"ready":
            child.kill()
            child.wait()
            raise NoReader(hello.decode("utf-8", "replace").strip() or "the reading process does not start")
        return child

    def _ask(self, child: subprocess.Popen[bytes], line: bytes, deadline: float) -> bytes:
        assert child.stdin is not None  # noqa: S101
        view = memoryview(line)
        fd = child.stdin.fileno()
        os.set_blocking(fd, False)
        while view:
            _, writable, _ = select.select([], [fd], [], max(0.0, deadline - time.monotonic()))
            if not writable:
                raise TimeoutError
            view = view[os.write(fd, view) :]
        return self._answer(child, deadline)

    def _answer(self, child: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert child.stdout is not None  # noqa: S101
        fd, pieces = child.stdout.fileno(), []
        while True:
            readable, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
            if not readable:
                raise TimeoutError
            piece = os.read(fd, 1 << 20)
            if not piece:
                raise BrokenPipeError
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)

    def _kill(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._child = None


def _ended_by_clock(child: subprocess.Popen[bytes]) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(2) == -signal.SIGPROF
    return False
