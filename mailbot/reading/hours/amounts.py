"""Reads amounts of hours: 5 timer, 3-5 t/uge, op til 5 timer, 2 timer og 30 min., 5/37, bare numbers."""

from __future__ import annotations

from dataclasses import replace

from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.reading.numbers import Span, read_span
from mailbot.reading.tokens import Tokens, at, behind
from mailbot.rulebook.roles import Role

_FILLERS_BEHIND_LIMIT = 2
FULL_WEEK = "37"  # what a post is told in parts of: 5/37


def read_amount(tokens: Tokens, index: int) -> Atom | None:
    """The amount with its unit that begins at a token; a pause from work is a block of its own."""
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
    """Behind `op til`, `mindst`, `ca.`, and which of them stood there."""
    begin = behind(tokens, index, Role.UPPER, Role.LOWER, Role.ABOUT)
    said = [at(tokens, i) for i in range(index, begin)]
    if begin > index and at(tokens, begin).has(Role.FILLER):  # "maksimalt udgøre 10 timer"
        further = behind(tokens, begin, Role.FILLER, Role.UPPER, Role.LOWER, Role.ABOUT)
        near = further - begin <= _FILLERS_BEHIND_LIMIT
        begin = further if near and read_span(tokens, further) is not None else begin
    upper, lower, about = (any(t.has(r) for t in said) for r in (Role.UPPER, Role.LOWER, Role.ABOUT))
    return begin, upper, lower, about


def _limited(atom: Atom, upper: bool, lower: bool, about: bool) -> Atom:
    low = None if upper and atom.low == atom.high else atom.low
    high = None if lower and atom.low == atom.high else atom.high
    return replace(atom, low=low, high=high, about=about)


def _scale(tokens: Tokens, unit: int) -> float | None:
    token = at(tokens, unit)
    if token.has(Role.HOUR):
        return None if counts_times(tokens, unit) else 1
    if token.has(Role.MINUTE):
        return 1 / 60
    return 1 / 4 if token.has(Role.QUARTER_HOUR) else None


def counts_times(tokens: Tokens, unit: int) -> bool:
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


def read_bare(tokens: Tokens, index: int) -> Atom | None:
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


def read_share(tokens: Tokens, index: int) -> Atom | None:
    """`5/37`, `25 % stilling`, `en kvart stilling`, `fuld tid`: hours as a share of a full week."""
    token = tokens[index]
    if token.has(Role.FULL_TIME):
        return Atom(Sort.SHARE, index, index + 1, token.meaning[Role.FULL_TIME])
    if token.has(Role.SHARE) and at(tokens, index + 1).has(Role.POST):
        return Atom(Sort.SHARE, index, index + 2, token.meaning[Role.SHARE])
    if not token.is_number:
        return None
    if at(tokens, index + 1).key == "/" and at(tokens, index + 2).key == FULL_WEEK:
        return Atom(Sort.SHARE, index, index + 3, float(token.key) / 37) if len(token.key) < 3 else None
    span = read_span(tokens, index)
    if span is not None and at(tokens, span.end).key == "%" and at(tokens, span.end + 1).has(Role.POST):
        return Atom(Sort.SHARE, index, span.end + 2, span.low / 100)
    return None
