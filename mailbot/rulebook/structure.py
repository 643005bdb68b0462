"""Schemas of the rule files that tell the structure of a mail: quotes, signatures, notices, automatic, subjects,
languages, cpr."""

from __future__ import annotations

from functools import cached_property

from mailbot.rulebook.patterns import Pattern, fold
from mailbot.rulebook.schema import PatternRule, Rules, Words

_EDGE = r"[-=_*~#+<>\[\]() \t.]{0,40}"


class HeaderLabels(Rules):
    """The labels of an old mail's headers, as mail programs write them above it."""

    from_: Words
    date: Words
    to: Words
    subject: Words
    other: Words

    @cached_property
    def line(self) -> Pattern:
        """A line of such a block, with a group named after the label's kind."""
        kinds = "|".join(
            f"(?P<{name}>{words.source})"
            for name, words in (
                ("from", self.from_),
                ("date", self.date),
                ("to", self.to),
                ("subject", self.subject),
                ("other", self.other),
            )
        )
        return Pattern(rf"(?m)^[> \t*_|]{{0,40}}(?:{kinds})[*_ \t]{{0,3}}:[*_]{{0,3}}(?P<value>[^\n]{{0,400}})$")


class QuoteRules(Rules):
    """All of rules/quotes.toml."""

    verbs: Words  # wrote
    verb_of_ours: PatternRule  # "... wrote I", which is prose
    evidence: PatternRule  # what the line of a mail program has and prose has not: an address, a clock, a date
    opening: PatternRule  # how such a line begins
    separators: Words  # a line of its own: all below is old
    forwards: Words  # a line of its own: all below is forwarded
    labels: HeaderLabels
    remark: PatternRule  # words of a remark above something forwarded
    remark_words: int  # longer text is no remark
    no_text: PatternRule  # a plain text that only says that there is none
    reply_mark: PatternRule  # the line in our own letters above which answers are written

    @cached_property
    def separator_line(self) -> Pattern:
        """A separator's whole line."""
        return Pattern(rf"(?m)^{_EDGE}(?:{self.separators.source})[: ]{{0,3}}{_EDGE}$")

    @cached_property
    def forward_line(self) -> Pattern:
        """A forward mark's whole line."""
        return Pattern(rf"(?m)^{_EDGE}(?:{self.forwards.source})[: ]{{0,3}}{_EDGE}$")

    @cached_property
    def verb_anywhere(self) -> Pattern:
        """Where somebody wrote."""
        return Pattern(rf"\b{self.verbs.source}\b")


class SignatureRules(Rules):
    """All of rules/signatures.toml."""

    closings: Words  # begin a signature wherever they begin a line or end one
    weak_closings: Words  # only alone on a line, near the end
    mobile: PatternRule  # a phone's footer: a whole line
    postscripts: Words  # newest text again, below a signature
    banners: PatternRule  # notices of a gateway at the top
    tags: PatternRule  # a gateway's tag in front of the text or subject
    notices: PatternRule  # notices below a mail: the paragraph in which it stands
    talk: PatternRule  # words that speak to the reader: sentences with them are no part of a signature

    @cached_property
    def closing_line(self) -> Pattern:
        """A line that is a closing, perhaps with a name behind it."""
        return Pattern(rf"(?m)(?:{self.closings.source})(?:$|[^a-zæøå0-9])")

    @cached_property
    def weak_line(self) -> Pattern:
        """A line that is nothing but a weak closing."""
        return Pattern(rf"(?m)(?:{self.weak_closings.source})[ \t.,!:;)(-]*$")

    @cached_property
    def closing_inside(self) -> Pattern:
        """A closing behind the end of a sentence in the same line."""
        return Pattern(rf"(?m)[.!?)\"'][ \t]{{1,4}}(?P<closing>(?:{self.closings.source})(?:[ \t,.!]|$))")

    @cached_property
    def postscript_line(self) -> Pattern:
        """A line that begins a postscript."""
        return Pattern(rf"(?m)[*_ \t]{{0,3}}(?:{self.postscripts.source})(?:$|[^a-zæøå0-9])")


class SubjectRules(Rules):
    """All of rules/subjects.toml."""

    names: Words  # of the scheme, written without hyphens and blanks
    stem: str  # what a misspelling is compared with
    stems_near: int  # letters that may differ
    unlike: Words  # near in letters, but something else
    reply: Words  # prefixes
    forward: Words
    other_prefixes: Words
    number: PatternRule  # a case number, with groups `year` and `count`

    @cached_property
    def prefix(self) -> Pattern:
        """One prefix at the beginning of a subject."""
        kinds = (("reply", self.reply), ("forward", self.forward), ("other", self.other_prefixes))
        each = "|".join(f"(?P<{name}>{words.source})" for name, words in kinds)
        counted = r"(?:[ ]?\[\d{1,3}\]|[ ]?\(\d{1,3}\))?"
        tag = r"\[[^\]]{0,40}\]|\*{2,5}[a-z ]{1,20}\*{2,5}"
        return Pattern(rf"[ \t]*(?:(?:{each}){counted}[ ]?:|{tag})")


class LanguageRules(Rules):
    """All of rules/languages.toml: small words that tell a language."""

    da: Words
    en: Words
    de: Words
    fewest: int  # words of a language that count as it

    @cached_property
    def small_words(self) -> dict[str, frozenset[str]]:
        """The words of each language as they stand in folded text."""
        known = {"da": self.da, "en": self.en, "de": self.de}
        return {name: frozenset(map(fold, words)) for name, words in known.items()}


class CprRules(Rules):
    """All of rules/cpr.toml."""

    not_a_person: PatternRule  # directly before a number that is none
    near: PatternRule  # words before a birthday or a number written apart
