"""`mode = "drafts"`: letters are laid into the mailbox's folder for drafts, for a person to send."""

from __future__ import annotations

from imapclient import DRAFT

from mailbot.errors import ServerAway
from mailbot.model import Letter
from mailbot.post.mailbox import Mailbox
from mailbot.post.values import Later, Outcome, Sent


class DraftsSender:
    """Takes the place of `Sender`. It needs a mailbox of its own where another thread uses the other one."""

    def __init__(self, mailbox: Mailbox, usual: tuple[str, ...] = ("Drafts",)) -> None:
        self._mailbox = mailbox
        self._usual = usual

    def send(self, letter: Letter, *, to: tuple[str, ...] | None = None) -> Outcome:  # noqa: ARG002 - as Sender's
        """Lays the letter down once: one that lies there already under its Message-ID is not laid down again."""
        try:
            folder = self._mailbox.drafts(self._usual)
            if not self._mailbox.find(folder, letter.message_id):
                self._mailbox.append(folder, letter.data, (DRAFT,))
        except ServerAway as away:
            return Later(str(away), everyone=True)
        return Sent()

    def close(self) -> None:
        """Says goodbye to the mailbox."""
        self._mailbox.close()
