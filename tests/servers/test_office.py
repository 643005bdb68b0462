"""The fixtures themselves: a configuration that the bot accepts, deliveries and folders on both servers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mailbot.config import load_config
from tests.servers.office import ADDRESS, PostOffice


def test_its_configuration_is_one(post_office: PostOffice, tmp_path: Path) -> None:
    path = post_office.config(
        tmp_path,
        imap={"since": "2027-02-01"},
        smtp={"mode": "drafts"},
        pools=[{"name": "5", "max_hours": 5, "places": 2}],
    )
    config = load_config(path)
    assert (config.imap.port, config.smtp.port) == (post_office.port, post_office.sink.port)
    assert (config.imap.since, config.smtp.mode, config.smtp.address) == (dt.date(2027, 2, 1), "drafts", ADDRESS)
    assert config.pools is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_delivered_lies_there(post_office: PostOffice) -> None:
    when = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
    first = post_office.deliver(b"Subject: a\n\n\xe6\n", at=when)
    second = post_office.deliver(b"Subject: b\n\nb\n", "Gennemsyn på Ærø")
    assert first > 0
    assert second > 0
    assert post_office.folder("INBOX") == [(b"Subject: a\r\n\r\n\xe6\r\n", ())]
    assert post_office.folder("Gennemsyn på Ærø") == [(b"Subject: b\r\n\r\nb\r\n", ())]
    assert post_office.folder("Findes ikke") == []
