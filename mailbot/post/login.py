"""Signs in to the IMAP and the SMTP server: with a password; the one place where other ways of `imap.auth` belong."""

from __future__ import annotations

import base64
import smtplib
from imaplib import IMAP4
from typing import Protocol

from mailbot.errors import ConfigWrong, LoginRefused, MailbotError, ServerAway

_PASSES = (b"[UNAVAILABLE]", b"[INUSE]", b"[LIMIT]", b"[SERVERBUG]", b"TEMPORAR", b"TRY AGAIN", b"THROTTLED")
"""In a refusal these say that the server, not the password, is at fault (RFC 5530)."""


class ImapLine(Protocol):
    """The two ways in that an IMAP connection offers (RFC 9051, sections 6.2.2 and 6.2.3)."""

    def offers(self, capability: str) -> bool: ...  # noqa: D102
    def login(self, username: str, password: str) -> object: ...  # noqa: D102
    def plain(self, username: str, password: str) -> object: ...  # noqa: D102


def sign_in_imap(line: ImapLine, host: str, username: str, password: str) -> None:
    """Raises LoginRefused, ConfigWrong (no way in without TLS) or ServerAway; no message holds the password."""
    simple = (username + password).isascii() and (username + password).isprintable()
    refused_open = line.offers("LOGINDISABLED")
    if refused_open and not line.offers("AUTH=PLAIN"):
        raise LoginRefused(_no_passwords(line, host)) from None
    try:
        if simple and not refused_open:
            line.login(username, password)
        else:
            line.plain(username, password)
    except IMAP4.abort:
        raise
    except IMAP4.error as wrong:
        answer = wrong.args[0] if wrong.args and isinstance(wrong.args[0], bytes) else str(wrong).encode()
        raise _imap_refusal(line, host, username, answer) from None


def _imap_refusal(line: ImapLine, host: str, username: str, answer: bytes) -> MailbotError:
    loud = answer.upper()
    if any(word in loud for word in _PASSES):
        return ServerAway(f"the imap server {host} cannot check logins just now")
    if b"[PRIVACYREQUIRED]" in loud:
        return ConfigWrong(f'imap.security: {host} takes no password without TLS; use "tls" or "starttls"')
    if _wants_oauth(line):
        return LoginRefused(_no_passwords(line, host))
    return LoginRefused(
        f"imap.password: {host} refuses the login of {username!r}; check username and password in [imap]"
    )


def _wants_oauth(line: ImapLine) -> bool:
    tokens = line.offers("AUTH=XOAUTH2") or line.offers("AUTH=OAUTHBEARER")
    return tokens and not (line.offers("AUTH=PLAIN") or line.offers("AUTH=LOGIN"))


def _no_passwords(line: ImapLine, host: str) -> str:
    if line.offers("AUTH=XOAUTH2") or line.offers("AUTH=OAUTHBEARER"):
        return f'imap.auth: {host} takes no passwords but OAuth2 tokens; set auth = "oauth2"'
    return f"imap.auth: {host} takes no passwords on this connection; try security tls"


def sign_in_smtp(line: smtplib.SMTP, host: str, username: str, password: str) -> None:
    """AUTH with PLAIN, LOGIN or CRAM-MD5 (RFC 4954). Raises like `sign_in_imap`.

    One mechanism and one attempt: smtplib's own login tries one after the other, and a wrong password given three
    times locks accounts.
    """
    offered = line.esmtp_features.get("auth", "").upper().split()
    if not offered:
        raise ConfigWrong(f"smtp.username: {host} offers no login on this connection; leave username empty") from None
    line.user, line.password = username, password
    try:
        if "PLAIN" in offered:
            _plain(line, username, password)
        elif "LOGIN" in offered:
            line.auth("LOGIN", line.auth_login)
        elif "CRAM-MD5" in offered:
            line.auth("CRAM-MD5", line.auth_cram_md5, initial_response_ok=False)
        else:
            raise _smtp_refusal(host, username, 504, offered) from None
    except smtplib.SMTPAuthenticationError as wrong:
        raise _smtp_refusal(host, username, wrong.smtp_code, offered) from None
    except UnicodeEncodeError:
        raise ConfigWrong(f"smtp.password: {host} takes no letters beyond a-z in a login; choose another") from None


def _plain(line: smtplib.SMTP, username: str, password: str) -> None:
    """RFC 4616, in UTF-8; smtplib's own speaks ASCII only."""
    secret = base64.b64encode(f"\0{username}\0{password}".encode()).decode("ascii")
    code, answer = line.docmd("AUTH", "PLAIN " + secret)
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, answer)


def _smtp_refusal(host: str, username: str, code: int, offered: list[str]) -> MailbotError:
    if 400 <= code < 500:
        return ServerAway(f"the smtp server {host} cannot check logins just now ({code})")
    if {"XOAUTH2", "OAUTHBEARER"} & set(offered) and not {"PLAIN", "LOGIN", "CRAM-MD5"} & set(offered):
        return LoginRefused(f"smtp.username: {host} takes no passwords but OAuth2 tokens")
    return LoginRefused(
        f"smtp.password: {host} refuses the login of {username!r} ({code}); check username and password in [smtp]"
    )
