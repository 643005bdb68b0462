"""Reads numbers as people write them: 5, 2,5, 2½, 2 1/2, halvanden, to en halv, fem (5), 3-5, mellem 3 og 5."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.reading.tokens import Tokens, at
from mailbot.rulebook.roles import Role

_FRACTION_SIGNS = {"\x11": 0.5, "\x12": 0.25, "\x13": 0.75}
NUMERIC = frozenset({Role.NUMBER, Role.HALF, Role.FEW, Role.BETWEEN})  # roles of words that a number begins with
_WRITTEN_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}
_LONGEST = 4
_PLAIN_DECIMALS = frozenset({"00", "25", "50", "75"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and where it ends among the tokens."""

    value: float
    end: int
    doubtful: bool = False  # could be meant otherwise: 7.30 is seven and a half hours or 7.3
    vague: bool = False  # "a couple of"
    by_word: bool = False
    fraction: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One number, or two with what lies between them. `high` is None for "3+"."""

    low: float
    high: float | None
    end: int
    doubtful: bool = False
    vague: bool = False

    @property
    def single(self) -> bool:
        """Only one number was told."""
        return self.low == self.high


def read_number(tokens: Tokens, index: int) -> Number | None:
    """The number that begins at a token; None where none does."""
    token = at(tokens, index)
    if token.key in _FRACTION_SIGNS:
        return Number(_FRACTION_SIGNS[token.key], index + 1, fraction=True)
    return _digits(tokens, index) if token.is_number else _words(tokens, index)


def read_span(tokens: Tokens, index: int) -> Span | None:
    """A number, or a range of two, that begins at a token."""
    between = at(tokens, index).has(Role.BETWEEN)
    first = read_number(tokens, index + between)
    if first is None:
        return None
    second = _last_of_several(tokens, first, _second(tokens, first, between))
    if second is not None and second.value > first.value:
        doubtful = first.doubtful or second.doubtful
        return Span(first.value, second.value, second.end, doubtful, first.vague or second.vague)
    if between:
        return None
    if _is_and_more(tokens, first.end):
        return Span(first.value, None, first.end + 1, first.doubtful, first.vague)
    return Span(first.value, first.value, first.end, first.doubtful, first.vague)


def _last_of_several(tokens: Tokens, first: Number, second: Number | None) -> Number | None:
    """`3, 4 eller 5`, `5-6-7`: the last of numbers that count on."""
    if second is None and at(tokens, first.end).key == "," and not at(tokens, first.end + 1).glued:
        second = read_number(tokens, first.end + 1)
        if second is None or second.value != first.value + 1 or not at(tokens, second.end).has(Role.OR_ELSE):
            return None
    if second is None or second.value <= first.value:
        return second
    third = _second(tokens, second, between=False)
    return third if third is not None and third.value == second.value + 1 else second


def _is_and_more(tokens: Tokens, index: int) -> bool:
    """The sign in `3+ timer`, not in `2+3` or `5 timer +/-`."""
    sign, after = at(tokens, index), at(tokens, index + 1)
    return sign.key == "+" and sign.glued and not after.is_number and after.key != "/"


def _second(tokens: Tokens, first: Number, between: bool) -> Number | None:
    """The second number of a range."""
    joint = at(tokens, first.end)
    if between:
        return read_number(tokens, first.end + 1) if joint.has(Role.PLUS) or joint.key == "-" else None
    if joint.key == "-" or joint.has(Role.UP_TO) or joint.has(Role.OR_ELSE):
        return read_number(tokens, first.end + 1)
    if joint.key == "," and first.by_word:  # "tre, fire": only neighbours
        second = read_number(tokens, first.end + 1)
        return second if second is not None and second.by_word and second.value == first.value + 1 else None
    return None


def _digits(tokens: Tokens, index: int) -> Number | None:
    token = tokens[index]
    if len(token.key) > _LONGEST or (token.glued and _in_a_word(tokens, index)):
        return None
    whole = float(token.key)
    nxt, after = at(tokens, index + 1), at(tokens, index + 2)
    if nxt.key in _FRACTION_SIGNS and not nxt.lines:
        return Number(whole + _FRACTION_SIGNS[nxt.key], index + 2)
    if nxt.key in (",", ".", ":") and nxt.glued and after.is_number and after.glued:
        return _with_decimals(token.key, nxt.key, after.key, index + 3)
    if nxt.key == "/" and nxt.glued and after.is_number:
        share = _WRITTEN_FRACTIONS.get((token.key, after.key))
        return None if share is None else Number(share, index + 3, doubtful=share > 0.5, fraction=True)
    if nxt.is_number and not nxt.glued:
        share = _WRITTEN_FRACTIONS.get((nxt.key, at(tokens, index + 3).key)) if after.key == "/" else None
        if share is not None:
            return Number(whole + share, index + 4)
    return _and_a_half(tokens, Number(whole, index + 1))


def _in_a_word(tokens: Tokens, index: int) -> bool:
    """`O5`, `A4`: the digits are the rest of a word that is not one of the rules' own (`kl9`, `x2`)."""
    before = tokens[index - 1]
    return before.key.isalpha() and not before.meaning


def _with_decimals(whole: str, sign: str, decimals: str, end: int) -> Number | None:
    if sign == ":":
        minutes = int(decimals)
        return Number(int(whole) + minutes / 60, end) if len(decimals) == 2 and minutes < 60 else None
    if sign == "." and len(decimals) == 3:
        return Number(float(whole + decimals), end)
    if len(decimals) > 2:
        return None
    could_be_clock = len(decimals) == 2 and int(decimals) < 60 and decimals not in _PLAIN_DECIMALS
    return Number(float(f"{whole}.{decimals}"), end, doubtful=could_be_clock)


def _words(tokens: Tokens, index: int) -> Number | None:
    token = at(tokens, index)
    if token.has(Role.NUMBER):
        number = Number(token.meaning[Role.NUMBER], index + 1, by_word=True)
        return _said_twice(tokens, _and_a_half(tokens, number))
    if token.has(Role.HALF):
        return Number(0.5, index + 1, by_word=True, fraction=True)
    if token.has(Role.FEW):
        return Number(2, index + 1, vague=True, by_word=True)
    return None


def _and_a_half(tokens: Tokens, number: Number) -> Number:
    behind = number.end + at(tokens, number.end).has(Role.PLUS)
    if at(tokens, behind).has(Role.HALF) and number.value == int(number.value):
        return replace(number, value=number.value + 0.5, end=behind + 1)
    return number


def _said_twice(tokens: Tokens, number: Number) -> Number:
    """`fem (5)`."""
    if [at(tokens, number.end).key, at(tokens, number.end + 2).key] != ["(", ")"]:
        return number
    again = read_number(tokens, number.end + 1)
    return replace(number, end=number.end + 3) if again is not None and again.value == number.value else number
