"""Reads an interval of the clock: kl. 9-12, 9.00-13.30, fra kl. 13 til 15.30, mellem 11 og 12, halv ti til tolv."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.reading.tokens import Tokens, at, behind
from mailbot.rulebook.roles import Role

CLOCK_BEGINS = frozenset({Role.CLOCK, Role.BETWEEN, Role.HALF, Role.NOON, Role.SHARE, Role.NUMBER})


@dataclass(frozen=True, slots=True)
class Interval:
    """How many hours lie between two times of the day. `sure`: told as times, not as two bare numbers."""

    hours: float
    end: int
    sure: bool
    doubtful: bool = False  # "9-3": over noon, or over midnight


@dataclass(frozen=True, slots=True)
class _Time:
    hour: float
    end: int
    sure: bool


def read_clock(tokens: Tokens, index: int) -> Interval | None:
    """The interval that begins at a token."""
    begin = _behind_marks(tokens, index)
    between = at(tokens, begin).has(Role.BETWEEN)
    begin = _behind_marks(tokens, begin + between)
    first = _time(tokens, begin)
    if first is None or _is_part_of_date(tokens, begin):
        return None
    joint = at(tokens, first.end)
    if not (joint.key == "-" or joint.has(Role.UP_TO) or (between and joint.has(Role.PLUS))):
        return None
    second = _time(tokens, _behind_marks(tokens, first.end + 1), last=True)
    if second is None or _goes_on_otherwise(tokens, second.end):
        return None
    marked = between or any(_is_clock_word(tokens, i) for i in range(index, second.end + 1))
    return _interval(first, second, _behind_marks(tokens, second.end, only_clock=True), marked)


def _interval(first: _Time, second: _Time, end: int, marked: bool) -> Interval | None:
    hours = (second.hour - first.hour) % 24
    if not hours:
        return None
    over_noon = second.hour < first.hour <= 12 and second.hour <= 6
    if over_noon:
        hours = second.hour + 12 - first.hour
    return Interval(hours, end, marked or first.sure or second.sure, doubtful=over_noon)


def _is_clock_word(tokens: Tokens, index: int) -> bool:
    return at(tokens, index).has(Role.CLOCK)


def _behind_marks(tokens: Tokens, index: int, only_clock: bool = False) -> int:
    if only_clock and at(tokens, index).has(Role.FILLER):
        return index
    return behind(tokens, index, Role.CLOCK)


def _time(tokens: Tokens, index: int, last: bool = False) -> _Time | None:
    token = at(tokens, index)
    if token.has(Role.NOON):
        return _Time(token.meaning[Role.NOON], index + 1, True)
    if token.has(Role.HALF):  # "halv ti" is half past nine
        hour = _hour_word(tokens, index + 1)
        return None if hour is None else _Time(hour - 0.5, index + 2, True)
    if token.has(Role.SHARE):
        return _quarter(tokens, index)
    if token.is_number:
        return None if token.dotted and not last else _digits(tokens, index)
    hour = _hour_word(tokens, index)
    return None if hour is None or not (last or at(tokens, index - 1).has(Role.CLOCK)) else _Time(hour, index + 1, last)


def _quarter(tokens: Tokens, index: int) -> _Time | None:
    """`kvart over 9`, `kvart i ti`."""
    joint = at(tokens, index + 1)
    hour = _hour_word(tokens, index + 2)
    if hour is None or tokens[index].meaning[Role.SHARE] != 0.25:
        return None
    if joint.has(Role.PAST_HOUR):
        return _Time(hour + 0.25, index + 3, True)
    return _Time(hour - 0.25, index + 3, True) if joint.has(Role.TO_HOUR) else None


def _hour_word(tokens: Tokens, index: int) -> float | None:
    token = at(tokens, index)
    hour = float(token.key) if token.is_number and len(token.key) < 3 else token.meaning.get(Role.NUMBER)
    return hour if hour is not None and 1 <= hour <= 24 and hour == int(hour) else None


def _digits(tokens: Tokens, index: int) -> _Time | None:
    token, sign, minutes = tokens[index], at(tokens, index + 1), at(tokens, index + 2)
    if (
        len(token.key) == 4
        and int(token.key[:2]) < 25
        and int(token.key[2:]) < 60
        and token.key[2:] in ("00", "15", "30", "45")
    ):
        return _Time(int(token.key[:2]) + int(token.key[2:]) / 60, index + 1, True)
    if len(token.key) > 2 or int(token.key) > 24:
        return None
    if sign.key in (".", ":") and sign.glued and minutes.is_number and minutes.glued:
        if len(minutes.key) != 2 or int(minutes.key) > 59:
            return None
        return _Time(int(token.key) + int(minutes.key) / 60, index + 3, True)
    return _Time(float(token.key), index + 1, False)


def _is_part_of_date(tokens: Tokens, index: int) -> bool:
    """`uge 8-10`, `1/5-30/9`, the last number of a telephone's."""
    before = at(tokens, index - 1)
    return before.has(Role.WEEK) or before.key in ("/", "§") or (before.is_number and not before.dotted)


def _goes_on_otherwise(tokens: Tokens, index: int) -> bool:
    """Years, kilograms or the rest of a date stand behind it."""
    nxt = at(tokens, index)
    if at(tokens, index - 1).dotted and nxt.has(Role.MONTH):
        return True
    return nxt.has(Role.COUNTED) or nxt.has(Role.MONTH) or nxt.has(Role.HOUR) or nxt.key in ("/", "%")
