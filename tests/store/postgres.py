"""A PostgreSQL of the tests' own: on a socket in a temporary folder, run by another user where we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PLACES = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin")]


@dataclass(frozen=True)
class Cluster:
    socket: Path
    user: str

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.socket}"

    def new_database(self, name: str, template: str = "template1") -> str:
        self.sql(f"create database {name} template {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        self.sql(f"drop database if exists {name} with (force)")

    def sql(self, text: str) -> None:
        import psycopg

        with psycopg.connect(f"host={self.socket} user={self.user} dbname=postgres", autocommit=True) as connection:
            connection.execute(text)


def _program(name: str) -> str | None:
    return shutil.which(name) or next((str(p / name) for p in _PLACES if (p / name).exists()), None)


def why_not() -> str:
    """Why PostgreSQL cannot be tested here; '' where it can."""
    missing = [name for name in ("initdb", "pg_ctl", "postgres") if _program(name) is None]
    if missing:
        return f"PostgreSQL is not installed: no {', '.join(missing)}"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    return ""


def _other_user() -> str | None:
    """Who runs the server: ourselves, or where we are root (initdb refuses it) the user postgres, else nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def start_cluster() -> Iterator[Cluster]:
    """A running server, empty; ended and erased afterwards. Sockets need a short path, so it lies under /tmp."""
    other = _other_user()
    with tempfile.TemporaryDirectory(prefix="mbpg", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if other:
            shutil.chown(home, other)
        home.chmod(0o755)
        user = "mailbot"
        _run(other, "initdb", "-D", str(home / "data"), "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # fsync is for the loss of power, which no test plays; kills of clients and of the server it survives.
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off -c max_wal_size=1GB"
        log = str(home / "log")
        _run(other, "pg_ctl", "-D", str(home / "data"), "-l", log, "-w", "-t", "60", "-o", options, "start")
        try:
            yield Cluster(home, user)
        finally:
            _run(other, "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "-w", "stop")


def _run(user: str | None, name: str, *arguments: str) -> None:
    program = _program(name)
    assert program is not None
    owner = pwd.getpwnam(user) if user else None
    done = subprocess.run(
        [program, *arguments],
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{name} ended with {done.returncode}"
