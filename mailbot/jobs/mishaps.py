"""The one broad except of a job: what went wrong is logged and noted for the digest, and the service goes on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import structlog

from mailbot.errors import GiveUp, MailbotError, TryAgain
from mailbot.intake import Bench, without_personal_data

log = structlog.get_logger()


def attempt(job: str, work: Callable[[], object], bench: Bench) -> MailbotError | None:
    """Does a job's work; gives what went wrong instead of raising it, so that the other jobs are done too."""
    try:
        work()
    except MailbotError as wrong:
        log.warning("a job failed", job=job, why=str(wrong), again=isinstance(wrong, TryAgain))
        note(str(wrong), bench)
        return wrong
    except Exception as wrong:  # noqa: BLE001  a defect in one job must not stop the others
        sentence = f"the job {job} broke: {without_personal_data(wrong)}"
        log.error("a job broke", job=job, error=sentence, exc_info=True)
        note(sentence, bench)
        return GiveUp(sentence)
    return None


def note(sentence: str, bench: Bench) -> None:
    """Keeps a sentence for the digest, if the database lets us."""
    with contextlib.suppress(MailbotError), bench.store.writing() as books:
        books.house.note_mishap(sentence, bench.clock())
