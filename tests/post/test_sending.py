"""Letters go out over real SMTP, and of each is known what became of it: sent, later, refused, or unsure."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from mailbot.config import Smtp
from mailbot.errors import ConfigWrong, LoginRefused, ServerAway
from mailbot.model import Letter, LetterKind
from mailbot.post.sending import Sender
from mailbot.post.transport import Patience
from mailbot.post.values import Failure, Later, Outcome, Refused, Sent, Unsure
from tests.servers.certificates import Authority
from tests.servers.scripted import Scripted, hang_up, silence, smtp
from tests.servers.smtp_sink import SmtpSink

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

US = "mikrofleksjob@aeroe-kommune.example"
THEM = "karen@bornehuset.example"
HASTY = Patience(connect=1, answer=1, command=5, accepted=1)


def letter(*to: str, body: bytes = "Tak for mailen, æøå\n.\n..punkt\n".encode()) -> Letter:
    data = b"From: Jobcenter <mikrofleksjob@aeroe-kommune.example>\nSubject: Re: Mikrofleksjob\n\n" + body
    return Letter(LetterKind.ACKNOWLEDGEMENT, to or (THEM,), "Re: Mikrofleksjob", "<a@aeroe-kommune.example>", data)


def settings(port: int, security: str = "none", username: str = "") -> Smtp:
    return Smtp.model_validate(
        {"host": "127.0.0.1", "port": port, "security": security, "username": username, "from": f"Jobcenter <{US}>"}
        | ({"password": "x"} if username else {})
    )


def send_to(talk: object, *to: str) -> Outcome:
    with Scripted(talk) as server, Sender(settings(server.port), "", patience=HASTY) as sender:  # type: ignore[arg-type]
        return sender.send(letter(*to))


def test_a_letter_arrives_as_it_was_written(sink: SmtpSink) -> None:
    with Sender(settings(sink.port), "") as sender:
        assert sender.send(letter()) == Sent()
    (taken,) = sink.letters
    assert taken.data == letter().data.replace(b"\n", b"\r\n")
    assert (taken.sender, taken.to) == (US, (THEM,))


def test_several_letters_go_over_one_connection(sink: SmtpSink) -> None:
    with Sender(settings(sink.port), "") as sender:
        for _ in range(5):
            assert sender.send(letter()) == Sent()
    assert len(sink.letters) == 5
    assert sink.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_anew() -> None:
    first = [True]

    def talk(peer: socket.socket) -> None:
        closing = smtp({"MAIL": "250 OK", ".": lambda p: p.sendall(b"250 taken\r\n")})
        (closing if first.pop() else smtp({}))(peer) if first else smtp({})(peer)

    with Scripted(talk) as server, Sender(settings(server.port), "", patience=HASTY) as sender:
        assert sender.send(letter()) == Sent()
        assert sender.send(letter()) == Sent()
        assert server.connections == 2


def test_one_recipient_of_several_refused_does_not_keep_it_from_the_others(sink: SmtpSink) -> None:
    sink.refuse_to = {"nobody@x.example": "550 5.1.1 no such user", "full@x.example": "452 4.2.2 mailbox full"}
    with Sender(settings(sink.port), "") as sender:
        outcome = sender.send(letter(THEM, "nobody@x.example", "full@x.example"))
        assert outcome == Sent(
            refused=(Failure("nobody@x.example", "550 5.1.1 no such user"),),
            later=(Failure("full@x.example", "452 4.2.2 mailbox full"),),
        )
        assert [one.to for one in sink.letters] == [(THEM,)]
        sink.refuse_to = {}
        assert sender.send(letter(THEM, "full@x.example"), to=("full@x.example",)) == Sent()
    assert [one.to for one in sink.letters] == [(THEM,), ("full@x.example",)]


def test_where_all_recipients_are_refused_the_letter_is(sink: SmtpSink) -> None:
    sink.refuse_to = {THEM: "550 no such user"}
    with Sender(settings(sink.port), "") as sender:
        assert sender.send(letter()) == Refused(f"{THEM}: 550 no such user")
        sink.refuse_to = {THEM: "450 greylisted"}
        assert sender.send(letter()) == Later("450 greylisted")
        sink.refuse_to = {}
        assert sender.send(letter()) == Sent()
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("word", "answer", "outcome"),
    [
        ("DATA", "451 try again", Later("451 try again")),
        ("DATA", "554 no", Refused("554 no")),
        (".", "451 local error", Later("451 local error")),
        (".", "550 5.7.1 looks like spam", Refused("550 5.7.1 looks like spam")),
        (".", "421 going down", Later("421 going down", everyone=True)),
        ("MAIL", "451 slow down", Later("451 slow down")),
        ("MAIL", "421 going down", Later("421 going down", everyone=True)),
        ("MAIL", "552 too big", Refused("552 too big")),
        ("RCPT", "421 going down", Later("421 going down", everyone=True)),
    ],
)
def test_refusals_say_whether_to_try_again(word: str, answer: str, outcome: Outcome) -> None:
    assert send_to(smtp({word: answer})) == outcome


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("trouble", [hang_up, silence])
def test_what_breaks_before_the_final_dot_is_tried_later(word: str, trouble: object) -> None:
    outcome = send_to(smtp({word: trouble, "HELO": trouble}))  # type: ignore[dict-item]
    assert isinstance(outcome, Later)
    assert outcome.everyone


@pytest.mark.parametrize(
    ("trouble", "said"), [(hang_up, "broke off the connection"), (silence, "did not answer in time")]
)
def test_what_breaks_after_the_final_dot_is_unsure(trouble: object, said: str) -> None:
    outcome = send_to(smtp({".": trouble}))  # type: ignore[dict-item]
    assert isinstance(outcome, Unsure)
    assert outcome.reason == f"the smtp server 127.0.0.1 {said} while saying whether it took the letter"


def test_a_server_that_takes_and_hangs_up_leaves_it_unsure(sink: SmtpSink) -> None:
    sink.swallow_answer = True
    with Sender(settings(sink.port), "") as sender:
        assert isinstance(sender.send(letter()), Unsure)
        sink.swallow_answer = False
        assert sender.send(letter()) == Sent()
    assert len(sink.letters) == 2


def test_a_connection_cut_in_the_letter_has_sent_nothing() -> None:
    def cut(peer: socket.socket) -> None:
        peer.sendall(b"354 go on\r\n")
        peer.recv(10)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    long = letter(body=b"0123456789abcde\n" * 2_000_000)
    with Scripted(smtp({"DATA": cut})) as server, Sender(settings(server.port), "", patience=HASTY) as sender:
        outcome = sender.send(long)
    assert isinstance(outcome, Later)


def test_a_greeting_that_never_comes_is_not_waited_for_long() -> None:
    begun = time.monotonic()
    outcome = send_to(smtp({}, greeting=None))
    assert outcome == Later("the smtp server 127.0.0.1 did not answer in time while being greeted", everyone=True)
    assert time.monotonic() - begun < 5


def test_a_server_that_drips_is_cut_off() -> None:
    def drip(peer: socket.socket) -> None:
        for _ in range(200):
            peer.sendall(b"2")
            time.sleep(0.1)

    begun = time.monotonic()
    hasty = Patience(connect=1, answer=1, command=1, accepted=1)
    with Scripted(smtp({"MAIL": drip})) as server, Sender(settings(server.port), "", patience=hasty) as sender:
        assert isinstance(sender.send(letter()), Later)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("greeting", ["554 no mail here", "421 too busy"])
def test_a_server_that_greets_with_a_refusal_is_away(greeting: str) -> None:
    outcome = send_to(smtp({}, greeting=greeting))
    assert outcome == Later(f"the smtp server 127.0.0.1 does not want to talk ({greeting})", everyone=True)


def test_a_server_that_is_not_there_is_away() -> None:
    sender = Sender(settings(1), "")
    assert sender.send(letter()) == Later(
        "the smtp server 127.0.0.1 refuses connections while being greeted", everyone=True
    )
    with pytest.raises(ServerAway):
        sender.connect()


def test_a_letter_above_the_servers_size_is_refused_unsent() -> None:
    small = SmtpSink(size=500).start()
    with Sender(settings(small.port), "") as sender:
        assert sender.send(letter(body=b"x" * 1000)) == Refused(
            "the letter is too big: 1085 octets, the server takes 500"
        )
        assert sender.send(letter()) == Sent()
    small.stop()
    assert len(small.letters) == 1


def test_addresses_beyond_ascii_need_a_server_that_can(sink: SmtpSink) -> None:
    with Sender(settings(sink.port), "") as sender:
        assert sender.send(letter("søren@børnehuset.example")) == Sent()
    assert sink.letters[0].to == ("søren@børnehuset.example",)
    plain = SmtpSink(smtputf8=False).start()
    with Sender(settings(plain.port), "") as sender:
        assert isinstance(sender.send(letter("søren@børnehuset.example")), Refused)
    plain.stop()


def test_an_address_with_a_line_break_names_no_further_recipient(sink: SmtpSink) -> None:
    with Sender(settings(sink.port), "") as sender:
        outcome = sender.send(letter("a@x.example>\r\nRCPT TO:<b@x.example"))
    assert isinstance(outcome, Refused)
    assert sink.letters == []


def test_our_own_address_refused_is_a_matter_of_the_configuration(sink: SmtpSink) -> None:
    sink.refuse_from = "553 5.7.1 not your address"
    with (
        Sender(settings(sink.port), "") as sender,
        pytest.raises(ConfigWrong, match=r"smtp\.from: .* not your address"),
    ):
        sender.send(letter())
    sink.refuse_from = "530 5.7.0 authentication required"
    with Sender(settings(sink.port), "") as sender, pytest.raises(LoginRefused, match=r"smtp\.username"):
        sender.send(letter())


@pytest.fixture
def guarded() -> Iterator[SmtpSink]:
    server = SmtpSink(login=("bot", "kodeord")).start()
    yield server
    server.stop()


def test_the_login_is_given_and_a_wrong_one_told(guarded: SmtpSink) -> None:
    with Sender(settings(guarded.port, username="bot"), "kodeord") as sender:
        assert sender.send(letter()) == Sent()
    for wrong in ("forkert", "forkært"):
        with (
            Sender(settings(guarded.port, username="bot"), wrong) as sender,
            pytest.raises(LoginRefused, match=r"smtp\.password: 127\.0\.0\.1 refuses the login of 'bot'") as refused,
        ):
            sender.send(letter())
        assert wrong not in str(refused.value)


def test_a_password_beyond_ascii_is_given_as_utf8() -> None:
    server = SmtpSink(login=("bøt", "grød")).start()
    with Sender(settings(server.port, username="bøt"), "grød") as sender:
        assert sender.send(letter()) == Sent()
    server.stop()


def test_a_server_that_cannot_check_logins_now_is_away() -> None:
    answers = {"EHLO": "250-hi\r\n250 AUTH PLAIN", "AUTH": "454 4.7.0 temporary failure"}
    with Scripted(smtp(answers)) as server, Sender(settings(server.port, username="bot"), "kode") as sender:
        outcome = sender.send(letter())
    assert outcome == Later("the smtp server 127.0.0.1 cannot check logins just now (454)", everyone=True)


def test_a_server_without_login_is_told() -> None:
    with (
        Scripted(smtp({})) as server,
        Sender(settings(server.port, username="bot"), "kode") as sender,
        pytest.raises(ConfigWrong, match=r"smtp\.username: 127\.0\.0\.1 offers no login"),
    ):
        sender.send(letter())


def test_a_server_that_wants_oauth2_is_told() -> None:
    with (
        Scripted(smtp({"EHLO": "250-hi\r\n250 AUTH XOAUTH2", "AUTH": "504 no"})) as server,
        Sender(settings(server.port, username="bot"), "kode") as sender,
        pytest.raises(LoginRefused, match="OAuth2"),
    ):
        sender.send(letter())


def test_starttls_is_used_with_a_certificate_that_is_believed(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = SmtpSink(tls=authority.server_context(), login=("bot", "kodeord")).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Sender(settings(server.port, "starttls", "bot"), "kodeord") as sender:
        assert sender.send(letter()) == Sent()
    server.stop()


@pytest.mark.parametrize("believed", [True, False])
def test_a_certificate_that_is_not_believed_stops_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, believed: bool
) -> None:
    context = authority.server_context("anden.example") if believed else authority.server_context()
    server = SmtpSink(tls=context).start()
    if believed:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with (
        Sender(settings(server.port, "starttls"), "") as sender,
        pytest.raises(ConfigWrong, match=r"smtp\.host: the certificate of 127\.0\.0\.1 is not believed"),
    ):
        sender.send(letter())
    server.stop()
    assert server.letters == []


def test_an_expired_certificate_stops_it(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    server = SmtpSink(tls=authority.server_context(expired=True)).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Sender(settings(server.port, "starttls"), "") as sender, pytest.raises(ConfigWrong, match="expired"):
        sender.send(letter())
    server.stop()


def test_starttls_taken_out_on_the_way_sends_nothing(sink: SmtpSink) -> None:
    with (
        Sender(settings(sink.port, "starttls", "bot"), "kode") as sender,
        pytest.raises(ConfigWrong, match=r"smtp\.security: 127\.0\.0\.1 offers no STARTTLS, so nothing was sent"),
    ):
        sender.send(letter())
    assert sink.letters == []


def test_old_tls_is_refused(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    context = authority.server_context()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = SmtpSink(tls=context).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Sender(settings(server.port, "starttls"), "") as sender:
        outcome = sender.send(letter())
    server.stop()
    assert isinstance(outcome, Later), "whether we hear of TLS or of a closed connection is up to the server"
    assert outcome.everyone
    assert server.letters == []
