"""Mails in which nothing stands but thanks and a greeting."""

from __future__ import annotations

from mailbot.desk.office import Office
from mailbot.model import Mail
from mailbot.rulebook.patterns import Folded, fold

_LONGEST = 300  # characters


def only_thanks(mail: Mail, office: Office) -> bool:
    """The newest text says thanks, or that all is right, or nothing; the sender's own name counts for nothing."""
    text = Folded(mail.newest.strip())
    if len(text) > _LONGEST or "?" in text.text:
        return False
    rest, at = "", 0
    for found in office.rules.desk.thanks.pattern.finditer(text):
        rest += text.text[at : found.start()] + " "
        at = found.end()
    rest += text.text[at:]
    name = fold(mail.sender.name).split() if mail.sender else []
    words = "".join(c if c.isalnum() else " " for c in fold(rest)).split()
    return all(word in name for word in words)
