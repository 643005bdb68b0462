"""Schemas of rules/kinds.toml and rules/flags.toml: what a mail is by its words, and what people are shown."""

from __future__ import annotations

from mailbot.rulebook.schema import PatternRule, PatternTable, Rules


class KindRules(Rules):
    """All of rules/kinds.toml."""

    not_so: PatternRule
    hypothetical: PatternRule
    asks: PatternRule
    withdrawal: PatternTable
    citizen: PatternTable
    offering: PatternTable


class FlagRules(Rules):
    """All of rules/flags.toml: one table for each sort of flag, name -> pattern."""

    displacement: PatternTable
    urgent: PatternTable
    health: PatternTable
    person: PatternTable
