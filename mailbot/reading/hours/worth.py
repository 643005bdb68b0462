"""What a statement about hours is worth: sums, totals with their split, and steps from one level to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.reading.hours.terms import BASES, Worth, term_worth, terms_of
from mailbot.rulebook.roles import Told

_SAME = 0.011
_WORKDAYS = 5


def judge(chain: Sequence[Atom], full_week: float) -> Worth | None:
    """The hours a week of one statement; None where it tells none."""
    told = _without_denied(chain)
    return _alternatives(told, full_week) or _one(_without_or(told), full_week)


def _one(told: Sequence[Atom], full_week: float) -> Worth | None:
    return _steps(told, full_week) or _total(told, full_week) or _sum(told, full_week)


def _without_or(chain: Sequence[Atom]) -> list[Atom]:
    return [a for a in chain if a.sort is not Sort.OR]


def _alternatives(chain: Sequence[Atom], full_week: float) -> Worth | None:
    """`2 timer tre gange eller 3 timer to gange`: each way is worked out by itself."""
    at = next((i for i, a in enumerate(chain) if a.sort is Sort.OR), None)
    if at is None:
        return None
    first, other = (_one(_without_or(part), full_week) for part in (chain[:at], chain[at + 1 :]))
    if first is None or other is None or None in (first.low, first.high, other.low, other.high):
        return None
    if Told.BARE in (first.told, other.told) and first.told is not other.told:
        return None
    low, high = min(first.low or 0, other.low or 0), max(first.high or 0, other.high or 0)
    return replace(first, low=low, high=high, last=other.last, rule="hours.alternative", doubtful=first.doubtful)


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
    first = next((a for a in chain if a.sort in (*BASES, Sort.TIMES, Sort.DAYS)), None)
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
    worths = [(t, w) for t in terms_of(chain) if (w := term_worth(t, full_week)) is not None]
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
    daily = next((i for i, a in enumerate(chain) if a.sort is Sort.PER_DAY), None)
    if daily is not None and at + 1 < len(chain) and chain[at + 1].sort is Sort.DAYS:  # "hver dag undtagen onsdag"
        left_over = _WORKDAYS - (chain[at + 1].low or 0)
        days = replace(chain[daily], sort=Sort.DAYS, low=left_over, high=left_over, sure=True)
        return [days if i == daily else a for i, a in enumerate(chain) if i not in (at, at + 1)]
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
