"""`mailbot run`: watches the mailbox, sends, reminds and tells, until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from mailbot.errors import ConfigWrong, LoginRefused, MailbotError
from mailbot.intake import Bench
from mailbot.jobs.digest import send_digests
from mailbot.jobs.mishaps import attempt
from mailbot.jobs.poll import look_into_mailbox
from mailbot.jobs.remind import do_due_work
from mailbot.jobs.schedule import Ticks
from mailbot.jobs.send import Sends, lay_copies, send_due
from mailbot.post.mailbox import Mailbox

log = structlog.get_logger()

_SEND_SECONDS = 10.0  # a commit wakes the sender at once; this is for what was put off
_CLOCK_SECONDS = 30.0
_FIRST_PAUSE = 1.0  # after a failure; then twice as long each time
_LONGEST_PAUSE = 300.0


@dataclass(frozen=True)
class Hands:
    """The connections that the service works with: the mailbox twice, for two threads."""

    watching: Mailbox
    copying: Mailbox
    sender: Sends


def run_once(hands: Hands, bench: Bench) -> MailbotError | None:
    """Does all that is due now: new mail, timed work, the digest, letters. Gives the first thing that went wrong."""
    wrong = [
        attempt("poll", lambda: look_into_mailbox(hands.watching, bench), bench),
        attempt("remind", lambda: do_due_work(bench), bench),
        attempt("digest", lambda: send_digests(bench), bench),
        attempt("send", lambda: send_due(hands.sender, bench), bench),
        attempt("copy", lambda: lay_copies(hands.watching, bench), bench),
    ]
    return next((one for one in wrong if one is not None), None)


class Service:
    """Three things at once: the mailbox (this thread), the letters, the clock."""

    def __init__(self, hands: Hands, bench: Bench) -> None:
        self._hands = hands
        self._bench = bench
        self._stop = threading.Event()
        self._letters = threading.Event()

    def stop(self) -> None:
        """Ends the service after the step that it is doing; from any thread, and from a signal's handler."""
        self._stop.set()
        self._letters.set()
        self._hands.watching.wake()

    def _goes_on(self) -> bool:
        return not self._stop.is_set()

    def run(self) -> None:
        """Returns after `stop`. Raises LoginRefused or ConfigWrong where it cannot even begin."""
        self._begin()
        sending = threading.Thread(target=self._keep_sending, name="send")
        ticks = Ticks(self._bench.config.digest.zone)
        ticks.every(_SEND_SECONDS, "send", self._letters.set)
        ticks.every(_CLOCK_SECONDS, "remind", self._clock("remind", lambda: do_due_work(self._bench)))
        ticks.every(_CLOCK_SECONDS, "digest", self._clock("digest", lambda: send_digests(self._bench)))
        ticks.every(self._bench.config.imap.poll_seconds, "poll", self._hands.watching.wake)
        sending.start()
        ticks.start()
        try:
            self._keep_watching()
        finally:
            self.stop()
            ticks.stop()
            sending.join()

    def _begin(self) -> None:
        """A name, password or folder that was never right ends the service; one that goes later does not."""
        watching = self._hands.watching
        try:
            there = watching.folder_exists(watching.imap.folder)
        except (LoginRefused, ConfigWrong):
            raise
        except MailbotError as wrong:
            log.warning("the mailbox is away", why=str(wrong))
            return
        if not there:
            raise ConfigWrong(f"imap.folder: the mailbox has no folder {watching.imap.folder!r}; name one that it has")

    def _clock(self, name: str, work: Callable[[], object]) -> Callable[[], None]:
        def tick() -> None:
            attempt(name, work, self._bench)
            self._letters.set()

        return tick

    def _keep_watching(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            wrong = attempt("poll", self._look_and_wait, self._bench)
            pause = _longer(pause) if wrong else 0.0

    def _look_and_wait(self) -> None:
        look_into_mailbox(self._hands.watching, self._bench, self._goes_on, self._letters.set)
        if self._goes_on():
            self._hands.watching.wait(self._bench.config.imap.poll_seconds)

    def _keep_sending(self) -> None:
        hands = self._hands
        pause = 0.0
        while self._goes_on():
            self._letters.wait()
            self._letters.clear()
            if self._stop.wait(pause):
                break
            unsent = attempt("send", lambda: send_due(hands.sender, self._bench, self._goes_on), self._bench)
            uncopied = attempt("copy", lambda: lay_copies(hands.copying, self._bench), self._bench)
            pause = _longer(pause) if unsent or uncopied else 0.0
        hands.sender.close()
        hands.copying.close()


def _longer(pause: float) -> float:
    return min(max(_FIRST_PAUSE, pause * 2), _LONGEST_PAUSE)
