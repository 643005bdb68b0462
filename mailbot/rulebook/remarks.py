"""Schema of rules/remarks.toml: remarks that put right what was said before."""

from __future__ import annotations

from mailbot.rulebook.schema import PatternRule, Rules


class RemarkRules(Rules):
    """All of rules/remarks.toml."""

    correction: PatternRule
    denied: PatternRule  # in front of a value that is no longer so
