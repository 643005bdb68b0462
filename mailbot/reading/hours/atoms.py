"""Cuts a sentence into the blocks of a statement about hours: amounts, intervals, days, periods, words between."""

from __future__ import annotations

from collections.abc import Callable

from mailbot.reading.hours.amounts import counts_times, read_amount, read_bare, read_share
from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.reading.hours.clock import CLOCK_BEGINS, read_clock
from mailbot.reading.hours.days import DAYS_BEGIN, read_days
from mailbot.reading.hours.periods import PERIOD_BEGINS, read_per_day, read_weeks
from mailbot.reading.numbers import NUMERIC, read_span
from mailbot.reading.tokens import Token, Tokens, at
from mailbot.rulebook.roles import Role

_MOST_FILLERS = 7  # words that say nothing between two blocks of one statement
_SIGNS = frozenset(",()-:|")


def read_atoms(tokens: Tokens, *, bare: bool) -> list[Atom]:
    """The blocks of a sentence in order. `bare`: a number without a unit counts as hours."""
    found: list[Atom] = []
    index, fillers, told = 0, 0, bare
    while index < len(tokens):
        atom = _atom(tokens, index, told)
        if atom is None:
            fillers += 1
            if fillers > _MOST_FILLERS or not tokens[index].has(Role.FILLER):
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
    numbers = [read_bare(tokens, a.first) if a.sort is Sort.CLOCK and not a.sure else None for a in atoms]
    return [number or atom for number, atom in zip(numbers, atoms, strict=True)]


def _atom(tokens: Tokens, index: int, bare: bool) -> Atom | None:
    token = tokens[index]
    if token.meaning or token.is_number or token.key in _SIGNS:
        for reader, begins in _READERS:
            if _may_begin(token, begins) and (atom := reader(tokens, index)) is not None:
                return atom
    return read_bare(tokens, index) if bare or _opens_pair(tokens, index) else None


def _may_begin(token: Token, begins: frozenset[Role]) -> bool:
    """Spares a reader the tokens that it never begins with; a number may always begin one."""
    return token.is_number or not begins or not begins.isdisjoint(token.meaning)


def _opens_pair(tokens: Tokens, index: int) -> bool:
    """`mindst 3 og højst 5 timer`."""
    limits = at(tokens, index).has(Role.LOWER) and at(tokens, index + 2).has(Role.PLUS)
    return limits and at(tokens, index + 3).has(Role.UPPER)


# --- the other blocks ---------------------------------------------------------------------------------------------


def _period(tokens: Tokens, index: int) -> Atom | None:
    read = read_weeks(tokens, index)
    return Atom(Sort.PERIOD, index, read.end, weeks=read.weeks) if read else None


def _per_day(tokens: Tokens, index: int) -> Atom | None:
    end = read_per_day(tokens, index)
    return Atom(Sort.PER_DAY, index, end) if end else None


def _days(tokens: Tokens, index: int) -> Atom | None:
    read = read_days(tokens, index)
    if read is None or read_amount(tokens, index) is not None:
        return None
    return Atom(Sort.DAYS, index, read.end, read.least, read.most, read.weeks, sure=read.named)


def _interval(tokens: Tokens, index: int) -> Atom | None:
    read = read_clock(tokens, index)
    if read is None:
        return None
    return Atom(Sort.CLOCK, index, read.end, read.hours, read.hours, sure=read.sure, doubtful=read.doubtful)


def _times(tokens: Tokens, index: int) -> Atom | None:
    often = tokens[index].meaning.get(Role.OFTEN)
    if often is not None:
        return Atom(Sort.TIMES, index, index + 1, often, often)
    span = read_span(tokens, index)
    if span is None or span.high is None or span.high > 14:
        return None
    token = at(tokens, span.end)
    if token.has(Role.HOUR) and not counts_times(tokens, span.end):
        return None
    if token.has(Role.TIMES) or token.has(Role.CROSS):
        return Atom(Sort.TIMES, index, span.end + 1, span.low, span.high, vague=span.vague)
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
    Role.OR_ELSE: Sort.OR,
}


def _mark(tokens: Tokens, index: int) -> Atom | None:
    token = tokens[index]
    if token.key in _SIGNS:
        return Atom(Sort.COMMA, index, index + 1)
    for role, sort in _MARKS.items():
        if token.has(role):
            return Atom(sort, index, index + 1)
    return None


_LIMITS = frozenset({Role.UPPER, Role.LOWER, Role.ABOUT})
_READERS: tuple[tuple[Callable[[Tokens, int], Atom | None], frozenset[Role]], ...] = (
    (read_share, frozenset({Role.FULL_TIME, Role.SHARE})),
    (_period, PERIOD_BEGINS),
    (_per_day, frozenset({Role.DAILY, Role.PER, Role.EVERY})),
    (_days, DAYS_BEGIN | NUMERIC | _LIMITS),
    (_times, NUMERIC | {Role.OFTEN}),
    (read_amount, NUMERIC | _LIMITS),
    (_interval, CLOCK_BEGINS),
    (_mark, frozenset()),
)
"""Each reader with the roles of the tokens that it can begin with; the first that reads a token has it."""
