"""How the hours of those in work went: rose, fell or stayed, beside what others reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailbot.model import Case


@dataclass(frozen=True, slots=True)
class Progress:
    """How many filled cases have more, fewer or as many hours now (or at their end) as when they were filled."""

    rose: int = 0
    fell: int = 0
    stayed: int = 0

    @property
    def followed(self) -> int:
        """All that were filled."""
        return self.rose + self.fell + self.stayed

    def share(self, count: int) -> float:
        """Per cent of all that were filled; 0 where none was."""
        return round(100 * count / self.followed, 1) if self.followed else 0.0


def progress(cases: Iterable[Case]) -> Progress:
    """Counts every case that is filled or was filled until it ended."""
    rose = fell = stayed = 0
    for case in cases:
        if case.filled_hours is None:
            continue
        now = case.fixed_hours if case.fixed_hours is not None else case.filled_hours
        rose += now > case.filled_hours
        fell += now < case.filled_hours
        stayed += now == case.filled_hours
    return Progress(rose, fell, stayed)
