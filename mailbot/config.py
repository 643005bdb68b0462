"""The configuration: one TOML file becomes one frozen `Config`, or one sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import re
import shlex
import subprocess
import zoneinfo
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator

from mailbot.errors import ConfigWrong
from mailbot.model import Pool
from mailbot.tomlfile import Table, check_table, parse_toml

Security = Literal["tls", "starttls", "none"]


def _address(text: str) -> str:
    name, address = parseaddr(text)
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", address):
        raise ValueError(f"{text!r} is not a mail address; write it like navn@kommune.example")
    return text


def _bare_address(text: str) -> str:
    return parseaddr(_address(text))[1].lower()


def _domain(text: str) -> str:
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", text):
        raise ValueError(f"{text!r} is not a domain; write it like kommune.example, without @")
    return text.lower()


def _clock_time(text: Any) -> Any:
    if isinstance(text, dt.time):
        return text
    if not isinstance(text, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f'{text!r} is not a time of day; write it like "07:30"')
    return dt.time.fromisoformat(text)


def _day(text: Any) -> Any:
    if text == "" or text is None:
        return None
    if isinstance(text, dt.date):
        return text
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f'{text!r} is not a date; write it like "2027-02-01", or "" for none') from None


def _zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{text!r} is not a time zone; write it like "Europe/Copenhagen"') from None
    return text


BareAddress = Annotated[str, AfterValidator(_bare_address)]
Domain = Annotated[str, AfterValidator(_domain)]
Port = Annotated[int, Field(ge=1, le=65535)]


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Server(Table):
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Port
    security: Security
    username: str = ""
    password: SecretStr | None = None
    password_env: str | None = None
    password_command: str | None = None

    @model_validator(mode="after")
    def _safe(self) -> _Server:
        if self.security == "none" and not _loopback(self.host):
            raise ValueError(
                f'security "none" is only for a server on this machine, and {self.host} is not; use "tls" or "starttls"'
            )
        given = [k for k in ("password", "password_env", "password_command") if getattr(self, k)]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are both given; keep one of them")
        return self

    @property
    def has_password(self) -> bool:
        """Some way to the password is configured."""
        return bool(self.password and self.password.get_secret_value()) or bool(
            self.password_env or self.password_command
        )

    def secret(self, section: str) -> str:
        """The password. Raises ConfigWrong where the place that it should come from does not give it."""
        if self.password_env:
            found = os.environ.get(self.password_env)
            if not found:
                raise ConfigWrong(
                    f"{section}.password_env: the environment has no {self.password_env}; set it, or name another"
                )
            return found
        if self.password_command:
            return _ask_command(self.password_command, f"{section}.password_command")
        return self.password.get_secret_value() if self.password else ""


def _ask_command(command: str, key: str) -> str:
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=30, check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as wrong:
        what = f"exit {wrong.returncode}" if isinstance(wrong, subprocess.CalledProcessError) else type(wrong).__name__
        raise ConfigWrong(f"{key}: the command gave no password ({what}); run it by hand to see why") from None
    return done.stdout.splitlines()[0] if done.stdout else ""


class Imap(_Server):
    """The mailbox that is watched."""

    port: Port = 993
    security: Security = "tls"
    auth: Literal["password", "oauth2"] = "password"
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    done_folder: Annotated[str, Field(min_length=1)] = "Mikrofleksjob/Behandlet"
    review_folder: Annotated[str, Field(min_length=1)] = "Mikrofleksjob/Gennemsyn"
    subject: Annotated[str, Field(min_length=1)] = "Mikrofleksjob"
    poll_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    since: Annotated[dt.date | None, BeforeValidator(_day)] = None

    @model_validator(mode="after")
    def _complete(self) -> Imap:
        if not self.username:
            raise ValueError("username is missing; add the name that the mailbox is opened with")
        if self.auth == "password" and not self.has_password:
            raise ValueError("password is missing; add password, password_env or password_command")
        names = [self.folder, self.done_folder, self.review_folder]
        if len(set(names)) < 3:
            raise ValueError("folder, done_folder and review_folder have to be three different folders")
        return self


class Smtp(_Server):
    """How letters go out."""

    port: Port = 587
    security: Security = "starttls"
    from_: Annotated[str, AfterValidator(_address), Field(alias="from")]
    mode: Literal["send", "drafts"] = "send"
    sent_folder: str = ""

    @property
    def address(self) -> str:
        """The bare address that letters come from."""
        return parseaddr(self.from_)[1].lower()

    @property
    def name(self) -> str:
        """The name in front of it."""
        return parseaddr(self.from_)[0]


class Database(Table):
    """Where what was read is kept."""

    url: str = "sqlite:///mailbot.db"

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                f"{url.split('://')[0]!r} is no database that mailbot knows; "
                "write sqlite:///FILE or postgresql+psycopg://user@host/db"
            )
        return url


class People(Table):
    """Who decides, who reads, and which domains are the municipality's own."""

    coordinators: Annotated[tuple[BareAddress, ...], Field(min_length=1)]
    caseworkers: tuple[BareAddress, ...] = ()
    direction: BareAddress | None = None
    payroll: BareAddress | None = None
    municipal_domains: tuple[Domain, ...] = ()
    trusted_authserv_ids: tuple[str, ...] = ()
    exchange_online: bool = False

    @property
    def all(self) -> frozenset[str]:
        """Every address in this section."""
        single = [a for a in (self.direction, self.payroll) if a]
        return frozenset([*self.coordinators, *self.caseworkers, *single])

    def is_municipal(self, domain: str) -> bool:
        """The domain is one of the municipality's, or below one."""
        return any(domain == own or domain.endswith("." + own) for own in self.municipal_domains)

    @property
    def checks_senders(self) -> bool:
        """A check of Authentication-Results is configured."""
        return bool(self.trusted_authserv_ids) or self.exchange_online


class Digest(Table):
    """When caseworkers get their overview."""

    at: Annotated[dt.time, BeforeValidator(_clock_time)] = dt.time(7, 30)
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Copenhagen"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone of all local days and times."""
        return zoneinfo.ZoneInfo(self.timezone)


class Paths(Table):
    """A municipality's own rules and templates."""

    rules: str = ""
    templates: str = ""

    @field_validator("rules", "templates")
    @classmethod
    def _there(cls, folder: str, info: ValidationInfo) -> str:
        base = (info.context or {}).get("base", Path())
        if folder and not (base / folder).is_dir():
            raise ValueError(f'{folder!r} is not a folder; create it, or write "" for what comes with the package')
        return str(base / folder) if folder else ""

    @property
    def rules_folder(self) -> Path | None:
        """Where files stand that replace the package's rules."""
        return Path(self.rules) if self.rules else None

    @property
    def templates_folder(self) -> Path | None:
        """Where files stand that replace the package's templates."""
        return Path(self.templates) if self.templates else None


class PoolTable(Table):
    """One `[[pools]]` of the configuration."""

    name: Annotated[str, Field(min_length=1)]
    max_hours: Annotated[float, Field(gt=0, le=37)]
    places: Annotated[int, Field(ge=0)]

    @property
    def pool(self) -> Pool:
        """As the value that all rooms speak."""
        return Pool(self.name, self.max_hours, self.places)


def distinct_pools(pools: tuple[PoolTable, ...]) -> tuple[PoolTable, ...]:
    """Refuses two pools of one name or one limit: a job would fit both."""
    for what in ("name", "max_hours"):
        seen = [getattr(p, what) for p in pools]
        if len(set(seen)) < len(seen):
            raise ValueError(f"two pools have the same {what}; each needs its own")
    return tuple(sorted(pools, key=lambda p: p.max_hours))


Pools = Annotated[tuple[PoolTable, ...], AfterValidator(distinct_pools)]


class Config(Table):
    """All of config.toml."""

    imap: Imap
    smtp: Smtp
    database: Database = Database()
    people: People
    digest: Digest = Digest()
    paths: Paths = Paths()
    pools: Pools | None = None


def load_config(path: Path) -> Config:
    """The configuration in a file. Raises ConfigWrong with one sentence."""
    config = check_table(path, parse_toml(path), Config, base=path.parent)
    return _with_absolute_database(config, path.parent)


def _with_absolute_database(config: Config, base: Path) -> Config:
    """A relative SQLite path counts from the configuration's folder, not from where the command runs."""
    head, tail = "sqlite:///", config.database.url.removeprefix("sqlite:///")
    if not config.database.url.startswith(head) or tail.startswith("/") or tail in ("", ":memory:"):
        return config
    url = head + str((base / tail).resolve())
    return config.model_copy(update={"database": Database(url=url)})
