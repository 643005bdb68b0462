"""What breaks between the bot and its mailbox: each fault is one sentence, and the next call works again."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest

from mailbot.config import Imap
from mailbot.errors import ConfigWrong, LoginRefused, ServerAway
from mailbot.post.mailbox import Mailbox
from mailbot.post.transport import Patience
from tests.post.test_mailbox import mail
from tests.servers import dovecot
from tests.servers.certificates import Authority
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fixtures import NO_DOVECOT
from tests.servers.needs import need
from tests.servers.office import PostOffice
from tests.servers.proxy import Proxy, cut_after, drip, say_instead, swallow
from tests.servers.scripted import Scripted, silence

HASTY = Patience(connect=1, answer=1, command=3, accepted=1)
DONE = "Mikrofleksjob/Behandlet"


@pytest.fixture
def proxy(dovecot_post_office: PostOffice) -> Iterator[Proxy]:
    with Proxy(dovecot_post_office.port) as between:
        yield between


@pytest.fixture
def box(dovecot_post_office: PostOffice, proxy: Proxy) -> Iterator[Mailbox]:
    imap = dovecot_post_office.imap.model_copy(update={"port": proxy.port})
    with Mailbox(imap, dovecot_post_office.password, patience=HASTY) as opened:
        yield opened


@pytest.mark.parametrize("octets", [1, 40, 100, 300])
def test_cut_in_the_middle_of_a_mail(dovecot_post_office: PostOffice, proxy: Proxy, box: Mailbox, octets: int) -> None:
    raw = mail(1, body="x" * 2000)
    dovecot_post_office.deliver(raw)
    look = box.look()
    proxy.from_server = cut_after(octets, b"BODY[] {")
    with pytest.raises(ServerAway, match="closed the connection while fetching mails"):
        list(box.fetch([one.place.uid for one in look.fresh]))
    proxy.heal()
    (whole,) = box.fetch([one.place.uid for one in look.fresh])
    assert whole.data == raw
    assert proxy.connections == 2


def test_cut_while_idle_is_noticed_at_once(proxy: Proxy, box: Mailbox) -> None:
    box.look()
    threading.Timer(0.3, proxy.cut).start()
    begun = time.monotonic()
    with pytest.raises(ServerAway, match="while leaving idle"):
        box.wait(60)
    assert time.monotonic() - begun < 3
    assert box.look().fresh == ()


def test_a_line_that_died_in_silence_is_noticed_when_idle_ends(proxy: Proxy, box: Mailbox) -> None:
    box.look()
    threading.Timer(0.1, lambda: setattr(proxy, "from_server", swallow)).start()
    with pytest.raises(ServerAway, match="did not answer in time while leaving idle"):
        box.wait(0.4)


def test_cut_before_the_move_is_answered_files_each_mail_once(
    dovecot_post_office: PostOffice, proxy: Proxy, box: Mailbox
) -> None:
    for number in range(3):
        dovecot_post_office.deliver(mail(number))
    uids = [one.place.uid for one in box.look().fresh]
    box.make_folder(DONE)
    proxy.from_server = say_instead(b"COPYUID", b"")
    with pytest.raises(ServerAway, match="while moving mails"):
        box.file_away(uids, DONE, seen=True)
    proxy.heal()
    again = box.file_away(uids, DONE, seen=True)
    assert again.gone == set(uids)
    assert len(dovecot_post_office.folder(DONE)) == 3
    assert dovecot_post_office.folder("INBOX") == []


def test_cut_before_the_move_is_heard_files_it_the_next_time(
    dovecot_post_office: PostOffice, proxy: Proxy, box: Mailbox
) -> None:
    dovecot_post_office.deliver(mail(1))
    uids = [one.place.uid for one in box.look().fresh]
    box.make_folder(DONE)
    proxy.from_client = say_instead(b"UID MOVE", b"")
    with pytest.raises(ServerAway):
        box.file_away(uids, DONE, seen=True)
    proxy.heal()
    assert set(box.file_away(uids, DONE, seen=True).moved) == set(uids)
    assert len(dovecot_post_office.folder(DONE)) == 1


def test_a_goodbye_is_quoted(proxy: Proxy, box: Mailbox) -> None:
    box.look()
    proxy.from_server = say_instead(b" OK ", b"* BYE Session invalidated - AccessTokenExpired\r\n")
    with pytest.raises(ServerAway, match=r"said goodbye \(Session invalidated - AccessTokenExpired\)"):
        box.look()
    proxy.heal()
    box.look()


@pytest.mark.parametrize("nonsense", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* 1 FETCH (UID\r\n", b"\0\xff\r\n"])
def test_nonsense_is_a_server_that_is_away(proxy: Proxy, box: Mailbox, nonsense: bytes) -> None:
    box.look()
    proxy.from_server = say_instead(b" OK ", nonsense)
    with pytest.raises(ServerAway):
        box.look()
    proxy.heal()
    box.look()


def test_a_server_that_falls_silent_is_not_waited_for_long(proxy: Proxy, box: Mailbox) -> None:
    box.look()
    proxy.from_server = swallow
    begun = time.monotonic()
    with pytest.raises(ServerAway, match="did not answer in time while asking for news"):
        box.look()
    assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_cut_off(dovecot_post_office: PostOffice, proxy: Proxy, box: Mailbox) -> None:
    dovecot_post_office.deliver(mail(1))
    box.connect()
    proxy.from_server = drip(0.3)
    begun = time.monotonic()
    with pytest.raises(ServerAway):
        box.look()
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    "greeting", [b"* BYE too many connections\r\n", b"220 this is smtp\r\n", b"", b"* OK ready\r\n* BYE no\r\n"]
)
def test_a_greeting_that_is_none_is_a_server_that_is_away(greeting: bytes) -> None:
    with Scripted(lambda peer: peer.sendall(greeting)) as server:
        imap = Imap.model_validate({"port": server.port, "security": "none", "username": "bot", "password": "x"})
        with pytest.raises(ServerAway):
            Mailbox(imap, "x", patience=HASTY).connect()


def test_a_greeting_that_never_comes_is_not_waited_for_long() -> None:
    with Scripted(silence) as server:
        imap = Imap.model_validate({"port": server.port, "security": "none", "username": "bot", "password": "x"})
        with pytest.raises(ServerAway, match="did not answer in time"):
            Mailbox(imap, "x", patience=HASTY).connect()


def test_a_login_that_cannot_be_checked_now_is_a_server_that_is_away(proxy: Proxy, box: Mailbox) -> None:
    box.close()
    proxy.from_client = lambda octets: None if b"LOGIN" in octets else octets
    with pytest.raises(ServerAway):
        box.connect()
    answer = rb"\1 NO [UNAVAILABLE] Temporary authentication failure."
    proxy.from_client = lambda octets: octets
    proxy.from_server = lambda octets: re.sub(rb"(\w+\d+) OK .*Logged in", answer, octets)
    with pytest.raises(ServerAway, match="cannot check logins just now"):
        box.connect()


def test_a_folder_rebuilt_within_a_run_gives_and_moves_nothing_by_old_uids(
    dovecot_post_office: PostOffice, proxy: Proxy
) -> None:
    dovecot_post_office.deliver(mail(1), "Post/Ærø")
    imap = dovecot_post_office.imap.model_copy(update={"port": proxy.port, "folder": "Post/Ærø"})
    with Mailbox(imap, dovecot_post_office.password) as box:
        look = box.look()
        uids = [one.place.uid for one in look.fresh]
        with dovecot_post_office.client() as colleague:
            colleague.rename_folder("Post/Ærø", "Post/Gammel")
            time.sleep(1.1)  # Dovecot's UIDVALIDITY counts seconds
            dovecot_post_office.deliver(mail(2), "Post/Ærø")
        proxy.cut()
        with pytest.raises(ServerAway):
            box.look(look.cursor, look.uidvalidity)
        assert list(box.fetch(uids, uidvalidity=look.uidvalidity)) == []
        assert box.file_away(uids, DONE, True, uidvalidity=look.uidvalidity).gone == set(uids)
        anew = box.look(look.cursor, look.uidvalidity)
        assert anew.reset
        assert len(anew.fresh) == 1


def test_a_folder_that_goes_away_is_named(dovecot_post_office: PostOffice) -> None:
    dovecot_post_office.deliver(mail(1), "Post")
    imap = dovecot_post_office.imap.model_copy(update={"folder": "Post"})
    with Mailbox(imap, dovecot_post_office.password) as box:
        box.look()
        with dovecot_post_office.client() as colleague:
            colleague.delete_folder("Post")
        with pytest.raises(ServerAway, match="said goodbye"):
            box.look()
        with pytest.raises(ConfigWrong, match=r"imap\.folder: the mailbox has no folder 'Post'"):
            box.look()


@pytest.fixture(scope="module")
def secure(authority: Authority) -> Iterator[Dovecot]:
    if not dovecot.installed():
        need(NO_DOVECOT)
    server = Dovecot(tls=authority.certificate()).start()
    yield server
    server.stop()


def over(port: int, security: str) -> Imap:
    return Imap.model_validate(
        {"host": "127.0.0.1", "port": port, "security": security, "username": "bot", "password": "x"}
    )


@pytest.mark.dovecot
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified(secure: Dovecot, authority: Authority, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    imap = over(secure.tls_port if security == "tls" else secure.port, security)
    with pytest.raises(ConfigWrong, match=r"imap\.host: the certificate of 127\.0\.0\.1 is not believed"):
        Mailbox(imap, PASSWORD).connect()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Mailbox(imap, PASSWORD) as box:
        box.append("INBOX", mail(1))
        look = box.look()
        assert not box.wait(0.2)
        threading.Timer(0.2, box.wake).start()
        assert not box.wait(10)
        assert box.file_away([one.place.uid for one in look.fresh], DONE, seen=True).moved
    with pytest.raises(LoginRefused):
        Mailbox(imap, "forkert").connect()
    other = imap.model_copy(update={"host": "localhost"})
    with pytest.raises(ConfigWrong, match="localhost"):
        Mailbox(other, PASSWORD).connect()


@pytest.mark.dovecot
def test_starttls_taken_out_on_the_way_sends_no_password(secure: Dovecot) -> None:
    with Proxy(secure.port) as proxy:
        heard: list[bytes] = []
        proxy.from_server = lambda octets: octets.replace(b" STARTTLS", b"")
        proxy.from_client = lambda octets: heard.append(octets) or octets
        with pytest.raises(ConfigWrong, match=r"imap\.security: 127\.0\.0\.1 offers no STARTTLS, so no password was"):
            Mailbox(over(proxy.port, "starttls"), PASSWORD).connect()
        assert not [one for one in heard if b"LOGIN" in one or b"AUTH" in one]


@pytest.mark.dovecot
def test_tls_spoken_to_a_port_without_it_is_told(shared_dovecot: Dovecot) -> None:
    with pytest.raises(ServerAway, match="speaks no TLS that is good enough"):
        Mailbox(over(shared_dovecot.port, "tls"), PASSWORD).connect()


@pytest.mark.dovecot
def test_a_server_with_dots_and_everything_below_the_inbox() -> None:
    if not dovecot.installed():
        need(NO_DOVECOT)
    server = Dovecot(separator=".").start()
    try:
        with Mailbox(over(server.port, "none"), PASSWORD) as box:
            box.append("INBOX", mail(1))
            look = box.look()
            box.file_away([one.place.uid for one in look.fresh], "Mikrofleksjob/Behandlet på Ærø", seen=True)
            assert box.state("Mikrofleksjob/Behandlet på Ærø").messages == 1
            with box._connection.talk("listing") as line:
                assert "INBOX.Mikrofleksjob.Behandlet på Ærø" in [name for _, _, name in line.list_folders()]
            drafts = box.drafts(("Kladder",))
            assert drafts == "INBOX.Kladder"
            box.append(drafts, mail(2))
            assert box.find(drafts, "<m2@bornehuset.example>")
    finally:
        server.stop()
