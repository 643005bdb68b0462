"""A long-lived child process in which mails are read within limits of time and memory, respawned when it dies.

A hostile mail costs at most its limits and is then parked; the process that watches the mailbox never parses one.
Parent and child speak JSON lines over pipes: what comes back is data that is checked, never pickled code.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import os
import resource
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pydantic import TypeAdapter

from mailbot.errors import ConfigWrong, MailbotError, UnreadableMail
from mailbot.model import Ask, Case, Command, Mail, Reading
from mailbot.reading.command import read_command
from mailbot.reading.mail import read_mail
from mailbot.reading.reader import read
from mailbot.rulebook.book import Rulebook, load_rulebook

SECONDS = 5.0
"""One mail's share of time, from asking to the answer (CONTRACT, section 10, promise 4)."""

MEGABYTES = 300
"""What reading one mail may take beside the interpreter and its libraries."""

_BASE_MEGABYTES = 700  # address space, not resident memory, of the interpreter with its libraries
_START_SECONDS = 60.0
_MAILS_A_CHILD = 5_000  # then a fresh one: what a library leaks ends with its process


@dataclass(frozen=True, slots=True)
class Task:
    """One mail to read, with what was asked in its thread."""

    data: bytes
    arrived: dt.datetime  # local time of the municipality, with offset
    asks: tuple[Ask, ...] = ()
    cases: tuple[Case, ...] = ()
    municipal: tuple[str, ...] = ()  # the municipality's own domains


@dataclass(frozen=True, slots=True)
class Read:
    """What a task gave."""

    mail: Mail
    reading: Reading
    command: Command


@dataclass(frozen=True, slots=True)
class _Question:
    data: str
    arrived: dt.datetime
    asks: tuple[Ask, ...]
    cases: tuple[Case, ...]
    municipal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reply:
    read: Read | None
    error: str = ""  # a sentence, where the mail cannot be read
    crash: str = ""  # type and place of an exception that nobody foresaw


_QUESTION = TypeAdapter(_Question)
_REPLY = TypeAdapter(_Reply)


def read_task(task: Task, rules: Rulebook) -> Read:
    """Reads one mail in this process. Raises UnreadableMail."""
    mail = read_mail(task.data, rules, task.arrived)
    today = counting_day(mail.date, task.arrived)
    reading = read(mail, rules, asks=task.asks, cases=task.cases, today=today, municipal=task.municipal)
    return Read(mail, reading, read_command(mail, rules, today))


def counting_day(written: dt.datetime | None, arrived: dt.datetime) -> dt.date:
    """The local day that relative dates count from: the mail's Date, or its arrival where that is two days off."""
    if written is None or abs(written - arrived) > dt.timedelta(days=2):
        return arrived.date()
    return written.astimezone(arrived.tzinfo).date()


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
        """What the mail says. Raises UnreadableMail with a sentence where its limits or its shape forbid reading it."""
        child = self._ready_child()
        question = _Question(
            base64.b64encode(task.data).decode("ascii"), task.arrived, task.asks, task.cases, task.municipal
        )
        deadline = time.monotonic() + self._seconds
        try:
            line = self._ask(child, _QUESTION.dump_json(question) + b"\n", deadline)
        except (TimeoutError, OSError) as wrong:
            self._kill()
            raise UnreadableMail(_limit_sentence(wrong, self._seconds, self._megabytes)) from None
        reply = _REPLY.validate_json(line)
        if reply.read is None:
            raise UnreadableMail(reply.error or f"reading it failed: {reply.crash}")
        return reply.read

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
        child = subprocess.Popen(
            [sys.executable, "-c", "from mailbot.reading_room import serve; serve()", folder, str(self._megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._served = 0
        try:
            hello = self._answer(child, time.monotonic() + _START_SECONDS)
        except (TimeoutError, OSError):
            hello = b""
        if hello.strip() != b"ready":
            child.kill()
            child.wait()
            raise ConfigWrong(hello.decode("utf-8", "replace").strip() or "the reading process does not start")
        return child

    def _ask(self, child: subprocess.Popen[bytes], line: bytes, deadline: float) -> bytes:
        assert child.stdin is not None  # noqa: S101
        view = memoryview(line)
        fd = child.stdin.fileno()
        while view:
            _, writable, _ = select.select([], [fd], [], max(0.0, deadline - time.monotonic()))
            if not writable:
                raise TimeoutError
            view = view[os.write(fd, view[:65536]) :]
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


def _limit_sentence(wrong: Exception, seconds: float, megabytes: int) -> str:
    if isinstance(wrong, TimeoutError):
        return f"reading it took more than {seconds:g} seconds"
    return f"reading it took more than {megabytes} MB, or broke the reading process"


def serve() -> None:
    """The child: reads questions from standard input until it closes, answers each on a line."""
    folder, megabytes = sys.argv[1], int(sys.argv[2])
    out = sys.stdout.buffer
    try:
        rules = load_rulebook(Path(folder) if folder else None)
    except MailbotError as wrong:
        out.write(str(wrong).encode() + b"\n")
        out.flush()
        return
    limit = (_BASE_MEGABYTES + megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        out.write(_REPLY.dump_json(_reply(line, rules)) + b"\n")
        out.flush()


def _reply(line: bytes, rules: Rulebook) -> _Reply:
    try:
        asked = _QUESTION.validate_json(line)
        data = base64.b64decode(asked.data)
        return _Reply(read_task(Task(data, asked.arrived, asked.asks, asked.cases, asked.municipal), rules))
    except UnreadableMail as wrong:
        return _Reply(None, error=str(wrong))
    except MemoryError:
        return _Reply(None, error="reading it took more memory than one mail may take")
    except RecursionError:
        return _Reply(None, error="it is nested too deeply to be read")
    except Exception as wrong:  # noqa: BLE001  the one broad except of a mail's reading: the mail is parked with it
        return _Reply(None, crash=_crash(wrong))


def _crash(wrong: Exception) -> str:
    """Type and place of an exception, without its message: that may quote the mail."""
    trace = wrong.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(wrong).__name__} at {where}"
