"""Schema of rules/desk.toml: the words that the desk itself looks for."""

from __future__ import annotations

from mailbot.rulebook.schema import PatternRule, Rules, Words


class DeskRules(Rules):
    """All of rules/desk.toml."""

    not_municipal: dict[str, PatternRule]
    still_municipal: PatternRule
    thanks: Words
    every_case: Words
    little_words: Words
