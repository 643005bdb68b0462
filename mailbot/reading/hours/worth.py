"""What a statement about hours is worth: sums, products, totals with their split, steps, periods other than a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.rulebook.time import Told

_BASES = (Sort.AMOUNT, Sort.NUMBER, Sort.CLOCK, Sort.SHARE)
_SAME = 0.011


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
class _Term:
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


def judge(chain: Sequence[Atom], full_week: float) -> Worth | None:
    """The hours a week of one statement; None where it tells none."""
    told = _without_denied(chain)
    return _steps(told, full_week) or _total(told, full_week) or _sum(told, full_week)


# --- parts --------------------------------------------------------------------------------------------------------


def _without_denied(chain: Sequence[Atom]) -> list[Atom]:
    """Leaves out what `ikke` stands before: `6 timer, ikke 5`."""
    kept: list[Atom] = []
    denied = False
    for atom in chain:
        if atom.sort is Sort.NOT:
            denied = True
        elif atom.sort is Sort.COMMA:
            denied = False
            kept.append(atom)
        elif not denied:
            kept.append(atom)
    return kept


def _steps(chain: Sequence[Atom], full_week: float) -> Worth | None:
    """`3 timer til at starte med, senere 5`: the first level and the later one."""
    at = next((i for i, a in enumerate(chain) if a.sort is Sort.LATER), None)
    if at is None:
        return None
    first = _total(chain[:at], full_week) or _sum(chain[:at], full_week)
    later = _total(chain[at + 1 :], full_week) or _sum(chain[at + 1 :], full_week)
    if first is None or later is None:
        return None
    low = first.low if first.low is not None else first.high
    high = later.high if later.high is not None else later.low
    turned = low is not None and high is not None and high < low
    told = Told.WEEK if Told.WEEK in (first.told, later.told) else later.told
    doubtful = first.doubtful or later.doubtful or turned
    if turned:
        low, high = high, low
    return Worth(low, high, first.first, later.last, "hours.steps", told, doubtful, first.about or later.about)


def _total(chain: Sequence[Atom], full_week: float) -> Worth | None:
    """`man-fre 10-11, i alt 5 timer`: the total counts, and ought to be what the rest comes to."""
    for at in range(len(chain) - 1, -1, -1):
        if chain[at].sort is not Sort.TOTAL:
            continue
        whole = _sum(chain[at + 1 :], full_week)
        if whole is None or whole.told is Told.CLOCK or not _begins_with_amount(chain[at + 1 :]):
            continue
        parts = _sum(chain[:at], full_week)
        if parts is None:
            return replace(whole, rule="hours.total") if whole.rule == "hours.bare" else whole
        told = Told.WEEK if parts.told in (Told.WEEK, Told.CLOCK, Told.DAYS) else whole.told
        differ = not _within(parts, whole)
        return replace(whole, first=parts.first, rule="hours.total", told=told, doubtful=whole.doubtful or differ)
    return None


def _begins_with_amount(chain: Sequence[Atom]) -> bool:
    first = next((a for a in chain if a.sort in (*_BASES, Sort.TIMES, Sort.DAYS)), None)
    return first is not None and first.sort in (Sort.AMOUNT, Sort.NUMBER, Sort.TIMES)


def _same(one: Worth, other: Worth) -> bool:
    def close(a: float | None, b: float | None) -> bool:
        return a == b or (a is not None and b is not None and abs(a - b) < _SAME)

    return close(one.low, other.low) and close(one.high, other.high)


def _within(parts: Worth, whole: Worth) -> bool:
    """The parts come to the whole, or to something between its two ends."""
    inside = None not in (parts.low, parts.high, whole.low, whole.high)
    return _same(parts, whole) or (
        inside and (whole.low or 0) - _SAME < (parts.low or 0) and (parts.high or 0) < (whole.high or 0) + _SAME
    )


# --- sums ---------------------------------------------------------------------------------------------------------


def _sum(chain: Sequence[Atom], full_week: float) -> Worth | None:
    chain = _except_days(chain)
    worths = [(t, w) for t in _terms(chain) if (w := _term(t, full_week)) is not None]
    if not worths:
        return None
    (head, first), rest = worths[0], worths[1:]
    if not rest:
        return _opened(chain, first)
    whole = _added([w for _, w in rest])
    alone = head.days is None and head.times is None
    if (
        alone
        and first.told is not Told.CLOCK
        and _within(whole, first)
        and (len(rest) > 1 or whole.told is not Told.BARE)
    ):
        return replace(first, last=whole.last, rule="hours.total")
    if first.told is Told.WEEK and head.period_first and not any(t.added and t.weeks for t, _ in rest):
        unlike = whole.told is not Told.BARE and not _within(whole, first)
        return replace(first, last=whole.last, rule="hours.total", doubtful=first.doubtful or unlike)
    return _opened(chain, _added([w for _, w in worths]))


def _added(worths: list[Worth]) -> Worth:
    if len(worths) == 1:
        return worths[0]
    low = sum(w.low or 0 for w in worths) if all(w.low is not None for w in worths) else None
    high = sum(w.high or 0 for w in worths) if all(w.high is not None for w in worths) else None
    told = Told.CLOCK if any(w.told is Told.CLOCK for w in worths) else worths[-1].told
    doubtful = any(w.doubtful for w in worths) or all(w.told is Told.BARE for w in worths)
    about = any(w.about for w in worths)
    rule = "hours.clock" if told is Told.CLOCK else "hours.sum"
    return Worth(low, high, worths[0].first, worths[-1].last, rule, told, doubtful, about)


def _opened(chain: Sequence[Atom], worth: Worth) -> Worth:
    """`3 timer og opefter`, `5 timer eller derunder`."""
    if any(a.sort is Sort.OPEN_UP for a in chain) and worth.low is not None:
        return replace(worth, high=None, rule="hours.lower")
    if any(a.sort is Sort.OPEN_DOWN for a in chain) and worth.high is not None:
        return replace(worth, low=None, rule="hours.upper")
    return replace(worth, about=worth.about or any(a.sort is Sort.ABOUT for a in chain))


def _except_days(chain: Sequence[Atom]) -> list[Atom]:
    """`hverdage undtagen mandag` are four; `fire hverdage, mandag er undtaget` stay four."""
    at = next((i for i, a in enumerate(chain) if a.sort is Sort.EXCEPTED), None)
    if at is None:
        return list(chain)
    behind = at + 1 < len(chain) and chain[at + 1].sort is Sort.DAYS
    gone = at + 1 if behind else next((i for i in range(at - 1, -1, -1) if chain[i].sort is Sort.DAYS), at)
    left = [a for i, a in enumerate(chain) if i not in (at, gone)]
    if gone == at:
        return left
    for i, atom in enumerate(left):
        if atom.sort is Sort.DAYS and atom.sure and (atom.low or 0) >= 5:
            fewer = (atom.low or 0) - (chain[gone].low or 0)
            left[i] = replace(atom, low=fewer, high=fewer)
    return left


# --- terms --------------------------------------------------------------------------------------------------------


def _terms(chain: Sequence[Atom]) -> list[_Term]:
    terms = [_Term()]
    joined = False
    for atom in chain:
        term = terms[-1]
        if _begins_term(term, atom):
            term = _Term(added=joined)
            terms.append(term)
        _put(term, atom)
        if atom.sort in (*_BASES, Sort.DAYS, Sort.COMMA, Sort.AND):
            joined = atom.sort is Sort.AND
    return [t for t in terms if t.bases]


def _begins_term(term: _Term, atom: Atom) -> bool:
    if not term.bases:
        return False
    if atom.sort in _BASES:
        same_days = term.days_first and atom.sort is Sort.CLOCK and term.bases[-1].sort is Sort.CLOCK
        return not same_days and not _widens(term, atom)
    if atom.sort is Sort.DAYS:
        return term.days is not None or term.split or term.period_first
    if atom.sort is Sort.PERIOD:
        return term.period_leads
    return atom.sort is Sort.TIMES and (term.times is not None or term.days_first)


def _widens(term: _Term, atom: Atom) -> bool:
    """`mindst 3 og højst 5`: the two ends of one amount."""
    last = term.bases[-1]
    if last.sort not in (Sort.AMOUNT, Sort.NUMBER) or atom.sort not in (Sort.AMOUNT, Sort.NUMBER) or term.days:
        return False
    return atom.low is None and last.low is not None and (last.high is None or last.high < (atom.high or 0))


def _put(term: _Term, atom: Atom) -> None:
    """Adds a block to its term."""
    if atom.sort in (*_BASES, Sort.DAYS, Sort.TIMES, Sort.PERIOD, Sort.PER_DAY, Sort.PAUSE):
        term.reach = atom.last
    if atom.sort in _BASES:
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


def _put_days(term: _Term, atom: Atom) -> None:
    if term.days is None:
        term.days, term.days_first = atom, not term.bases
    elif not term.bases:  # "tirsdag (formiddag) samt torsdag 9-11"
        more = (atom.low or 0) + (term.days.low or 0)
        term.days = replace(term.days, low=more, high=more)


def _put_period(term: _Term, atom: Atom) -> None:
    counted = term.days is not None or term.times is not None
    term.period_leads |= not term.bases
    if term.bases and not term.weeks:
        term.period_first = not counted or (term.times is not None and term.times.last <= term.bases[0].first)
        term.period_behind = counted and not term.period_first
    term.weeks = max(term.weeks or 0, atom.weeks)


def _term(term: _Term, full_week: float) -> Worth | None:
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


def _based(term: _Term, full_week: float) -> Worth | None:
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


def _factor(term: _Term, clock: bool) -> tuple[tuple[float, float], str, bool]:
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


def _times_first(term: _Term) -> bool:
    """`3 x 2 timer om ugen`."""
    return term.times is not None and term.times.last <= term.bases[0].first


def _named(base: Worth, rule: str, weeks: float, term: _Term) -> str:
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


def _told(term: _Term, base: Worth) -> Told:
    if base.told is Told.CLOCK:
        return Told.CLOCK
    if term.weeks or base.told is Told.WEEK:
        return Told.WEEK
    return Told.DAYS if term.days or term.times else base.told


def _first(term: _Term) -> int:
    return min(a.first for a in (*term.bases, term.days, term.times) if a is not None)
