"""Schema of rules/answers.toml: how people answer the numbered questions of a letter."""

from __future__ import annotations

from mailbot.rulebook.schema import PatternRule, Rules


class AnswerRules(Rules):
    """All of rules/answers.toml."""

    number: PatternRule
    for_all: PatternRule
    which: dict[str, PatternRule]
    other_job: dict[str, PatternRule]
    frame: PatternRule
    new_contact: PatternRule
