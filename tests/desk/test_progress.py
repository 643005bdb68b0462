"""How the hours of those in work went."""

from __future__ import annotations

from mailbot.desk.progress import progress
from mailbot.model import Closing, State
from tests.desk.builders import case, rules


def test_hours_are_compared_with_those_at_filling() -> None:
    found = progress(
        [
            case(State.OPEN, fixed_hours=3.0),
            case(State.FILLED),
            case(State.FILLED, fixed_hours=6.0),
            case(State.FILLED, fixed_hours=2.0),
            case(State.CLOSED, reason=Closing.ENDED, filled_hours=4.0, fixed_hours=5.0),
        ]
    )
    assert (found.rose, found.fell, found.stayed, found.followed) == (2, 1, 1, 4)
    assert found.share(found.rose) == 50.0


def test_nobody_in_work_is_no_share() -> None:
    assert progress([]).share(0) == 0.0


def test_what_others_reached_stands_beside_it() -> None:
    assert [(b.share, b.year) for b in rules().desk.benchmarks] == [(18.2, 2016), (21.0, 2016)]
