"""The reading room's child process: reads mails one at a time, within limits that the system keeps."""

from __future__ import annotations

import base64
import datetime as dt
import os
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from mailbot.errors import MailbotError, UnreadableMail
from mailbot.reading.command import read_command
from mailbot.reading.mail import read_mail
from mailbot.reading.reader import Reader, read
from mailbot.reading_room import QUESTION, REPLY, Read, Reply, Task
from mailbot.rulebook.book import Rulebook, load_rulebook

_BASE_MEGABYTES = 250  # address space of the interpreter with its libraries: 95 on Linux, and some to spare


def serve() -> None:
    """The child: reads questions from standard input until it closes, answers each on a line."""
    folder, seconds, megabytes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # meant for the service, which ends this process when it is done with it
    out = os.fdopen(os.dup(1), "wb")
    try:
        rules = load_rulebook(Path(folder) if folder else None)
    except MailbotError as wrong:
        _say(out, str(wrong).encode())
        return
    _quiet()
    limit = (_BASE_MEGABYTES + megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _say(out, b"ready")
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_PROF, seconds)  # the system ends this process when its time is up
        answer = REPLY.dump_json(_reply(line, rules))
        signal.setitimer(signal.ITIMER_PROF, 0)
        _say(out, answer)


def _say(out: BinaryIO, line: bytes) -> None:
    out.write(line + b"\n")
    out.flush()


def _quiet() -> None:
    """What libraries print while they read may quote the mail, and would break the answers' lines."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def read_task(task: Task, rules: Rulebook) -> Read:
    """Reads one mail in this process. Raises UnreadableMail."""
    mail = read_mail(task.data, rules, task.arrived)
    today = counting_day(mail.date, task.arrived)
    reading = read(mail, rules, asks=task.asks, cases=task.cases, today=today, municipal=task.municipal)
    if task.as_offer and not reading.offers:
        offers = Reader(mail, rules, today, task.municipal).offers()
        reading = replace(reading, offers=tuple(one.offer for one in offers))
    return Read(mail, reading, read_command(mail, rules, today))


def counting_day(written: dt.datetime | None, arrived: dt.datetime) -> dt.date:
    """The local day that relative dates count from: the mail's Date, or its arrival where that is two days off."""
    if written is None or abs(written - arrived) > dt.timedelta(days=2):
        return arrived.date()
    return written.astimezone(arrived.tzinfo).date()


def _reply(line: bytes, rules: Rulebook) -> Reply:
    try:
        asked = QUESTION.validate_json(line)
        data = base64.b64decode(asked.data)
        task = Task(data, asked.arrived, asked.asks, asked.cases, asked.municipal, asked.as_offer)
        return Reply(read_task(task, rules))
    except UnreadableMail as wrong:
        return Reply(None, error=str(wrong))
    except MemoryError:
        return Reply(None, error="reading it took more memory than one mail may take")
    except RecursionError:
        return Reply(None, error="it is nested too deeply to be read")
    except Exception as wrong:  # noqa: BLE001  the one broad except of a mail's reading: the mail is parked with it
        return Reply(None, crash=_crash(wrong))


def _crash(wrong: Exception) -> str:
    """Type and place of an exception, without its message: that may quote the mail."""
    trace = wrong.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(wrong).__name__} at {where}"
