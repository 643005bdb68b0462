"""What IMAP and SMTP connections have in common: TLS, patience, and failures told as one sentence."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailbot.errors import ConfigWrong, MailbotError, ServerAway


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a server is waited for."""

    connect: float = 20.0
    answer: float = 60.0  # between two pieces of an answer
    command: float = 600.0  # for a whole answer, however steadily it drips
    accepted: float = 600.0  # for the answer to the final dot (RFC 5321, section 4.5.3.2.6)


def tls_context() -> ssl.SSLContext:
    """Verified TLS 1.2 or newer; a municipality's own authority is added by OpenSSL's SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def certificate_wrong(section: str, host: str, wrong: ssl.SSLCertVerificationError) -> ConfigWrong:
    """The sentence for a certificate that is not believed."""
    return ConfigWrong(
        f"{section}.host: the certificate of {host} is not believed ({wrong.verify_message or wrong.reason}); "
        "name the host as its certificate does, or make its authority known with SSL_CERT_FILE"
    )


def failure(section: str, host: str, doing: str, wrong: Exception) -> MailbotError:
    """A network failure as `ServerAway` or, for a certificate, `ConfigWrong`."""
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return certificate_wrong(section, host, wrong)
    return ServerAway(f"the {section} server {host} {_what(wrong)} while {doing}")


def _what(wrong: Exception) -> str:
    if isinstance(wrong, TimeoutError) or "timed out" in str(wrong):  # smtplib hides the one in the other
        return "did not answer in time"
    if isinstance(wrong, ConnectionError) or "unexpectedly closed" in str(wrong):
        return "refuses connections" if isinstance(wrong, ConnectionRefusedError) else "broke off the connection"
    if isinstance(wrong, ssl.SSLError):
        return f"speaks no TLS that is good enough ({wrong.reason or 'handshake failed'})"
    if isinstance(wrong, socket.gaierror):
        return "is not known by name"
    return f"broke off ({getattr(wrong, 'strerror', None) or wrong})"


@contextlib.contextmanager
def deadline(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cuts the connection when what happens inside lasts longer: a server that drips resets every socket timeout."""

    def cut() -> None:
        open_socket = line()
        if open_socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
