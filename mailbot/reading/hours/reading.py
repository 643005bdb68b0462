"""Finds every statement about hours in a stretch of text, with its place, its rule and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mailbot.model import Hours
from mailbot.reading.hours.amounts import FULL_WEEK
from mailbot.reading.hours.atoms import read_atoms
from mailbot.reading.hours.blocks import Atom, Sort
from mailbot.reading.hours.scope import Scope, scope_of
from mailbot.reading.hours.terms import Worth
from mailbot.reading.hours.worth import judge
from mailbot.reading.numbers import NUMERIC
from mailbot.reading.tokens import Token, Tokens, at, behind, cut, sentences
from mailbot.reading.windows import windows
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.lexicon import Lexicon, anchor
from mailbot.rulebook.patterns import Folded, Pattern
from mailbot.rulebook.roles import Role, Told
from mailbot.rulebook.time import HoursRules

_MOST_IN_A_WEEK = 168
_ANCHORS = frozenset({Role.HOUR, Role.MINUTE, Role.QUARTER_HOUR, Role.HEAD, Role.FULL_TIME, Role.POST})
_UNITS = _ANCHORS
_DAYS = frozenset({Role.WEEKDAY, Role.WEEKDAY_SHORT, Role.WORKDAYS, Role.DAY, Role.DAYPART})


_BASES = frozenset({Sort.AMOUNT, Sort.CLOCK})


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of a statement that stand apart: places of days, and of hours that have none."""

    days: tuple[tuple[int, int], ...]
    amounts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HoursFound:
    """A statement about hours a week.

    `start` and `end` are places in the original text. `trap` names what the words are rather about (opening,
    telephone, others, …; the tables of rules/hours.toml): a value with a trap is not the job's. `cue`: words of
    the job stand in front of it. `told` says how: with its period, worked out, without a period, a bare number.
    """

    hours: Hours
    start: int
    end: int
    rule: str
    uncertain: bool
    told: Told
    trap: str = ""
    cue: bool = False


def find_hours(text: Folded, start: int, end: int, rules: Rulebook, *, labelled: bool = False) -> list[HoursFound]:
    """All statements about hours between two places, first to last.

    `labelled`: the stretch is what stands behind a label for hours, so that `4-5` alone counts. The cost is
    linear in the length of the stretch.
    """
    lexicon, begins = _grammar(rules.numbers.lexicon, rules.hours.lexicon, rules.hours.interval)
    found: list[HoursFound] = []
    for first, last in windows(text, start, end, begins, whole=labelled):
        before: Sequence[Token] = ()
        for sentence in sentences(cut(text, first, last, lexicon)):
            found.extend(_in_sentence(sentence, before, rules.hours, labelled))
            before = sentence
    return found


def read_hours_answer(text: Folded, rules: Rulebook) -> HoursFound | None:
    """The hours of a bare answer to the question for them: `4`, `4-5`, `op til 5`, `5 timer`."""
    found = [f for f in find_hours(text, 0, len(text), rules, labelled=True) if not f.trap]
    surest = [f for f in found if f.told is not Told.NUMBER]
    return next(iter(surest or found), None)


@lru_cache(maxsize=8)
def _grammar(numbers: Lexicon, hours: Lexicon, interval: Pattern) -> tuple[Lexicon, Pattern]:
    both = numbers.with_all(hours)
    return both, anchor(both, _ANCHORS, interval.source, r"\d\s?/\s?37")


def _in_sentence(sentence: Tokens, before: Tokens, rules: HoursRules, labelled: bool) -> list[HoursFound]:
    if not labelled and not _tells_hours(sentence):
        return []
    begin = 0 if labelled else _head_end(sentence)
    bare = labelled or begin > 0
    own = sentence[begin:]
    found = []
    for chain in _chains(read_atoms(own, bare=bare)):
        worth = judge(chain, rules.full_week)
        if worth is not None and _possible(worth):
            scope = scope_of(own, worth, before if not begin else (), rules)
            found.append(_found(own, worth, scope, rules, bare))
    return found if bare else _contradicted(found)


def _contradicted(found: list[HoursFound]) -> list[HoursFound]:
    """Two statements of one sentence that say different things are both to be confirmed."""
    told = [f for f in found if not f.trap]
    surest = [f for f in told if f.told is not Told.BARE] or told
    if len({f.hours for f in surest}) < 2:
        return found
    return [replace(f, uncertain=True) if f in surest else f for f in found]


def _tells_hours(sentence: Tokens) -> bool:
    """A unit of hours, or days of the week with the clock: without them nothing is told."""
    if any(not _UNITS.isdisjoint(t.meaning) for t in sentence):
        return True
    numbers = sum(t.is_number or not NUMERIC.isdisjoint(t.meaning) for t in sentence)
    return numbers > 1 and any(not _DAYS.isdisjoint(t.meaning) or t.key == FULL_WEEK for t in sentence)


def find_pieces(text: Folded, start: int, end: int, rules: Rulebook) -> Pieces:
    """Days without hours, and hours of one day without days, as they stand between two places."""
    lexicon, _ = _grammar(rules.numbers.lexicon, rules.hours.lexicon, rules.hours.interval)
    days: list[tuple[int, int]] = []
    amounts: list[tuple[int, int]] = []
    for sentence in sentences(cut(text, start, end, lexicon)):
        for chain in _chains(read_atoms(sentence, bare=False)):
            sorts = {a.sort for a in chain}
            bases = [a for a in chain if a.sort in _BASES and not a.vague]
            place = (sentence[chain[0].first].start, sentence[chain[-1].last - 1].end)
            as_worth = Worth(1, 1, chain[0].first, chain[-1].last, "", Told.CLOCK)
            if scope_of(sentence, as_worth, (), rules.hours).trap:
                continue
            if Sort.DAYS in sorts and not bases:
                days.append(place)
            elif len(bases) == 1 and not sorts & {Sort.DAYS, Sort.PERIOD, Sort.TIMES}:
                base = bases[0]
                amounts.append((sentence[base.first].start, sentence[base.last - 1].end))
    return Pieces(tuple(days), tuple(amounts))


def read_joined(text: str, rules: Rulebook) -> HoursFound | None:
    """What pieces come to that stood apart and were put side by side."""
    folded = Folded(text)
    return next(
        (f for f in find_hours(folded, 0, len(folded), rules) if f.told in (Told.DAYS, Told.CLOCK, Told.WEEK)), None
    )


def _head_end(sentence: Tokens) -> int:
    """Behind `Antal timer pr. uge:` or `timetal` in running text; 0 where no such label stands."""
    for index, token in enumerate(sentence):
        counted = at(sentence, index - 1).is_number or at(sentence, index - 1).has(Role.NUMBER)
        if counted or not (token.has(Role.HEAD) or token.has(Role.HOUR)):
            continue
        end = index + 1
        while any(at(sentence, end).has(r) for r in (Role.PER, Role.WEEK, Role.WEEKLY)):
            end += 1
        further = behind(sentence, end, Role.FILLER)
        if token.has(Role.HEAD) and further > end and at(sentence, further).is_number:
            return further  # "timetallet skal være 6"
        sign = at(sentence, end)
        if sign.key in (":", "=") or (token.has(Role.HEAD) and sign.is_number and not sign.dotted):
            return end + (not sign.is_number)
    return 0


def _chains(atoms: list[Atom]) -> Iterator[list[Atom]]:
    chain: list[Atom] = []
    for atom in atoms:
        if atom.sort is not Sort.GAP:
            chain.append(atom)
        elif chain:
            yield chain
            chain = []
    if chain:
        yield chain


def _possible(worth: Worth) -> bool:
    told = [h for h in (worth.low, worth.high) if h is not None]
    return bool(told) and all(0 < h <= _MOST_IN_A_WEEK for h in told)


def _found(tokens: Tokens, worth: Worth, scope: Scope, rules: HoursRules, labelled: bool) -> HoursFound:
    low, high = _rounded(worth.low), _rounded(worth.high)
    most = high if high is not None else low
    unlikely = most is not None and (most > rules.full_week or most < rules.least_likely)
    unsure = worth.doubtful or unlikely
    if not labelled:
        unsure = unsure or (worth.about and worth.told is Told.BARE)
        unsure = unsure or (worth.told is Told.CLOCK and not scope.cue)
    place = tokens[worth.first].start, tokens[worth.last - 1].end
    return HoursFound(Hours(low, high), *place, worth.rule, unsure, worth.told, scope.trap, scope.cue)


def _rounded(hours: float | None) -> float | None:
    """One decimal for what was worked out, exact quarters as they are."""
    if hours is None or round(hours * 4, 6) == int(hours * 4):
        return hours
    return round(hours, 1)
