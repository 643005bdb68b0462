"""Structured log lines on standard error, without personal data: numbers, kinds, places and reasons only."""

from __future__ import annotations

import logging
import re
import sys

import structlog

_QUIET = ("imapclient", "apscheduler", "mail.log", "alembic", "asyncio", "pymap", "aiosmtpd", "mailparser")

_ADDRESS = re.compile(r"""[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+""")


def start_logging(debug: bool = False, *, least: int = logging.INFO) -> None:
    """Sends log lines to standard error: readable on a terminal, JSON lines elsewhere; `least`: from that level on."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer() if debug else _without_traceback,
            _masked,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in _QUIET:  # their lines quote subjects and addresses
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _without_traceback(
    _: structlog.typing.WrappedLogger, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    event.pop("exc_info", None)
    return event


def without_addresses(text: str) -> str:
    """The text with its mail addresses masked: servers name recipients in what they say."""
    return _ADDRESS.sub("…@…", text)


def _masked(
    _: structlog.typing.WrappedLogger, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_addresses(value)
    return event
