"""The types that rule files are made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mailbot.rulebook.patterns import Folded, Pattern, any_of, whole_words, words
from mailbot.tomlfile import Table

__all__ = ["PatternRule", "PatternTable", "Rules", "WordList", "Words"]


class Rules(Table):
    """A rule file or a table of one."""


def _pattern(given: Any) -> Any:
    if not isinstance(given, str):
        raise ValueError(f"{given!r} is not a pattern; write it as text")
    return Pattern(given)


def _word_list(given: Any) -> Any:
    if not isinstance(given, list) or not given or not all(isinstance(w, str) and w.strip() for w in given):
        raise ValueError("has to be a list of words, with at least one")
    return WordList(given)


class WordList:
    """A list of words or phrases, and a pattern that finds any of them."""

    def __init__(self, given: list[str]) -> None:
        self.words = tuple(given)
        self.source = words(given)  # to build a larger pattern with
        self.pattern = Pattern(whole_words(given))

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)


PatternRule = Annotated[Pattern, BeforeValidator(_pattern)]
Words = Annotated[WordList, BeforeValidator(_word_list)]


class PatternTable(dict[str, Pattern]):
    """Named patterns, asked together: one pattern of all of them tells first whether it is worth asking each."""

    def found(self, text: Folded, start: int, end: int) -> tuple[str, ...]:
        """The names of those that are somewhere between two places."""
        if self._any.search(text, start, end) is None:
            return ()
        return tuple(name for name, one in self.items() if one.search(text, start, end) is not None)

    def held(self, text: Folded, start: int, end: int) -> tuple[str, ...]:
        """The names of those that the stretch between two places holds, seen alone."""
        if not self._any.holds(text, start, end):
            return ()
        return tuple(name for name, one in self.items() if one.holds(text, start, end))

    def begun(self, text: Folded, start: int, end: int) -> tuple[str, ...]:
        """The names of those that match at `start`."""
        if self._any.match(text, start, end) is None:
            return ()
        return tuple(name for name, one in self.items() if one.match(text, start, end) is not None)

    @cached_property
    def _any(self) -> Pattern:
        return any_of(one.source for one in self.values())

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, handler.generate_schema(dict[str, PatternRule]))
