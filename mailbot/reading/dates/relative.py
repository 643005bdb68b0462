"""Reads times told from today: om 14 dage, på mandag, mandag i næste uge, i morgen, næste måned."""

from __future__ import annotations

import datetime as dt

from mailbot.reading.dates.calendar import add_months, coming, monday_of, next_week
from mailbot.reading.dates.reads import APPROX, DAY, MONTH, WEEK, Read, Setting, number_at
from mailbot.reading.numbers import Span, read_span
from mailbot.reading.tokens import Token, Tokens, at, behind
from mailbot.rulebook.roles import Role

_THURSDAY = 4
_MOST = 60  # of whatever is counted


RELATIVE_BEGINS = frozenset(
    {
        Role.IN_TIME, Role.ON_DAY, Role.NEXT, Role.COMING, Role.WEEKDAY, Role.NEXT_MONTH, Role.THIS_MONTH, Role.THIS,
        Role.TODAY,
    }
)  # fmt: skip


def read_relative(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """The time told from today that begins at a token."""
    return (
        _in_so_many(tokens, index, setting)
        or _weekday(tokens, index, setting)
        or _next_or_this(tokens, index, setting)
        or _today(tokens, index, setting)
    )


def _in_so_many(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`om 14 dage`, `om en måned`, `om et par uger`, `om 2-3 uger`."""
    if not at(tokens, index).has(Role.IN_TIME):
        return None
    begin = behind(tokens, index + 1, Role.ABOUT)
    span = read_span(tokens, begin)
    if span is None or not 0 < span.low <= _MOST:
        return None
    unit = at(tokens, span.end)
    date = _counted_on(setting.base.today, span, unit)
    if date is None:
        return None
    exact = unit.has(Role.DAY) and begin == index + 1 and span.single
    return Read(span.end + 1, "date.in_so_many", date, DAY if exact else APPROX)


def _counted_on(today: dt.date, span: Span, unit: Token) -> dt.date | None:
    if unit.has(Role.DAY):
        return today + dt.timedelta(days=int(span.low))
    if unit.has(Role.WEEK):
        return today + dt.timedelta(days=round(span.low * 7))
    if unit.has(Role.MONTHS):
        whole = add_months(today, int(span.low))
        return whole + dt.timedelta(days=15) if span.low % 1 else whole
    return add_months(today, int(span.low * 12)) if unit.has(Role.YEAR) else None


def _weekday(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`på mandag`, `næste mandag`, `førstkommende mandag`, `mandag i næste uge`, `mandag i uge 20`."""
    lead = at(tokens, index)
    begin = index + any(lead.has(r) for r in (Role.ON_DAY, Role.NEXT, Role.COMING))
    token = at(tokens, begin)
    if not token.has(Role.WEEKDAY):
        return None
    if begin > index and _dated_behind(tokens, begin + 1):
        return None  # "on Monday April 19", "på mandag den 1. marts"
    weekday, today = int(token.meaning[Role.WEEKDAY]), setting.base.today
    end = behind(tokens, begin + 1, Role.FILLER)
    in_next_week = monday_of(today) + dt.timedelta(days=6 + weekday)
    if end > begin + 1 and at(tokens, end).has(Role.NEXT) and at(tokens, end + 1).has(Role.WEEK):
        return Read(end + 2, "date.weekday", in_next_week)
    week = number_at(tokens, end + 1) if at(tokens, end).has(Role.WEEK_NUMBER) else None
    monday = next_week(setting.base, week) if week else None
    if monday is not None:
        return Read(end + 2, "date.weekday", monday + dt.timedelta(days=weekday - 1))
    if lead.has(Role.NEXT):
        doubtful = coming(today, weekday) != in_next_week or today.isoweekday() >= _THURSDAY
        return Read(begin + 1, "date.weekday", in_next_week, doubtful=doubtful)
    if begin == index and not setting.labelled:
        return None
    return Read(begin + 1, "date.weekday", coming(today, weekday), bare=lead.has(Role.ON_DAY))


def _dated_behind(tokens: Tokens, index: int) -> bool:
    place = behind(tokens, index + (at(tokens, index).key == ","), Role.THE_DAY)
    token = at(tokens, place)
    return token.has(Role.MONTH) or (token.is_number and (token.dotted or at(tokens, place + 1).key == "/"))


def _next_or_this(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`i næste uge`, `næste måned`, `denne uge`, `næste år`."""
    token, today = at(tokens, index), setting.base.today
    if token.has(Role.NEXT_MONTH):
        return Read(index + 1, "date.next", add_months(today.replace(day=1), 1), MONTH)
    if token.has(Role.THIS_MONTH):
        return Read(index + 1, "date.next", today.replace(day=1), MONTH, bare=True)
    ahead = int(token.has(Role.NEXT) or token.has(Role.COMING))
    if not ahead and not token.has(Role.THIS):
        return None
    noun = at(tokens, index + 1)
    if noun.has(Role.WEEK):
        return Read(index + 2, "date.next", monday_of(today) + dt.timedelta(days=7 * ahead), WEEK, bare=not ahead)
    if noun.has(Role.MONTHS):
        return Read(index + 2, "date.next", add_months(today.replace(day=1), ahead), MONTH, bare=not ahead)
    if noun.has(Role.YEAR) and ahead:
        return Read(index + 2, "date.next", dt.date(today.year + 1, 1, 1), APPROX, bare=True)
    return None


def _today(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    """`i morgen`, `dags dato`; `i dag` only behind a label or a word for the start."""
    token = at(tokens, index)
    if not token.has(Role.TODAY):
        return None
    days = int(token.meaning[Role.TODAY])
    return Read(index + 1, "date.today", setting.base.today + dt.timedelta(days=days), bare=True)
