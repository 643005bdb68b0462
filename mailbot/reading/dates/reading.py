"""Finds every time that could be a start in a stretch of text, with its place, its rule and what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from mailbot.model import Start, StartKind
from mailbot.reading.dates.calendar import Base
from mailbot.reading.dates.named import NAMED_BEGINS, read_named
from mailbot.reading.dates.numeric import read_numeric
from mailbot.reading.dates.open_ended import WORDS_BEGIN, read_event, read_word
from mailbot.reading.dates.periods import PERIOD_BEGINS, read_period
from mailbot.reading.dates.reads import APPROX, DAY, Placed, Read, Reader, Setting
from mailbot.reading.dates.relative import RELATIVE_BEGINS, read_relative
from mailbot.reading.dates.scope import Scope, scope_of
from mailbot.reading.tokens import Tokens, at, behind, cut, sentences
from mailbot.reading.windows import windows
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.lexicon import Lexicon, anchor
from mailbot.rulebook.patterns import Folded, Pattern
from mailbot.rulebook.roles import Role

_READERS: tuple[tuple[Reader, frozenset[Role]], ...] = (
    (read_numeric, frozenset()),
    (read_relative, RELATIVE_BEGINS),
    (read_named, NAMED_BEGINS),
    (read_period, PERIOD_BEGINS),
)
"""Each reader with the roles of the words that it can begin with; a number may begin any."""
_WEEKDAYS = frozenset({Role.WEEKDAY, Role.WEEKDAY_SHORT})
_BEGINS = RELATIVE_BEGINS | NAMED_BEGINS | PERIOD_BEGINS | WORDS_BEGIN | _WEEKDAYS
_LEADS = (Role.ABOUT, Role.AFTER, Role.BEFORE)
_ANCHORS = frozenset(
    {
        Role.MONTH, Role.WEEKDAY, Role.ASAP, Role.AGREED, Role.START_AGREED, Role.AGREEING, Role.EVENT, Role.SEASON,
        Role.OCCASION, Role.TODAY, Role.NEXT, Role.COMING, Role.MONTH_TURN, Role.NEXT_MONTH, Role.WEEK, Role.MONTHS,
        Role.WEEK_NUMBER, Role.QUARTER, Role.HALF_YEAR, Role.DAY, Role.START_ASAP,
    }
)  # fmt: skip
_NEXT_TO = 2  # words


@dataclass(frozen=True, slots=True)
class StartFound:
    """A time that could be the job's start.

    `start` and `end` are places in the original text. `cue`: `strong` where words for the start stand with it, `weak`
    for `fra` and the like, '' for none. `trap` names what the date is rather about (closed, meeting, deadline, past,
    …; the tables of rules/dates.toml): such a date is not the start.
    """

    value: Start
    start: int
    end: int
    rule: str
    uncertain: bool
    cue: str = ""
    trap: str = ""


def find_starts(  # noqa: PLR0913 - what is read, and the light it is read in
    text: Folded,
    start: int,
    end: int,
    rules: Rulebook,
    today: dt.date,
    *,
    labelled: bool = False,
    nearest: bool = False,
) -> list[StartFound]:
    """All times between two places that could be a start, first to last.

    `today`: the day that relative dates and dates without a year count from. `labelled`: the stretch is what stands
    behind a label for the start. `nearest`: a date without a year is the nearest one (commands), not the next one on
    or after today (mails). Impossible dates are left out. The cost is linear in the length of the stretch.
    """
    setting = Setting(Base(today, nearest), rules.dates, labelled)
    lexicon, begins = _grammar(rules.numbers.lexicon, rules.dates.lexicon, rules.dates.digits)
    found: list[StartFound] = []
    for first, last in windows(text, start, end, begins, whole=labelled):
        for sentence in sentences(cut(text, first, last, lexicon)):
            found.extend(_in_sentence(text, sentence, setting))
    return found


def read_start_answer(text: Folded, rules: Rulebook, today: dt.date, *, nearest: bool = False) -> StartFound | None:
    """The start of a bare answer to the question for it: `fra 1. marts`, `uge 10`, `hurtigst muligt`."""
    found = find_starts(text, 0, len(text), rules, today, labelled=True, nearest=nearest)
    return next((f for f in found if not f.trap), None)


@lru_cache(maxsize=8)
def _grammar(numbers: Lexicon, dates: Lexicon, digits: Pattern) -> tuple[Lexicon, Pattern]:
    both = numbers.with_all(dates)
    return both, anchor(both, _ANCHORS, digits.source)


# --- one sentence -------------------------------------------------------------------------------------------------


def _in_sentence(text: Folded, tokens: Tokens, setting: Setting) -> Iterator[StartFound]:
    placed = list(_dates(tokens, setting))
    placed = [one for one, after in zip_longest(placed, placed[1:]) if not _gives_way(one, after)]
    told = [p for p in placed if p.read.date is not None or p.read.kind is not StartKind.DATE]
    for one in told:
        scope = scope_of(tokens, one.first, one.read.end, setting.rules, floor=_new_matter(tokens, placed, one))
        if one.read.kind is not StartKind.DATE and not one.read.bare:
            scope = Scope("strong", "")
        soon = one.read.kind is StartKind.ASAP and not scope.trap
        if setting.labelled or scope.cue or not one.read.bare or soon:
            yield _found(text, tokens, one, scope, setting)
    if not told and (event := read_event(tokens, setting)) is not None:
        yield _found(text, tokens, event, Scope("strong", ""), setting)


def _new_matter(tokens: Tokens, placed: list[Placed], one: Placed) -> int:
    """Behind the date before, where a comma parts the two: what stood in front of that one says nothing of this."""
    ends = [p.read.end for p in placed if p.read.end <= one.first]
    if not ends or not any(at(tokens, n).key in (",", ";", ")") for n in range(ends[-1], one.first)):
        return 0
    return ends[-1]


def _gives_way(one: Placed, after: Placed | None) -> bool:
    """`nyt skoleår 10. august`: the day behind a name says more than the name."""
    named = one.read.rule in ("date.occasion", "date.season")
    return named and after is not None and after.read.precision == DAY and after.first - one.read.end <= _NEXT_TO


def _dates(tokens: Tokens, setting: Setting) -> Iterator[Placed]:
    index = 0
    while index < len(tokens):
        placed = _at(tokens, index, setting)
        if placed is None:
            index += 1
            continue
        placed = _with_alternative(tokens, placed, setting)
        yield placed
        index = placed.read.end


def _at(tokens: Tokens, index: int, setting: Setting) -> Placed | None:
    """A date that begins at a token, with the weekday and the `omkring` in front of it."""
    if not tokens[index].is_number and _BEGINS.isdisjoint(tokens[index].meaning):
        return None
    word = read_word(tokens, index, setting)
    if word is not None:
        return Placed(index, word)
    begin = _behind_weekday(tokens, index)
    read = _read(tokens, begin, setting)
    if read is None and begin > index:
        begin, read = index, _read(tokens, index, setting)
    if read is None:
        return None
    if begin > index and read.date is not None and read.precision == DAY:
        weekday = at(tokens, index).meaning.get(Role.WEEKDAY, at(tokens, index).meaning.get(Role.WEEKDAY_SHORT))
        read = replace(read, doubtful=read.doubtful or weekday != read.date.isoweekday(), bare=False)
    return _led(tokens, index, read)


def _read(tokens: Tokens, index: int, setting: Setting) -> Read | None:
    token = at(tokens, index)
    for reader, begins in _READERS:
        if token.is_number or not begins.isdisjoint(token.meaning):
            read = reader(tokens, index, setting)
            if read is not None:
                return read
    return None


def _behind_weekday(tokens: Tokens, index: int) -> int:
    """Behind `mandag den`, `man. d.`; the token itself where no weekday stands."""
    token = at(tokens, index)
    if not (token.has(Role.WEEKDAY) or token.has(Role.WEEKDAY_SHORT)):
        return index
    place = index + 1 + (at(tokens, index + 1).key == ",")
    article = at(tokens, place)
    if article.has(Role.THE_DAY):
        nxt = at(tokens, place + 1)
        return place if not _is_dated(tokens, place + 1) and (nxt.is_number or nxt.has(Role.ORDINAL)) else place + 1
    return place if article.is_number or article.has(Role.MONTH) else index


def _is_dated(tokens: Tokens, index: int) -> bool:
    """A month or a stroke follows the day's number, so that the article is of no use."""
    after = at(tokens, index + 1)
    return after.has(Role.MONTH) or after.has(Role.MONTH_SHORT) or (after.key in ("/", ".", "-") and after.glued)


def _led(tokens: Tokens, index: int, read: Read) -> Placed:
    """Takes in the words in front that belong to the date's own: `omkring 1. november`, `efter påske`."""
    first = index
    while first and (at(tokens, first - 1).has(Role.THE_DAY) or any(at(tokens, first - 1).has(r) for r in _LEADS)):
        first -= 1
        if at(tokens, first).has(Role.ABOUT) and read.precision == DAY:
            read = replace(read, precision=APPROX)
    while first < index and at(tokens, first).has(Role.THE_DAY):
        first += 1
    return Placed(first, read)


def _with_alternative(tokens: Tokens, placed: Placed, setting: Setting) -> Placed:
    """`1. februar eller 1. marts`: the first counts, and is to be confirmed."""
    read = placed.read
    if read.date is None or not at(tokens, read.end).has(Role.OR_ELSE):
        return placed
    other = _at(tokens, behind(tokens, read.end + 1, Role.STARTING, Role.THE_DAY), setting)
    if other is None or other.read.date in (None, read.date):
        return placed
    return Placed(placed.first, replace(read, end=other.read.end, doubtful=True, rule="date.alternative"))


# --- what is handed out -------------------------------------------------------------------------------------------


def _found(text: Folded, tokens: Tokens, placed: Placed, scope: Scope, setting: Setting) -> StartFound:
    read = placed.read
    first, last = tokens[placed.first].start, tokens[read.end - 1].end
    words = text.text[first:last]
    if read.date is None:
        return StartFound(Start(read.kind, words), first, last, read.rule, False, scope.cue, scope.trap)
    ahead = (read.date - setting.base.today).days
    past = ahead < -setting.rules.past_days
    unlikely = (past or ahead > setting.rules.ahead_days) and not setting.base.nearest
    trap = scope.trap or ("past" if past and not setting.labelled else "")
    value = Start(StartKind.DATE, words, read.date, read.precision)
    return StartFound(value, first, last, read.rule, read.doubtful or unlikely, scope.cue, trap)
