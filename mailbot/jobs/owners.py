"""Who does what only one may do at a time: names of processes, and which of them are known to be gone.

A lease ends with its time. Where the process that has it can be seen to be gone it ends at once, so that a service
that was killed is made up for by the next one, not by the one a quarter of an hour later.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

from mailbot.errors import MailbotError
from mailbot.intake import Bench

_LEASE_SECONDS = 900.0  # longer than any one command of a mail server may take
_PROCESSES = Path("/proc")


def owner_name() -> str:
    """A name that no other process has: machine and its table of processes, process, when that began, and chance."""
    return "|".join((_machine(), str(os.getpid()), _began(os.getpid()), secrets.token_hex(4)))


def is_gone(owner: str) -> bool:
    """That process runs no more. False where it cannot be seen: on another machine, in another container."""
    machine, process, began = [*owner.split("|"), "", ""][:3]
    return machine == _machine() and process.isdigit() and _began(int(process)) != began


def _machine() -> str:
    try:
        table = str((_PROCESSES / "self" / "ns" / "pid").readlink())
    except OSError:
        table = ""
    return f"{socket.gethostname()} {table}"


def _began(process: int) -> str:
    """When a process began, in the kernel's ticks (proc(5), field 22); '' where there is none or no such table."""
    try:
        told = (_PROCESSES / str(process) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return told.rpartition(")")[2].split()[19]


@contextlib.contextmanager
def alone(name: str, bench: Bench) -> Iterator[bool]:
    """Whether this process may do what `name` says now; until the end of the block nobody else may."""
    with bench.store.writing() as books:
        now = bench.clock()
        other = books.leases.owner(name, now)
        if other is not None and is_gone(other):
            books.leases.release(name, other)
        ours = books.leases.take(name, bench.owner, now, _LEASE_SECONDS)
    try:
        yield ours
    finally:
        if ours:
            with contextlib.suppress(MailbotError), bench.store.writing() as books:
                books.leases.release(name, bench.owner)
