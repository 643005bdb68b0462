"""Tells what a mail is by its words: an offer, a withdrawal, a question, somebody who looks for a job, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.model import Kind, Mail
from mailbot.reading.sheet import Sheet, Span
from mailbot.reading.voices import Role, Voice
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.schema import PatternRule, PatternTable

_LABELLED = 2  # labelled fields that make an offer


@dataclass(frozen=True, slots=True)
class Signs:
    """What the readers of the fields found, as far as it tells what a mail is."""

    labelled: int  # fields with a labelled value
    described: bool  # there is something to do
    wanted: bool  # and it is said that somebody is wanted for it
    hours: bool
    start: bool
    place: bool
    subject_match: bool


@dataclass(frozen=True, slots=True)
class ToldKind:
    """A kind and the rule that told it."""

    kind: Kind
    rule: str


def tell_kind(mail: Mail, voices: Sequence[Voice], signs: Signs, rules: Rulebook) -> ToldKind:
    """The kind of a mail that its headers leave open."""
    heard = [v for v in voices if v.role is not Role.HISTORY]
    own = [v for v in heard if v.role is Role.WRITER]
    offering = _told_by(heard, "offering", rules, turned=False)
    for table, kind in (("withdrawal", Kind.WITHDRAWAL), ("citizen", Kind.CITIZEN)):
        rule = _told_by(own, table, rules, turned=kind is Kind.WITHDRAWAL)
        if rule and not (kind is Kind.CITIZEN and _is_workplace(signs) and (offering or signs.labelled >= _LABELLED)):
            return ToldKind(kind, rule)
    asked = any(_search(rules.kinds.asks, v) for v in own)
    hypothetical = any(_search(rules.kinds.hypothetical, v) for v in own)
    return _offer_or_question(mail, signs, offering, asked=asked, hypothetical=hypothetical)


def says_withdrawal(voice: Voice, rules: Rulebook) -> str:
    """The rule by which a voice withdraws its offer; '' where it does not."""
    return _told_by([voice], "withdrawal", rules, turned=True)


def has_question(voice: Voice, rules: Rulebook) -> bool:
    """Whether a voice asks something."""
    return _search(rules.kinds.asks, voice)


def _offer_or_question(mail: Mail, signs: Signs, offering: str, *, asked: bool, hypothetical: bool) -> ToldKind:
    """What is concrete makes an offer; words of offering make one too where nothing is asked."""
    if not signs.subject_match and not _plain_without_subject(signs):
        return ToldKind(Kind.OTHER, "kind.off_subject")
    sure = signs.labelled >= 2 or (
        signs.described
        and (signs.labelled > 0 or bool(offering) or signs.wanted or not asked or signs.hours or signs.start)
    )
    if sure and (signs.labelled or not (hypothetical and asked) or (signs.hours and signs.start)):
        return ToldKind(Kind.REGISTRATION, "kind.described")
    concrete = signs.labelled >= 2 or (signs.place and (signs.hours or signs.start))
    if offering and not (asked and (hypothetical or not concrete)):
        known = signs.subject_match or concrete
        return ToldKind(Kind.REGISTRATION, offering) if known else ToldKind(Kind.OTHER, "kind.off_subject")
    if asked:
        return ToldKind(Kind.QUESTION, "kind.asks")
    if signs.subject_match and (mail.attachments or concrete):
        return ToldKind(Kind.REGISTRATION, "kind.subject")
    return ToldKind(Kind.OTHER, "kind.nothing")


def _plain_without_subject(signs: Signs) -> bool:
    """A mail whose subject says something else is an offer only where it tells a job with its hours or start."""
    return signs.labelled >= 3 or (signs.described and (signs.hours or signs.start or (signs.wanted and signs.place)))


def _is_workplace(signs: Signs) -> bool:
    """A mail that offers a job, whoever else is spoken of in it."""
    return signs.described and (signs.place or signs.labelled >= 2) and signs.hours


def _told_by(voices: Sequence[Voice], table: str, rules: Rulebook, *, turned: bool) -> str:
    patterns: PatternTable = getattr(rules.kinds, table)
    for voice in voices:
        for line in voice.said:
            for span in voice.sheet.sentences(line):
                for name in patterns.found(voice.sheet.folded, span.start, span.end):
                    if _says(voice.sheet, span, patterns[name], rules, turned=turned):
                        return f"{table}.{name}"
    return ""


def _says(sheet: Sheet, span: Span, pattern: PatternRule, rules: Rulebook, *, turned: bool) -> bool:
    found = pattern.search(sheet.folded, span.start, span.end)
    if not found or not turned:
        return found is not None
    begin = max(
        sheet.text.rfind(",", span.start, found.start()), sheet.text.rfind(";", span.start, found.start()), span.start
    )
    if rules.kinds.not_so.search(sheet.folded, begin, found.start()):
        return False
    question = sheet.text[span.start : span.end].rstrip().endswith("?")
    return not question


def _search(pattern: PatternRule, voice: Voice) -> bool:
    return any(pattern.search(voice.sheet.folded, line.start, line.end) for line in voice.said)
