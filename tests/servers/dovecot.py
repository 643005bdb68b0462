"""Dovecot, started with a configuration of its own in a temporary folder; every user name has its own mailbox."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from mailbot.demo.postoffice import free_port

PASSWORD = "hemmelig-adgang"


def installed() -> bool:
    return dovecot() is not None


def dovecot() -> str | None:
    """Debian lays it into /usr/sbin, which is not on everybody's path."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Users:
    """Whom Dovecot's processes run as: its own users where we are root, else all as ourselves."""

    internal: str
    login: str
    mail: str

    @staticmethod
    def ours() -> Users:
        return Users("dovecot", "dovenull", "nobody") if os.geteuid() == 0 else Users(*(getpass.getuser(),) * 3)


class Dovecot:
    """One server. `capability` replaces what it says it can do; `tls` is (certificate file, key file)."""

    def __init__(self, *, capability: str = "", tls: tuple[Path, Path] | None = None, separator: str = "/") -> None:
        self.port = free_port()
        self.tls_port = free_port() if tls else 0
        self.home = Path(tempfile.mkdtemp(prefix="mb-dovecot-"))
        self.home.chmod(0o755)
        self.mails = self.home / "mail"
        self.mails.mkdir(mode=0o755)
        self._write(capability, tls, separator)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Dovecot:
        program = dovecot()
        assert program is not None
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(self.home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=(self.home / "errors").open("wb"),
            start_new_session=True,
        )
        end = time.monotonic() + 20
        while not _listens(self.port):
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError("dovecot does not start: " + self.log())
            time.sleep(0.02)
        return self

    def stop(self, *, keep: bool = False) -> None:
        """Ends the server; `keep` leaves its mails for another start."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # sessions outlive the server that they came to
            self._process = None
        if not keep:
            shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        parts = [p.read_text("utf-8", "replace") for n in ("errors", "log") if (p := self.home / n).is_file()]
        return "".join(parts)[-3000:]

    def maildir(self, user: str) -> Path:
        return self.mails / user / "Maildir"

    def _write(self, capability: str, tls: tuple[Path, Path] | None, separator: str) -> None:
        users = Users.ours()
        owner = pwd.getpwnam(users.mail)
        os.chown(self.mails, owner.pw_uid, owner.pw_gid)
        lines = [
            f"base_dir = {self.home}/run",
            f"state_dir = {self.home}/state",
            f"log_path = {self.home}/log",
            "protocols = imap",
            "listen = 127.0.0.1",
            "disable_plaintext_auth = no",
            "auth_mechanisms = plain login",
            "auth_failure_delay = 0",
            f"default_internal_user = {users.internal}",
            f"default_internal_group = {_group(users.internal)}",
            f"default_login_user = {users.login}",
            f"mail_uid = {users.mail}",
            f"mail_gid = {_group(users.mail)}",
            "first_valid_uid = 1",
            "first_valid_gid = 1",
            "last_valid_gid = 0",
            f"mail_home = {self.mails}/%u",
            "mail_location = maildir:~/Maildir",
            "mail_fsync = never",
            "mail_max_userip_connections = 500",
            "lda_mailbox_autocreate = yes",
            f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}",
            f"userdb {{\n  driver = static\n  args = home={self.mails}/%u\n}}",
            # no penalty for wrong passwords: tests give many
            "service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}",
            "service imap-login {\n  chroot =",
            f"  inet_listener imap {{\n    port = {self.port}\n  }}",
            f"  inet_listener imaps {{\n    port = {self.tls_port}\n    ssl = {'yes' if tls else 'no'}\n  }}\n}}",
            f"namespace inbox {{\n  inbox = yes\n  separator = {separator}\n"
            + ("  prefix = INBOX.\n" if separator == "." else "")
            + "}",
        ]
        lines += [f"ssl = yes\nssl_cert = <{tls[0]}\nssl_key = <{tls[1]}"] if tls else ["ssl = no"]
        lines += [f"imap_capability = {capability}"] if capability else []
        (self.home / "dovecot.conf").write_text("\n".join(lines) + "\n", "utf-8")


def _group(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
