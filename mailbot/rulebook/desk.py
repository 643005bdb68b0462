"""Schema of rules/desk.toml: the words that the desk itself looks for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailbot.rulebook.schema import PatternRule, Rules, Words


class Benchmark(Rules):
    """How many in few hours got more of them elsewhere."""

    name: Annotated[str, Field(min_length=1)]
    share: Annotated[float, Field(ge=0, le=100)]  # per cent
    year: int


class DeskRules(Rules):
    """All of rules/desk.toml."""

    not_municipal: dict[str, PatternRule]
    still_municipal: PatternRule
    thanks: Words
    every_case: Words
    little_words: Words
    benchmarks: tuple[Benchmark, ...] = ()
