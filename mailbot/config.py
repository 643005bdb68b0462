"""The configuration: one TOML file becomes one frozen `Config`, or one sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import os
import zoneinfo
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, Strict, ValidationInfo, field_validator, model_validator

from mailbot.entries import (
    BareAddress,
    ClockTime,
    Domain,
    Flag,
    Mailbox,
    OptionalAddress,
    OptionalDay,
    Password,
    Port,
    Text,
    Whole,
    Zone,
    is_loopback,
    split_mailbox,
)
from mailbot.model import Pool
from mailbot.passwords import from_command, from_environment
from mailbot.tomlfile import Table, check_table, parse_toml

Security = Literal["tls", "starttls", "none"]


class _Server(Table):
    host: Text = "127.0.0.1"
    port: Port
    security: Security
    username: str = ""
    password: Password = None
    password_env: str | None = None
    password_command: str | None = None
    _file: Path = PrivateAttr(default=Path("config.toml"))

    @model_validator(mode="after")
    def _safe(self, info: ValidationInfo) -> Self:
        self._file = (info.context or {}).get("path", self._file)
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError(
                f'security "none" is only for a server on this machine, and {self.host} is not; use "tls" or "starttls"'
            )
        given = [k for k in ("password", "password_env", "password_command") if getattr(self, k)]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are given together; keep one of them")
        return self

    @property
    def has_password(self) -> bool:
        """Some way to the password is configured."""
        return bool(self.password or self.password_env or self.password_command)

    def secret(self, section: str) -> str:
        """The password. Raises ConfigWrong where the place that it should come from does not give it."""
        key = f"{self._file}: {section}"
        if self.password_env:
            return from_environment(self.password_env, f"{key}.password_env")
        if self.password_command:
            return from_command(self.password_command, f"{key}.password_command")
        return self.password.get_secret_value() if self.password else ""


def _folder(name: str) -> str:
    """INBOX is one folder however it is written (RFC 9051, section 5.1)."""
    return "INBOX" if name.upper() == "INBOX" else name


class Imap(_Server):
    """The mailbox that is watched."""

    port: Port = 993
    security: Security = "tls"
    auth: Literal["password", "oauth2"] = "password"
    folder: Text = "INBOX"
    done_folder: Text = "Mikrofleksjob/Behandlet"
    review_folder: Text = "Mikrofleksjob/Gennemsyn"
    subject: Text = "Mikrofleksjob"
    poll_seconds: Annotated[Whole, Field(ge=1, le=3600)] = 60
    since: OptionalDay = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.auth == "oauth2":
            raise ValueError('auth "oauth2" is not in this version yet; use a mailbox that takes a password')
        if not self.username:
            raise ValueError("username is missing; add the name that the mailbox is opened with")
        if not self.has_password:
            raise ValueError("password is missing; add password, password_env or password_command")
        names = {_folder(n) for n in (self.folder, self.done_folder, self.review_folder)}
        if len(names) < 3:
            raise ValueError("folder, done_folder and review_folder have to be three different folders")
        return self


class Smtp(_Server):
    """How letters go out."""

    port: Port = 587
    security: Security = "starttls"
    from_: Annotated[Mailbox, Field(alias="from")]
    mode: Literal["send", "drafts"] = "send"
    sent_folder: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.username and not self.has_password:
            raise ValueError(
                'password is missing; add password, password_env or password_command, or username = "" for no login'
            )
        return self

    @property
    def address(self) -> str:
        """The bare address that letters come from."""
        return split_mailbox(self.from_)[1]

    @property
    def name(self) -> str:
        """The name in front of it."""
        return split_mailbox(self.from_)[0]


class Database(Table):
    """Where what was read is kept."""

    url: Annotated[str, Field(repr=False)] = "sqlite:///mailbot.db"  # may hold a password

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        scheme, _, rest = url.partition("://")
        if not rest or scheme not in ("sqlite", "postgresql+psycopg"):
            named = f"{scheme!r} is" if rest and scheme.replace("+", "").isalnum() else "is"
            raise ValueError(
                f"{named} no database that mailbot knows; write sqlite:///FILE or postgresql+psycopg://user@host/db"
            )
        if scheme == "sqlite" and rest.partition("?")[0] in ("", "/", "/:memory:"):
            raise ValueError("names no file, so that nothing would be kept; write sqlite:///mailbot.db")
        return url


class People(Table):
    """Who decides, who reads, and which domains are the municipality's own."""

    coordinators: Annotated[tuple[BareAddress, ...], Field(min_length=1)]
    caseworkers: tuple[BareAddress, ...] = ()
    direction: OptionalAddress = None
    payroll: OptionalAddress = None
    municipal_domains: tuple[Domain, ...] = ()
    trusted_authserv_ids: tuple[Text, ...] = ()
    exchange_online: Flag = False

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

    at: ClockTime = dt.time(7, 30)
    timezone: Zone = "Europe/Copenhagen"

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
        if folder and not os.path.isdir(base / folder):  # noqa: PTH112 - False, not an error, where we may not look
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

    name: Text
    max_hours: Annotated[float, Strict(), Field(gt=0, le=37)]
    places: Annotated[Whole, Field(ge=0)]

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


Pools = Annotated[tuple[PoolTable, ...], Field(min_length=1), AfterValidator(distinct_pools)]


class Config(Table):
    """All of config.toml."""

    imap: Imap
    smtp: Smtp
    database: Database = Database()
    people: People
    digest: Digest = Digest()
    paths: Paths = Paths()
    pools: Pools | None = None

    @model_validator(mode="after")
    def _no_echo(self) -> Self:
        """Nothing that the bot writes may come back to it as something new."""
        if self.smtp.address in self.people.all:
            raise ValueError(f"people: {self.smtp.address} is the address of smtp.from; the bot would write to itself")
        if _folder(self.smtp.sent_folder) in (_folder(self.imap.folder), self.imap.review_folder):
            raise ValueError("smtp.sent_folder: is a folder that is watched; name another for copies of letters")
        return self


def load_config(path: Path) -> Config:
    """The configuration in a file. Raises ConfigWrong with one sentence."""
    table = parse_toml(path, if_missing="; begin with config.example.toml, or name another by --config")
    config = check_table(path, table, Config, base=path.parent)
    return _with_absolute_database(config, path.parent)


def _with_absolute_database(config: Config, base: Path) -> Config:
    """A relative SQLite path counts from the configuration's folder, not from where the command runs."""
    head, url = "sqlite:///", config.database.url
    if not url.startswith(head) or url.startswith(head + "/"):
        return config
    absolute = head + str((base / url.removeprefix(head)).resolve())
    return config.model_copy(update={"database": Database(url=absolute)})
