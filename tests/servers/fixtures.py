"""Fixtures: `post_office` on pymap and on Dovecot, the servers that tests share, and a certificate authority."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import dovecot
from tests.servers.certificates import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.needs import need
from tests.servers.office import PostOffice, dovecot_office, pymap_office
from tests.servers.smtp_sink import SmtpSink

NO_DOVECOT = "Debian's dovecot-imapd is not installed here"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    server = SmtpSink().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shared_dovecot() -> Iterator[Dovecot]:
    if not dovecot.installed():
        need(NO_DOVECOT)
    server = Dovecot().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def plain_dovecot() -> Iterator[Dovecot]:
    """A server that has neither IDLE, MOVE nor UIDPLUS."""
    if not dovecot.installed():
        need(NO_DOVECOT)
    server = Dovecot(capability="IMAP4rev1 LITERAL+").start()
    yield server
    server.stop()


@pytest.fixture(params=["pymap", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def post_office(request: pytest.FixtureRequest, sink: SmtpSink) -> Iterator[PostOffice]:
    """A fresh mailbox on each kind of IMAP server, and an SMTP server."""
    if request.param == "dovecot":
        yield dovecot_office(sink, request.getfixturevalue("shared_dovecot"))
        return
    office, server = pymap_office(sink)
    yield office
    server.stop()


@pytest.fixture
def dovecot_post_office(sink: SmtpSink, shared_dovecot: Dovecot) -> PostOffice:
    """A fresh mailbox on Dovecot alone."""
    return dovecot_office(sink, shared_dovecot)


@pytest.fixture
def pymap_post_office(sink: SmtpSink) -> Iterator[PostOffice]:
    """A fresh mailbox on pymap alone."""
    office, server = pymap_office(sink)
    yield office
    server.stop()


@pytest.fixture
def plus_post_office(sink: SmtpSink) -> Iterator[PostOffice]:
    """A fresh mailbox on a server with UIDPLUS, but without MOVE."""
    office, server = pymap_office(sink, missing=("MOVE",))
    yield office
    server.stop()


@pytest.fixture(params=["pymap", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def poor_post_office(request: pytest.FixtureRequest, sink: SmtpSink) -> Iterator[PostOffice]:
    """A fresh mailbox on servers without IDLE, MOVE and UIDPLUS."""
    if request.param == "dovecot":
        yield dovecot_office(sink, request.getfixturevalue("plain_dovecot"))
        return
    office, server = pymap_office(sink, missing=("IDLE", "MOVE", "UIDPLUS"))
    yield office
    server.stop()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that nobody believes unless SSL_CERT_FILE names its `file`."""
    return Authority(Path(tmp_path_factory.mktemp("authority")))
