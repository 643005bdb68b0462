"""What an operator writes as a value of the configuration: addresses, domains, times, days."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import zoneinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, Strict

_ADDRESS = r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+"
_MAILBOX = re.compile(rf"(?P<bare>{_ADDRESS})|(?P<name>[^@<>]*?)\s*<(?P<address>{_ADDRESS})>")


def split_mailbox(text: str) -> tuple[str, str]:
    """Name and bare address of `Name <address>`; a name may hold a comma. Raises ValueError with a sentence."""
    found = _MAILBOX.fullmatch(text)
    if not found or not text.isprintable():
        raise ValueError(f"{text!r} is not a mail address; write it like navn@kommune.example")
    return (found["name"] or "").strip('" '), (found["bare"] or found["address"]).lower()


def is_loopback(host: str) -> bool:
    """The host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _mailbox(text: str) -> str:
    split_mailbox(text)
    return text


def _bare_address(text: str) -> str:
    return split_mailbox(text)[1]


def _domain(text: str) -> str:
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", text):
        raise ValueError(f"{text!r} is not a domain; write it like kommune.example, without @")
    return text.lower()


def _clock_time(given: Any) -> Any:
    if isinstance(given, dt.time):
        return given
    if not isinstance(given, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
        raise ValueError(f'{given!r} is not a time of day; write it like "07:30"')
    return dt.time.fromisoformat(given)


def _day(given: Any) -> Any:
    if given == "" or given is None:
        return None
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f'{given!r} is not a date; write it like "2027-02-01", or "" for none') from None


def _zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{text!r} is not a time zone; write it like "Europe/Copenhagen"') from None
    return text


def _or_nothing(given: Any) -> Any:
    """An empty text stands for "none", which TOML has no word for."""
    return None if given == "" else given


def _as_written(given: Any) -> Any:
    """Blanks at its ends belong to a password."""
    return SecretStr(given) if isinstance(given, str) else given


Text = Annotated[str, Field(min_length=1)]
Whole = Annotated[int, Strict()]  # a number in quotes, or true, is no number
Flag = Annotated[bool, Strict()]
Port = Annotated[Whole, Field(ge=1, le=65535)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]  # Name <address>
BareAddress = Annotated[str, AfterValidator(_bare_address)]  # a name in front of it is dropped
OptionalAddress = Annotated[BareAddress | None, BeforeValidator(_or_nothing)]
Domain = Annotated[str, AfterValidator(_domain)]
ClockTime = Annotated[dt.time, BeforeValidator(_clock_time)]
OptionalDay = Annotated[dt.date | None, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(_zone)]
Password = Annotated[SecretStr | None, BeforeValidator(_as_written)]
