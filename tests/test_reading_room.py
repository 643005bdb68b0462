"""The reading room: one child that reads mails within limits, replaced when it dies, and blamed on no mail."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.errors import ExitCode, TryAgain, UnreadableMail
from mailbot.model import Ask, Field, Hours, Kind
from mailbot.reading_child import counting_day
from mailbot.reading_room import NoReader, ReadingRoom, Task

ARRIVED = dt.datetime(2027, 2, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
HEAD = "From: Lone Krag <lokr@aeroe-kommune.example>\nSubject: Mikrofleksjob\n\n"
TEXT = "Plejecenter Havblik tilbyder et mikrofleksjob med at vande blomster 4 timer om ugen fra den 1. marts.\n"
COSTLY = (HEAD + f"{TEXT} mandag-fredag kl. 9-12. " * 5_000).encode()


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as found:
        yield found


def task(text: str = TEXT, **more: object) -> Task:
    return Task((HEAD + text).encode(), ARRIVED, **more)  # type: ignore[arg-type]


def pid(room: ReadingRoom) -> int:
    assert room._child is not None
    return room._child.pid


def test_what_the_child_reads_arrives_whole(room: ReadingRoom) -> None:
    read = room.read(task())
    (offer,) = read.reading.offers
    assert read.reading.kind is Kind.REGISTRATION
    assert read.mail.sender is not None
    assert read.mail.sender.address == "lokr@aeroe-kommune.example"
    assert offer.weekly_hours is not None
    assert offer.weekly_hours.value == Hours(4, 4)
    assert offer.weekly_hours.evidence.text.startswith("4 timer")


def test_what_was_asked_goes_with_the_mail(room: ReadingRoom) -> None:
    read = room.read(task("4\n", asks=(Ask("MF-2027-0001", Field.WEEKLY_HOURS),)))
    (answer,) = read.reading.answers
    assert (answer.field, answer.case, answer.value.value) == (Field.WEEKLY_HOURS, "MF-2027-0001", Hours(4, 4))


def test_one_child_reads_many_mails(room: ReadingRoom) -> None:
    room.read(task())
    first = pid(room)
    for _ in range(20):
        room.read(task())
    assert pid(room) == first


def test_a_child_that_was_ended_from_outside_is_replaced_and_no_mail_is_blamed(room: ReadingRoom) -> None:
    room.read(task())
    first = pid(room)
    os.kill(first, signal.SIGKILL)
    assert room.read(task()).reading.offers
    assert pid(room) != first


def test_signals_meant_for_the_service_do_not_end_it(room: ReadingRoom) -> None:
    room.read(task())
    first = pid(room)
    for one in (signal.SIGINT, signal.SIGTERM):
        os.kill(first, one)
    assert room.read(task()).reading.offers
    assert pid(room) == first


def test_a_mail_has_its_share_of_time_and_the_next_is_read() -> None:
    with ReadingRoom(seconds=0.2) as room:
        room.read(task())
        begun = time.monotonic()
        with pytest.raises(UnreadableMail, match=r"^reading it took more than 0\.2 seconds$"):
            room.read(Task(COSTLY, ARRIVED))
        assert time.monotonic() - begun < 5
        assert room.read(task()).reading.offers


def test_a_mail_has_its_share_of_memory_and_the_next_is_read() -> None:
    with ReadingRoom(seconds=20, megabytes=-50) as room:  # little more than the libraries themselves
        room.read(task())
        with pytest.raises(UnreadableMail, match=r"^reading it took more (memory|than)"):
            room.read(Task((HEAD + "a " * 15_000_000).encode(), ARRIVED))
        assert room.read(task()).reading.offers


def test_rules_that_broke_meanwhile_are_blamed_on_no_mail(tmp_path: Path) -> None:
    (tmp_path / "hours.toml").write_text("words = 3\n")
    with ReadingRoom(tmp_path) as room, pytest.raises(NoReader) as wrong:
        room.read(task())
    assert isinstance(wrong.value, TryAgain)
    assert wrong.value.exit_code is ExitCode.CONFIG
    assert str(wrong.value).startswith(f"{tmp_path}/hours.toml: ")


def test_it_ends_with_the_room() -> None:
    with ReadingRoom() as room:
        room.read(task())
        child = room._child
    assert child is not None
    assert child.returncode == 0


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (None, 1),
        (ARRIVED - dt.timedelta(days=1), 31),
        (ARRIVED - dt.timedelta(days=3), 1),
        (ARRIVED + dt.timedelta(days=400), 1),
        (dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.UTC), 1),  # already the next day here
    ],
)
def test_the_day_that_relative_dates_count_from(written: dt.datetime | None, day: int) -> None:
    assert counting_day(written, ARRIVED).day == day
