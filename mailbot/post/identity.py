"""Keyed Message-IDs by which the bot knows its own letters, and keyed tokens for the links of a digest."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re

from mailbot.model import LetterKind

_MAC_BYTES = 10  # 80 bits: nobody guesses one over SMTP, and an id stays below a header line's 78 characters
_ID = re.compile(r"<?([a-z0-9]{1,8}\.[a-z0-9]{1,16})\.([a-z2-7]{16})@([^\s<>@]{1,255})>?")
_NONCE = re.compile(r"[a-z0-9]{1,16}")
_TOKEN = re.compile(r"(?<![a-z0-9])([a-z2-7]{7})-([a-z2-7]{16})(?![a-z0-9])")


class Identity:
    """Signs with the installation's key, which lives in the database.

    Everything is spelt in small letters and digits, so that a program which changes the case breaks nothing.
    """

    def __init__(self, key: bytes, domain: str) -> None:
        if len(key) < 16:
            raise ValueError("a key of fewer than 16 octets protects nothing")
        self._key = key
        self.domain = domain.lower()

    def new_id(self, kind: LetterKind, nonce: str) -> str:
        """`<KIND.NONCE.MAC@domain>` (RFC 5322, section 3.6.4).

        `nonce` has to be one that was never used for this kind; anything but up to 16 small letters and digits is
        shortened by a hash. The same nonce gives the same id again.
        """
        short = nonce if _NONCE.fullmatch(nonce) else _letters(hashlib.sha256(nonce.encode()).digest()[:8])[:13]
        local = f"{kind.value.replace('_', '')[:3]}.{short}"
        return f"<{local}.{self._sign('message-id', local, self.domain)}@{self.domain}>"

    def ours(self, message_id: str) -> bool:
        """The id is one that `new_id` gave, under whatever domain the installation had then.

        Blanks around it and inside it (a header folded in the wrong place) and changed case do no harm.
        """
        found = _ID.fullmatch("".join(message_id.split()).lower()) if len(message_id) < 1000 else None
        return found is not None and hmac.compare_digest(self._sign("message-id", found[1], found[3]), found[2])

    def token(self, person: str, case: str, action: str, expires: dt.datetime) -> str:
        """24 letters for a subject, which let this person order this action for this case until `expires`."""
        until = _letters(int(expires.timestamp()).to_bytes(4, "big"))
        return f"{until}-{self._sign('token', until, person.lower(), case.upper(), action)}"

    def check_token(self, token: str, person: str, case: str, action: str, now: dt.datetime) -> bool:
        """The token was given for exactly this, and has not run out."""
        found = _TOKEN.fullmatch(token.strip().lower())
        if found is None:
            return False
        right = self._sign("token", found[1], person.lower(), case.upper(), action)
        until = int.from_bytes(base64.b32decode(found[1].upper() + "="), "big")
        return hmac.compare_digest(right, found[2]) and now.timestamp() <= until

    @staticmethod
    def tokens_in(subject: str) -> tuple[str, ...]:
        """Whatever in a subject has the shape of a token."""
        return tuple(found[0] for found in _TOKEN.finditer(subject.lower()))

    def _sign(self, purpose: str, *words: str) -> str:
        text = "\0".join((purpose, *words)).encode()
        return _letters(hmac.new(self._key, text, hashlib.sha256).digest()[:_MAC_BYTES])


def _letters(octets: bytes) -> str:
    """Base32 (RFC 4648, section 6) in small letters, without padding."""
    return base64.b32encode(octets).decode("ascii").rstrip("=").lower()
