from collections.abc import Callable, Mapping
from datetime import tzinfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.triggers.interval import IntervalTrigger

class BackgroundScheduler:
    def __init__(
        self,
        *,
        timezone: tzinfo,
        executors: Mapping[str, ThreadPoolExecutor],
        job_defaults: Mapping[str, object],
    ) -> None: ...
    def add_job(self, func: Callable[[], object], trigger: IntervalTrigger, *, id: str, name: str) -> object: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = ...) -> None: ...
