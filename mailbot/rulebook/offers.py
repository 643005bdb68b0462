"""Schema of rules/offers.toml: how several jobs in one mail are told apart."""

from __future__ import annotations

from mailbot.rulebook.schema import PatternRule, Rules


class OfferRules(Rules):
    """All of rules/offers.toml."""

    count: PatternRule
    one_shared: PatternRule
    heading: PatternRule
    heading_of: PatternRule  # the same where the number may stand anywhere in the line
    first_of: PatternRule
    further: PatternRule
    for_all: PatternRule
