"""Reads weeks, quarters, seasons and feasts: uge 12, uge 10-11, 1. kvartal, til foråret, efter påske."""

from __future__ import annotations

import datetime as dt

from mailbot.reading.dates.calendar import (
    add_months,
    first_working_day,
    make_date,
    month_start,
    next_occasion,
    next_week,
    occasion_days,
    week_start,
)
from mailbot.reading.dates.reads import APPROX, WEEK, Read, Setting, number_at, year_behind
from mailbot.reading.tokens import Token, Tokens, at, behind
from mailbot.rulebook.roles import Role

_ONE_WEEK = dt.timedelta(days=7)
_ONE_DAY = dt.timedelta(days=1)
_JOINTS = (Role.AT, Role.STARTING, Role.AFTER, Role.BEFORE, Role.FILLER, Role.NEXT, Role.THIS, Role.EARLY, Role.IN_TIME)


PERIOD_BEGINS = frozenset(
    {Role.AFTER, Role.WEEK_NUMBER, Role.QUARTER_SIGN, Role.ORDINAL, Role.SEASON, Role.OCCASION, Role.MONTH_TURN}
)


def read_period(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """The week, quarter, season or feast that begins at a token."""
    return (
        _week(tokens, index, setting)
        or _quarter(tokens, index, setting)
        or _season(tokens, index, setting)
        or _occasion(tokens, index, setting)
        or _month_turn(tokens, index, setting)
    )


def _week(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`uge 12`, `i uge 3`, `uge 12, 2027`, `uge 10-11`; `efter uge 7` is the week behind it."""
    begin = index + at(tokens, index).has(Role.AFTER)
    if not at(tokens, begin).has(Role.WEEK_NUMBER):
        return None
    week = number_at(tokens, begin + 1)
    if week is None or at(tokens, begin + 2).has(Role.COUNTED):
        return None
    end, ranged = _behind_range(tokens, begin + 2)
    year, end = year_behind(tokens, end, two_digits=False)
    monday = week_start(year, week) if year else next_week(setting.base, week)
    if monday is not None and begin > index:
        monday += _ONE_WEEK * (1 + ranged)
    return Read(end, "date.week", monday, WEEK)


def _behind_range(tokens: Tokens, index: int) -> tuple[int, int]:
    """Behind `-11` or ` og 30`, and how many weeks the range goes on."""
    joint = at(tokens, index)
    joins = joint.key in ("-", "/") or any(joint.has(r) for r in (Role.PLUS, Role.UP_TO, Role.OR_ELSE))
    last = number_at(tokens, index + 1)
    if not joins or last is None or at(tokens, index + 2).has(Role.COUNTED):
        return index, 0
    first = number_at(tokens, index - 1) or last
    return index + 2, max(0, last - first)


def _quarter(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`1. kvartal 2027`, `Q1`, `første halvår`."""
    token = at(tokens, index)
    if token.has(Role.QUARTER_SIGN) and number_at(tokens, index + 1) and at(tokens, index + 1).glued:
        return _months(tokens, index + 2, number_at(tokens, index + 1), 3, setting)
    nth = number_at(tokens, index) if token.dotted else token.meaning.get(Role.ORDINAL)
    noun = at(tokens, index + 1)
    months = 3 if noun.has(Role.QUARTER) else 6 if noun.has(Role.HALF_YEAR) else 0
    return _months(tokens, index + 2, int(nth), months, setting) if nth is not None and months else None


def _months(tokens: Tokens, end: int, nth: int | None, months: int, setting: Setting) -> Read | None:
    if nth is None or not 1 <= nth <= 12 // months:
        return None
    year, end = year_behind(tokens, behind(tokens, end, Role.FILLER), two_digits=False)
    month = (nth - 1) * months + 1
    date = make_date(year, month, 1) if year else month_start(setting.base, month)
    return Read(end, "date.quarter", date, APPROX)


def _season(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`til foråret`, `forår 2027`, `i løbet af sommeren`; a season without such words says nothing."""
    token = at(tokens, index)
    if not token.has(Role.SEASON):
        return None
    year, end = year_behind(tokens, index + 1, two_digits=False)
    before = at(tokens, index - 1)
    behind_label = before.key == ":" or before.has(Role.CUE)
    led = (behind_label or any(before.has(r) for r in _JOINTS)) and not _says_every(before)
    if year is None and not led and not setting.labelled:
        return None
    month = int(token.meaning[Role.SEASON])
    date = make_date(year, month, 1) if year else _running_season(month, setting)
    return Read(end, "date.season", date, APPROX)


def _says_every(before: Token) -> bool:
    """`hver sommer`, `om vinteren`: every one of them."""
    return before.has(Role.EVERY) or (before.has(Role.IN_TIME) and not before.has(Role.AT))


def _running_season(month: int, setting: Setting) -> dt.date:
    """The first day of the next such season; of the running one while it lasts."""
    today = setting.base.today
    first = dt.date(today.year - 1, month, 1)
    while add_months(first, 3) <= today:
        first = add_months(first, 12)
    return first


def _occasion(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`efter påske`, `ved årsskiftet`, `før jul`, `efter sommerferien 2027`."""
    token = at(tokens, index)
    if not token.has(Role.OCCASION):
        return None
    occasion = list(setting.rules.occasions.values())[int(token.meaning[Role.OCCASION])]
    year, end = year_behind(tokens, index + 1, two_digits=False)
    joint = at(tokens, _before_article(tokens, index))
    after, early = joint.has(Role.AFTER), joint.has(Role.BEFORE)
    days = occasion_days(occasion, year) if year else next_occasion(setting.base, occasion, after=after)
    date = first_working_day(days[1] + _ONE_DAY) if after else days[0] - _ONE_WEEK if early else days[0]
    return Read(end, "date.occasion", date, APPROX, bare=not (after or early))


def _before_article(tokens: Tokens, index: int) -> int:
    """The place of the word in front of a name, its article skipped."""
    before = index - 1
    return before - 1 if at(tokens, before).has(Role.THE_DAY) and not at(tokens, before).has(Role.AFTER) else before


def _month_turn(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`ved månedsskiftet`, `månedsskiftet februar/marts`."""
    if not at(tokens, index).has(Role.MONTH_TURN):
        return None
    months = [m for i in (index + 1, index + 3) if (m := at(tokens, i).meaning.get(Role.MONTH)) is not None]
    if months:
        end = index + 2 * len(months)
        return Read(end, "date.month_turn", month_start(setting.base, int(months[-1])), APPROX)
    return Read(index + 1, "date.month_turn", add_months(setting.base.today.replace(day=1), 1), APPROX)
