"""Reads dates in digits: 1/3, 1/3-27, 01.03.2027, 1-3-2027, 2027-03-01, 20270301, 1/5-30/9, 03/2027."""

from __future__ import annotations

import datetime as dt

from mailbot.reading.dates.calendar import day_of_month, full_year, make_date
from mailbot.reading.dates.reads import APPROX, DAY, MONTH, Read, Setting, counts_something, number_at
from mailbot.reading.tokens import Tokens, at
from mailbot.rulebook.roles import Role

_SIGNS = ("/", ".", "-")
_SHORT_SPAN = 31  # days: within it a start "from … to …" is about


def read_numeric(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """The date in digits that begins at a token."""
    if not at(tokens, index).is_number or _goes_on_from_before(tokens, index):
        return None
    return (
        _iso(tokens, index)
        or _compact(tokens, index, setting)
        or _month_of_year(tokens, index)
        or _day_and_month(tokens, index, setting)
    )


def _goes_on_from_before(tokens: Tokens, index: int) -> bool:
    """The number is the rest of a longer one, or follows a letter (`A4`)."""
    token, before = tokens[index], at(tokens, index - 1)
    if not token.glued:
        return before.is_number and not before.dotted and len(before.key) != 4
    if before.key in (",", ":"):
        return at(tokens, index - 2).is_number
    return (before.key.isalnum() and not before.meaning) or before.key in ("/", "§", "+") or before.is_number


def _iso(tokens: Tokens, index: int) -> Read | None:
    year = number_at(tokens, index, 4)
    month, day = number_at(tokens, index + 2), number_at(tokens, index + 4)
    signs = at(tokens, index + 1).key == at(tokens, index + 3).key == "-"
    if year is None or year < 1900 or month is None or day is None or not signs:
        return None
    return Read(index + 5, "date.iso", make_date(year, month, day))


def _compact(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`20270301`; `010327`, which looks like a birthday, only directly behind a label or a word for the start."""
    key = tokens[index].key
    if len(key) == 8 and key.startswith("20"):
        date = make_date(int(key[:4]), int(key[4:6]), int(key[6:]))
        return Read(index + 1, "date.compact", date) if date else None
    if len(key) in (6, 8) and (setting.labelled or _behind_cue(tokens, index)):
        year = full_year(key[4:])
        date = make_date(year, int(key[2:4]), int(key[:2])) if year else None
        return Read(index + 1, "date.compact", date) if date else None
    return None


def _behind_cue(tokens: Tokens, index: int) -> bool:
    return at(tokens, index - 1 - (at(tokens, index - 1).key == ":")).has(Role.CUE)


def _month_of_year(tokens: Tokens, index: int) -> Read | None:
    """`03/2027`."""
    month, year = number_at(tokens, index), number_at(tokens, index + 2, 4)
    if at(tokens, index + 1).key not in ("/", "-") or month is None or year is None or not 2000 <= year < 2100:
        return None
    date = make_date(year, month, 1)
    return Read(index + 3, "date.month", date, MONTH) if date else None


def _day_and_month(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    day, sign, month = number_at(tokens, index), at(tokens, index + 1), number_at(tokens, index + 2)
    if day is None or month is None or sign.key not in _SIGNS or not (sign.glued or sign.key == "/"):
        return None
    if not at(tokens, index + 2).glued and sign.key != "/":
        return None
    year, end = _year(tokens, index + 3, sign.key)
    if year is None and not _told_as_date(tokens, index, sign.key, setting):
        return None
    if counts_something(tokens, end) and year is None:
        return None
    date = make_date(year, month, day) if year else day_of_month(setting.base, month, day) if month else None
    if sign.key == "/" or year or date:
        return _with_range(tokens, Read(end, "date.numeric", date), setting)
    return None


def _year(tokens: Tokens, index: int, sign: str) -> tuple[int | None, int]:
    """The year behind day and month: `-27`, `/2027`, `.27`, ` 2027`, ` 27`."""
    joint, digits = at(tokens, index), at(tokens, index + 1)
    if joint.key in _SIGNS and joint.glued and digits.is_number and digits.glued:
        is_range = at(tokens, index + 2).key == sign and at(tokens, index + 3).is_number
        year = None if is_range else full_year(digits.key)
        return (year, index + 2) if year else (None, index)
    if joint.is_number and not joint.glued and not joint.lines:
        lone = len(joint.key) == 4 or (20 <= int(joint.key[:2]) < 60 and _nothing_more(tokens, index + 1))
        year = full_year(joint.key) if lone and len(joint.key) in (2, 4) else None
        return (year, index + 1) if year else (None, index)
    return None, index


def _nothing_more(tokens: Tokens, index: int) -> bool:
    token = at(tokens, index)
    return not token.key or token.key in (",", ")", "!", "?", ";") or token.lines > 0


def _told_as_date(tokens: Tokens, index: int, sign: str, setting: Setting) -> bool:
    """Without a year, only a stroke makes a date by itself; `1.3` and `10-12` need a label or `den`."""
    before = at(tokens, index - 1)
    if sign == "/":
        return at(tokens, index - 2).key != "/"
    marked = before.has(Role.THE_DAY) or (before.has(Role.STARTING) and at(tokens, index + 2).dotted)
    return setting.labelled or marked or any(at(tokens, i).has(Role.CUE) for i in range(index - 3, index))


def _with_range(tokens: Tokens, read: Read, setting: Setting) -> Read:
    """`1/5-30/9`, `1/3 til 15/3`: the first of two dates counts."""
    joint = at(tokens, read.end)
    if joint.key != "-" and not joint.has(Role.UP_TO):
        return read
    day, month = number_at(tokens, read.end + 1), number_at(tokens, read.end + 3)
    if day is None or month is None or at(tokens, read.end + 2).key not in ("/", "."):
        return read
    last = day_of_month(setting.base, month, day)
    _, end = _year(tokens, read.end + 4, at(tokens, read.end + 2).key)
    return Read(end, "date.range", read.date, precision_of(read.date, last), doubtful=last is None)


def precision_of(first: dt.date | None, last: dt.date | None) -> str:
    """A few weeks to choose from are about their first day; a longer stretch begins with it."""
    if first is None or last is None:
        return DAY
    return APPROX if 0 < (last - first).days <= _SHORT_SPAN else DAY
