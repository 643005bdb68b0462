"""The clock of the service: the only user of APScheduler, which only ticks."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger


class Ticks:
    """Calls each work every so many seconds, one at a time, and never drops one for being late."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=zone,
            executors={"default": ThreadPoolExecutor(4)},
            # Without a grace time a tick that comes a second late (a sleeping machine, a busy one) is dropped.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def every(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        """The work is called so often, the first time after one pause."""
        self._scheduler.add_job(work, IntervalTrigger(seconds=max(1, round(seconds))), id=name, name=name)

    def start(self) -> None:
        """From now on it ticks, in threads of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Returns when the work that is being done is done."""
        self._scheduler.shutdown(wait=True)
