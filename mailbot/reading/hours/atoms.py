"""Reads the building blocks of a statement about hours: amounts, clock intervals, days, periods, and words between."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace

from mailbot.reading.hours.clock import read_clock
from mailbot.reading.hours.days import read_days
from mailbot.reading.hours.periods import read_per_day, read_weeks
from mailbot.reading.numbers import Span, read_span
from mailbot.reading.tokens import Tokens, at
from mailbot.rulebook.time import Role

MOST_FILLERS = 7  # words that say nothing between two blocks of one statement


class Sort(enum.StrEnum):
    """What a building block is."""

    AMOUNT = "amount"
    NUMBER = "number"  # an amount whose unit is understood
    SHARE = "share"  # of a full post
    CLOCK = "clock"
    DAYS = "days"
    TIMES = "times"
    PERIOD = "period"
    PER_DAY = "per_day"
    PAUSE = "pause"
    PERSONS = "persons"
    SPLIT = "split"
    TOTAL = "total"
    EACH = "each"
    FIRST = "first"
    LATER = "later"
    EXCEPTED = "excepted"
    NOT = "not"
    OPEN_UP = "open_up"
    OPEN_DOWN = "open_down"
    ABOUT = "about"
    AND = "and"
    COMMA = "comma"
    GAP = "gap"  # a word that belongs to no statement


@dataclass(frozen=True, slots=True)
class Atom:
    """One block: tokens `first` up to (not with) `last`, and what it is worth.

    `low` and `high` are hours (AMOUNT, CLOCK, PAUSE), how many (DAYS, TIMES, PERSONS), a share; None is an open end.
    `weeks` says in how many weeks it happens once.
    """

    sort: Sort
    first: int
    last: int
    low: float | None = None
    high: float | None = None
    weeks: float = 1
    sure: bool = True  # clock: told as one; days: by their names; pause: told whether it is paid
    doubtful: bool = False
    about: bool = False
    vague: bool = False


def read_atoms(tokens: Tokens, *, bare: bool) -> list[Atom]:
    """The blocks of a sentence in order. `bare`: a number without a unit counts as hours."""
    found: list[Atom] = []
    index, fillers, told = 0, 0, bare
    while index < len(tokens):
        atom = _atom(tokens, index, told)
        if atom is None:
            fillers += 1
            if fillers > MOST_FILLERS or not tokens[index].has(Role.FILLER):
                found.append(Atom(Sort.GAP, index, index + 1))
                told = bare
            index += 1
            continue
        found.append(atom)
        told = told or atom.sort in (Sort.AMOUNT, Sort.CLOCK)
        index, fillers = atom.last, 0
    return _bare_ranges(tokens, found) if bare else found


def _bare_ranges(tokens: Tokens, atoms: list[Atom]) -> list[Atom]:
    """Behind a label `10-12` without a day are hours, not times of the day."""
    if any(a.sort is Sort.DAYS for a in atoms):
        return atoms
    numbers = [_bare(tokens, a.first) if a.sort is Sort.CLOCK and not a.sure else None for a in atoms]
    return [number or atom for number, atom in zip(numbers, atoms, strict=True)]


def _atom(tokens: Tokens, index: int, bare: bool) -> Atom | None:
    for reader in _READERS:
        atom = reader(tokens, index)
        if atom is not None:
            return atom
    return _bare(tokens, index) if bare or _opens_pair(tokens, index) else None


def _opens_pair(tokens: Tokens, index: int) -> bool:
    """`mindst 3 og højst 5 timer`."""
    limits = at(tokens, index).has(Role.LOWER) and at(tokens, index + 2).has(Role.PLUS)
    return limits and at(tokens, index + 3).has(Role.UPPER)


# --- amounts ------------------------------------------------------------------------------------------------------


def _amount(tokens: Tokens, index: int) -> Atom | None:
    begin, upper, lower, about = _limits(tokens, index)
    span = read_span(tokens, begin)
    if span is None:
        return None
    weekly = at(tokens, span.end).has(Role.WEEKLY)
    unit = span.end + weekly
    if at(tokens, unit).key == "-" and at(tokens, unit).glued:
        unit += 1
    scale = _scale(tokens, unit)
    if scale is None:
        return None
    atom = _limited(Atom(Sort.AMOUNT, index, unit + 1, *_scaled(span, scale)), upper, lower, about)
    atom = replace(atom, doubtful=span.doubtful, vague=span.vague)
    atom = _second_unit(tokens, _to_second(tokens, atom))
    return _as_pause(tokens, atom)


def _limits(tokens: Tokens, index: int) -> tuple[int, bool, bool, bool]:
    upper = lower = about = False
    while True:
        token = at(tokens, index)
        if token.has(Role.UPPER):
            upper = True
        elif token.has(Role.LOWER):
            lower = True
        elif token.has(Role.ABOUT):
            about = True
        else:
            return index, upper, lower, about
        index += 1


def _limited(atom: Atom, upper: bool, lower: bool, about: bool) -> Atom:
    low = None if upper and atom.low == atom.high else atom.low
    high = None if lower and atom.low == atom.high else atom.high
    return replace(atom, low=low, high=high, about=about)


def _scale(tokens: Tokens, unit: int) -> float | None:
    token = at(tokens, unit)
    if token.has(Role.HOUR):
        return None if _counts_times(tokens, unit) else 1
    if token.has(Role.MINUTE):
        return 1 / 60
    return 1 / 4 if token.has(Role.QUARTER_HOUR) else None


def _counts_times(tokens: Tokens, unit: int) -> bool:
    """`two times a week`, but `en halv times pause`."""
    return at(tokens, unit).has(Role.TIMES) and (unit + 1 >= len(tokens) or at(tokens, unit + 1).has(Role.PER))


def _scaled(span: Span, scale: float) -> tuple[float, float | None]:
    return span.low * scale, None if span.high is None else span.high * scale


def _to_second(tokens: Tokens, atom: Atom) -> Atom:
    """`3 timer til 5 timer`."""
    joint = at(tokens, atom.last)
    if joint.key != "-" and not joint.has(Role.UP_TO) and not joint.has(Role.OR_ELSE):
        return atom
    span = read_span(tokens, atom.last + 1)
    if span is None or span.high is None or atom.high is None or not at(tokens, span.end).has(Role.HOUR):
        return atom
    return replace(atom, high=span.high, last=span.end + 1) if span.high > atom.high else atom


def _second_unit(tokens: Tokens, atom: Atom) -> Atom:
    """`2 timer og 30 min.`, `en time og et kvarter`, `to timer og en halv`."""
    begin = atom.last + at(tokens, atom.last).has(Role.PLUS)
    if atom.low != atom.high or atom.low is None or not at(tokens, atom.last - 1).has(Role.HOUR):
        return atom
    span = read_span(tokens, begin)
    if span is None:
        return atom
    if begin > atom.last and span.single and span.low == 0.5 and not _scale(tokens, span.end):
        return replace(atom, low=atom.low + 0.5, high=atom.low + 0.5, last=span.end)
    scale = _scale(tokens, span.end)
    if scale is None or scale == 1 or not span.single:
        return atom
    total = atom.low + span.low * scale
    return replace(atom, low=total, high=total, last=span.end + 1)


def _as_pause(tokens: Tokens, atom: Atom) -> Atom:
    """`en halv times ulønnet frokostpause` is a pause, not an amount of work."""
    near = [at(tokens, i) for i in range(atom.last, atom.last + 3)]
    if not any(t.has(Role.PAUSE) for t in near):
        return atom
    around = near + [at(tokens, i) for i in range(max(0, atom.first - 2), atom.first)]
    unpaid = any(t.has(Role.UNPAID) for t in around)
    paid = not unpaid and any(t.has(Role.PAID) for t in around)
    last = next(i for i in range(atom.last, atom.last + 3) if at(tokens, i).has(Role.PAUSE)) + 1
    if paid:
        return replace(atom, sort=Sort.PAUSE, last=last, low=0, high=0)
    return replace(atom, sort=Sort.PAUSE, last=last, sure=unpaid)


def _bare(tokens: Tokens, index: int) -> Atom | None:
    """A number whose unit is understood: `senere 5`, `evt. op til 8 om ugen`, `5` behind a label."""
    begin, upper, lower, about = _limits(tokens, index)
    span = read_span(tokens, begin)
    if span is None or span.vague or not _may_end_here(tokens, span.end) or _is_other_number(tokens, begin, span.end):
        return None
    atom = _limited(Atom(Sort.NUMBER, index, span.end, *_scaled(span, 1)), upper, lower, about)
    return replace(atom, doubtful=span.doubtful)


def _may_end_here(tokens: Tokens, index: int) -> bool:
    token = at(tokens, index)
    if token.key == "" or not token.key.isalnum() or token.lines:
        return token.key not in ("/", "%", ":", "=")
    return bool(
        token.meaning.keys()
        & {Role.PER, Role.WEEKLY, Role.PLUS, Role.EVERY, Role.WEEKDAY, Role.WEEKDAY_SHORT, Role.SPLIT, Role.UPPER_AFTER,
           Role.LOWER_AFTER, Role.EACH, Role.FIRST_LEVEL, Role.LATER_LEVEL, Role.WORKDAYS, Role.ABOUT_AFTER}
    )  # fmt: skip


def _is_other_number(tokens: Tokens, begin: int, end: int) -> bool:
    """A place in a list, a house's number, a telephone's number, a part of a date."""
    first = at(tokens, begin)
    around = (at(tokens, begin - 1), at(tokens, end))
    return (
        first.has(Role.NUMBER)
        and first.meaning[Role.NUMBER] == 1
        or any(t.is_number or t.key in ("/", "§") for t in around)
    )


# --- the other blocks ---------------------------------------------------------------------------------------------


def _share(tokens: Tokens, index: int) -> Atom | None:
    """`5/37`, `25 % stilling`, `en kvart stilling`, `fuld tid`: hours of a full week, as a share of 37."""
    token = tokens[index]
    if token.has(Role.FULL_TIME):
        return Atom(Sort.SHARE, index, index + 1, token.meaning[Role.FULL_TIME] / 37, sure=False)
    if token.has(Role.SHARE) and at(tokens, index + 1).has(Role.POST):
        return Atom(Sort.SHARE, index, index + 2, token.meaning[Role.SHARE])
    if not token.is_number:
        return None
    if at(tokens, index + 1).key == "/" and at(tokens, index + 2).key == "37":
        return Atom(Sort.SHARE, index, index + 3, float(token.key) / 37) if len(token.key) < 3 else None
    span = read_span(tokens, index)
    if span is not None and at(tokens, span.end).key == "%" and at(tokens, span.end + 1).has(Role.POST):
        return Atom(Sort.SHARE, index, span.end + 2, span.low / 100)
    return None


def _period(tokens: Tokens, index: int) -> Atom | None:
    read = read_weeks(tokens, index)
    return Atom(Sort.PERIOD, index, read.end, weeks=read.weeks) if read else None


def _per_day(tokens: Tokens, index: int) -> Atom | None:
    end = read_per_day(tokens, index)
    return Atom(Sort.PER_DAY, index, end) if end else None


def _days(tokens: Tokens, index: int) -> Atom | None:
    read = read_days(tokens, index)
    if read is None or _amount(tokens, index) is not None:
        return None
    return Atom(Sort.DAYS, index, read.end, read.least, read.most, read.weeks, sure=read.named)


def _interval(tokens: Tokens, index: int) -> Atom | None:
    read = read_clock(tokens, index)
    if read is None:
        return None
    return Atom(Sort.CLOCK, index, read.end, read.hours, read.hours, sure=read.sure, doubtful=read.doubtful)


def _times(tokens: Tokens, index: int) -> Atom | None:
    span = read_span(tokens, index)
    if span is None or span.vague or span.high is None or span.high > 14:
        return None
    token = at(tokens, span.end)
    if token.has(Role.HOUR) and not _counts_times(tokens, span.end):
        return None
    if token.has(Role.TIMES) or token.has(Role.CROSS):
        return Atom(Sort.TIMES, index, span.end + 1, span.low, span.high)
    if token.has(Role.PERSONS):
        return Atom(Sort.PERSONS, index, span.end + 1, span.low, span.high)
    return None


_MARKS = {
    Role.LATER_LEVEL: Sort.LATER,
    Role.FIRST_LEVEL: Sort.FIRST,
    Role.SPLIT: Sort.SPLIT,
    Role.TOTAL: Sort.TOTAL,
    Role.EXCEPTED: Sort.EXCEPTED,
    Role.NOT_SO: Sort.NOT,
    Role.LOWER_AFTER: Sort.OPEN_UP,
    Role.UPPER_AFTER: Sort.OPEN_DOWN,
    Role.ABOUT_AFTER: Sort.ABOUT,
    Role.EACH: Sort.EACH,
    Role.PLUS: Sort.AND,
}


def _mark(tokens: Tokens, index: int) -> Atom | None:
    token = tokens[index]
    if token.key in (",", "(", ")", "-", ":", "|"):
        return Atom(Sort.COMMA, index, index + 1)
    for role, sort in _MARKS.items():
        if token.has(role):
            return Atom(sort, index, index + 1)
    return None


_READERS: tuple[Callable[[Tokens, int], Atom | None], ...] = (
    _share, _period, _per_day, _days, _times, _amount, _interval, _mark,
)  # fmt: skip
