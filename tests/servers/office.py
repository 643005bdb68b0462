"""A post office for one test: an IMAP server, an SMTP sink, and a configuration that names them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from imapclient import IMAPClient

from mailbot.config import Imap
from mailbot.demo.postoffice import HOST, PASSWORD, ImapServer
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink

ADDRESS = "mikrofleksjob@aeroe-kommune.example"
_numbers = itertools.count(1)

Lying = tuple[bytes, tuple[str, ...]]


class Server(Protocol):
    """What an office needs of an IMAP server."""

    port: int


class PostOffice:
    """`kind` is pymap or dovecot. `sink` has the letters and the switches that refuse them."""

    def __init__(self, kind: str, port: int, username: str, password: str, sink: SmtpSink) -> None:
        self.kind = kind
        self.port = port
        self.username = username
        self.password = password
        self.sink = sink

    @property
    def letters(self) -> list[Any]:
        """What the SMTP server took, in order: `.sender .to .data .message`."""
        return self.sink.letters

    @property
    def imap(self) -> Imap:
        """The section [imap] as the bot has it."""
        return Imap(
            host=HOST,
            port=self.port,
            security="none",
            username=self.username,
            password=self.password,  # type: ignore[arg-type]
        )

    def client(self) -> IMAPClient:
        """A colleague's mail program, signed in to the same mailbox."""
        client = IMAPClient(HOST, self.port, ssl=False, timeout=30)
        client.login(self.username, self.password)
        return client

    def deliver(self, raw: bytes, folder: str = "INBOX", at: dt.datetime | None = None) -> int:
        """A mail comes in; gives its UID. `at` is when the server says that it came."""
        wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            answer = client.append(folder, wire, msg_time=at)
            if b"APPENDUID" in answer:
                return int(answer.split(b"]")[0].split()[-1])
            return int(client.folder_status(folder, ["UIDNEXT"])[b"UIDNEXT"]) - 1

    def folder(self, name: str) -> list[Lying]:
        """(mail, flags) of everything in a folder, oldest first; nothing where there is no such folder."""
        with self.client() as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]", "FLAGS"]) if uids else {}
            return [
                (one[b"BODY[]"], tuple(sorted(f.decode() for f in one[b"FLAGS"] if f != rb"\Recent")))
                for _, one in sorted(found.items())
            ]

    def config(self, folder: Path, **extra: Mapping[str, Any] | list[Mapping[str, Any]]) -> Path:
        """A written config.toml (0600); `extra` is merged into its sections: imap={"since": "2027-02-01"}."""
        tables: dict[str, Any] = {
            "imap": {
                "host": HOST,
                "port": self.port,
                "security": "none",
                "username": self.username,
                "password": self.password,
                "poll_seconds": 1,
            },
            "smtp": {
                "host": HOST,
                "port": self.sink.port,
                "security": "none",
                "from": f"Jobcenter Ærø <{ADDRESS}>",
            },
            "database": {"url": f"sqlite:///{folder}/mailbot.db"},
            "people": {
                "coordinators": ["koordinator@aeroe-kommune.example"],
                "caseworkers": ["sagsbehandlere@aeroe-kommune.example"],
                "direction": "direktion@aeroe-kommune.example",
                "payroll": "loen@aeroe-kommune.example",
                "municipal_domains": ["aeroe-kommune.example"],
            },
        }
        for name, values in extra.items():
            tables[name] = {**tables.get(name, {}), **values} if isinstance(values, Mapping) else values
        path = folder / "config.toml"
        path.write_text("\n".join(_section(name, values) for name, values in tables.items()), "utf-8")
        path.chmod(0o600)
        return path


def pymap_office(sink: SmtpSink, missing: tuple[str, ...] = ()) -> tuple[PostOffice, ImapServer]:
    """A pymap of its own for this test; `missing` are capabilities that it does not have."""
    server = ImapServer(("bot",), PASSWORD, missing=missing)
    server.start()
    return PostOffice("pymap", server.port, "bot", PASSWORD, sink), server


def dovecot_office(sink: SmtpSink, server: Dovecot) -> PostOffice:
    """A mailbox of its own on a Dovecot that tests share."""
    return PostOffice("dovecot", server.port, f"bot{next(_numbers)}", dovecot.PASSWORD, sink)


def _section(name: str, values: Any) -> str:
    if isinstance(values, list):
        return "\n".join(f"[[{name}]]\n{_lines(one)}" for one in values)
    return f"[{name}]\n{_lines(values)}"


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: Any) -> str:
    """JSON's strings, numbers, truths and lists are TOML's too."""
    return json.dumps(value, ensure_ascii=False)
