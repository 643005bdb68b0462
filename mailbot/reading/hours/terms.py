"""The summands of a statement about hours: an amount with its days, times and period, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.rulebook.roles import Told

BASES = (Sort.AMOUNT, Sort.NUMBER, Sort.CLOCK, Sort.SHARE)


@dataclass(frozen=True, slots=True)
class Worth:
    """Hours a week from tokens `first` up to (not with) `last`; None is an open end."""

    low: float | None
    high: float | None
    first: int
    last: int
    rule: str
    told: Told
    doubtful: bool = False
    about: bool = False


@dataclass
class Term:
    """One summand while it is put together."""

    bases: list[Atom] = field(default_factory=list)
    days: Atom | None = None
    times: Atom | None = None
    weeks: float | None = None
    per_day: bool = False
    each: bool = False
    persons: bool = False
    split: bool = False
    days_first: bool = False
    period_leads: bool = False  # the period stands in front of the amount
    period_first: bool = False  # the period stands directly behind the amount: it is a total
    period_behind: bool = False  # the period stands behind the days or times
    comma: bool = False  # between the amount and its days
    pause: Atom | None = None
    reach: int = 0  # behind its last block
    added: bool = False  # joined to the term before by "and"


# --- putting together ---------------------------------------------------------------------------------------------


def terms_of(chain: Sequence[Atom]) -> list[Term]:
    """The summands of a chain, each with an amount or times of the day."""
    terms = [Term()]
    joined = False
    for atom in chain:
        term = terms[-1]
        if _begins_term(term, atom):
            term = Term(added=joined)
            terms.append(term)
        _put(term, atom)
        if atom.sort in (*BASES, Sort.DAYS, Sort.COMMA, Sort.AND):
            joined = atom.sort is Sort.AND
    return [t for t in terms if t.bases]


def _begins_term(term: Term, atom: Atom) -> bool:
    if not term.bases:
        return False
    if atom.sort in BASES:
        same_days = term.days_first and atom.sort is Sort.CLOCK and term.bases[-1].sort is Sort.CLOCK
        return not same_days and not _widens(term, atom)
    if atom.sort is Sort.DAYS:
        return term.days is not None or term.split or term.period_first
    if atom.sort is Sort.PERIOD:
        return term.period_leads
    return atom.sort is Sort.TIMES and (term.times is not None or term.days_first)


def _widens(term: Term, atom: Atom) -> bool:
    """`mindst 3 og højst 5`: the two ends of one amount."""
    last = term.bases[-1]
    if last.sort not in (Sort.AMOUNT, Sort.NUMBER) or atom.sort not in (Sort.AMOUNT, Sort.NUMBER) or term.days:
        return False
    return atom.low is None and last.low is not None and (last.high is None or last.high < (atom.high or 0))


def _put(term: Term, atom: Atom) -> None:
    """Adds a block to its term."""
    if atom.sort in (*BASES, Sort.DAYS, Sort.TIMES, Sort.PERIOD, Sort.PER_DAY, Sort.PAUSE):
        term.reach = atom.last
    if atom.sort in BASES:
        if term.bases and _widens(term, atom):
            term.bases[-1] = replace(term.bases[-1], high=atom.high, last=atom.last)
        else:
            term.bases.append(atom)
    elif atom.sort is Sort.DAYS:
        _put_days(term, atom)
    elif atom.sort is Sort.TIMES:
        term.times = term.times or atom
    elif atom.sort is Sort.PERIOD:
        _put_period(term, atom)
    elif atom.sort is Sort.PAUSE:
        term.pause = atom
    elif atom.sort is Sort.COMMA:
        term.comma = term.comma or (bool(term.bases) and term.days is None)
    else:
        term.per_day |= atom.sort is Sort.PER_DAY
        term.each |= atom.sort is Sort.EACH
        term.persons |= atom.sort is Sort.PERSONS
        term.split |= atom.sort is Sort.SPLIT and bool(term.bases)


def _put_days(term: Term, atom: Atom) -> None:
    if term.days is None:
        term.days, term.days_first = atom, not term.bases
    elif not term.bases:  # "tirsdag (formiddag) samt torsdag 9-11"
        more = (atom.low or 0) + (term.days.low or 0)
        term.days = replace(term.days, low=more, high=more)


def _put_period(term: Term, atom: Atom) -> None:
    counted = term.days is not None or term.times is not None
    term.period_leads |= not term.bases
    if term.bases and not term.weeks:
        term.period_first = not counted or (term.times is not None and term.times.last <= term.bases[0].first)
        term.period_behind = counted and not term.period_first
    term.weeks = max(term.weeks or 0, atom.weeks)


# --- what it is worth ---------------------------------------------------------------------------------------------


def term_worth(term: Term, full_week: float) -> Worth | None:
    """The hours a week of one summand; None where the days are missing that it counts on."""
    base = _based(term, full_week)
    if base is None:
        return None
    clock = base.told is Told.CLOCK
    if (clock or (term.per_day and not term.period_first)) and term.days is None:
        return None  # how many days is not told
    if term.times is not None and term.times.vague:
        return None
    times, rule, doubtful = _factor(term, clock)
    weeks = (term.weeks or 1) * (term.days.weeks if term.days and (clock or not term.period_first) else 1)
    low = None if base.low is None else base.low * times[0] / weeks
    high = None if base.high is None else base.high * times[1] / weeks
    return replace(
        base, low=low, high=high, rule=_named(base, rule, weeks, term), told=_told(term, base),
        first=_first(term), last=term.reach, doubtful=base.doubtful or doubtful,
    )  # fmt: skip


def _based(term: Term, full_week: float) -> Worth | None:
    """The term's amount alone."""
    one = term.bases[0]
    if one.vague:
        return None
    low = sum(b.low or 0 for b in term.bases) if one.low is not None else None
    high = sum(b.high or 0 for b in term.bases) if one.high is not None else None
    doubtful = any(b.doubtful for b in term.bases)
    if one.sort is Sort.SHARE:
        low = high = (one.low or 0) * full_week
    if term.pause is not None and low is not None and high is not None:
        away = term.pause.low or 0
        doubtful |= not term.pause.sure
        low, high = (low - away, high - away) if term.pause.sure else (low, high)
    told = {Sort.CLOCK: Told.CLOCK, Sort.NUMBER: Told.NUMBER, Sort.SHARE: Told.WEEK}.get(one.sort, Told.BARE)
    about = any(b.about for b in term.bases)
    return Worth(low, high, one.first, term.bases[-1].last, "", told, doubtful, about)


def _factor(term: Term, clock: bool) -> tuple[tuple[float, float], str, bool]:
    """How many times a week the amount is worked, the rule that says so, and whether that is in doubt."""
    once = (1.0, 1.0)
    if not clock and (term.split or (term.period_first and not _times_first(term))):
        return once, "", False
    if term.times is not None and not clock:
        return (term.times.low or 1, term.times.high or 1), "hours.times", False
    if term.days is None:  # "2 timer ad gangen", and nobody says how often
        return once, "", term.each and not term.persons and not clock
    days = (term.days.low or 1, term.days.high or 1)
    if days == once:
        return once, "hours.day", False
    if clock or term.days_first or term.each or term.per_day or term.period_behind:
        return days, "hours.days_times", False
    if term.comma:
        return once, "hours.total", not term.days.sure  # "5 timer, tirsdag og torsdag": a total and its split
    return days, "hours.days_times", term.days.sure


def _times_first(term: Term) -> bool:
    """`3 x 2 timer om ugen`."""
    return term.times is not None and term.times.last <= term.bases[0].first


def _named(base: Worth, rule: str, weeks: float, term: Term) -> str:
    if base.told is Told.CLOCK:
        return "hours.clock"
    if weeks != 1:
        return "hours.fortnight" if weeks == 2 else "hours.month" if round(weeks, 2) == 4.33 else "hours.period"
    if rule:
        return rule
    if term.bases[0].sort is Sort.SHARE:
        return "hours.share"
    if base.low is None:
        return "hours.upper"
    if base.high is None:
        return "hours.lower"
    if base.low != base.high:
        return "hours.range"
    return {Told.NUMBER: "hours.number"}.get(base.told, "hours.week" if term.weeks else "hours.bare")


def _told(term: Term, base: Worth) -> Told:
    if base.told is Told.CLOCK:
        return Told.CLOCK
    if term.weeks or base.told is Told.WEEK:
        return Told.WEEK
    return Told.DAYS if term.days or term.times else base.told


def _first(term: Term) -> int:
    return min(a.first for a in (*term.bases, term.days, term.times) if a is not None)
