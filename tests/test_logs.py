"""Log lines: JSON on standard error, without mail addresses, tracebacks only where they were asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from mailbot.logs import start_logging, without_addresses


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def _broken() -> None:
    try:
        raise ValueError("from lokr@aeroe-kommune.example")
    except ValueError:
        structlog.get_logger().error("it broke", why="450 <lokr@aeroe-kommune.example>: later", uid=7, exc_info=True)


def test_a_line_is_json_without_addresses_and_without_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging()
    _broken()
    out, err = capsys.readouterr()
    line = json.loads(err)
    assert out == ""
    assert (line["event"], line["why"], line["uid"], line["level"]) == ("it broke", "450 <…@…>: later", 7, "error")
    assert "Traceback" not in err


def test_debug_shows_the_traceback_without_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(debug=True)
    _broken()
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "lokr" not in err


def test_only_what_is_bad_enough_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(least=logging.WARNING)
    structlog.get_logger().info("nothing special")
    structlog.get_logger().warning("look here")
    assert json.loads(capsys.readouterr().err)["event"] == "look here"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("550 5.1.1 <søren@fjordby.example>: no", "550 5.1.1 <…@…>: no"),
        ("a@b.example,c@d.example", "…@…,…@…"),
        ("mailto:x@y.example", "mailto:…@…"),
        ("the imap server 127.0.0.1 refuses connections", "the imap server 127.0.0.1 refuses connections"),
    ],
)
def test_addresses_are_masked(text: str, masked: str) -> None:
    assert without_addresses(text) == masked
