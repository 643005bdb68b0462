"""What the tests of hours and starts share: the rules, and short ways to read a text."""

from __future__ import annotations

import datetime as dt

from mailbot.model import StartKind
from mailbot.reading.dates import StartFound, find_starts
from mailbot.reading.hours import HoursFound, find_hours
from mailbot.rulebook.book import load_rulebook
from mailbot.rulebook.patterns import Folded

RULES = load_rulebook()
WEDNESDAY = dt.date(2026, 11, 18)


def hours_in(text: str, *, labelled: bool = False) -> list[HoursFound]:
    """The statements that are about the job's hours."""
    return [f for f in find_hours(Folded(text), 0, len(text), RULES, labelled=labelled) if not f.trap]


def hours_of(text: str, *, labelled: bool = False) -> tuple[float | None, float | None] | None:
    """The one value that a text tells, None where it tells none."""
    values = list(dict.fromkeys(f.hours for f in hours_in(text, labelled=labelled)))
    assert len(values) < 2, values
    return (values[0].min, values[0].max) if values else None


def is_sure(text: str, *, labelled: bool = False) -> bool:
    """Whether a text tells hours that need no confirmation."""
    return bool(found := hours_in(text, labelled=labelled)) and not any(f.uncertain for f in found)


def starts_in(
    text: str, today: dt.date = WEDNESDAY, *, labelled: bool = False, nearest: bool = False
) -> list[StartFound]:
    """The times that could be the job's start: those without a trap, with a word for it or behind a label."""
    found = find_starts(Folded(text), 0, len(text), RULES, today, labelled=labelled, nearest=nearest)
    return [f for f in found if not f.trap and (labelled or f.cue)]


def start_of(text: str, today: dt.date = WEDNESDAY, *, labelled: bool = False, nearest: bool = False) -> str | None:
    """The first start as `2027-03-01 day`, `asap`, `by_agreement`, `vague`; None where there is none."""
    found = starts_in(text, today, labelled=labelled, nearest=nearest)
    if not found:
        return None
    value = found[0].value
    return f"{value.date} {value.precision}" if value.kind is StartKind.DATE else value.kind.value


__all__ = ["RULES", "WEDNESDAY", "hours_in", "hours_of", "is_sure", "start_of", "starts_in"]
