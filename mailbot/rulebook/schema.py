"""The types that rule files are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator

from mailbot.rulebook.patterns import Pattern, whole_words, words
from mailbot.tomlfile import Table

__all__ = ["PatternRule", "Rules", "WordList", "Words"]


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
