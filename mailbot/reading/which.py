"""Tells which of several cases a text means: by its number, its place in the letter, or words of its job."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.model import Case, Value
from mailbot.reading.sheet import Line, Sheet
from mailbot.reading.subject import case_numbers
from mailbot.reading.voices import Voice
from mailbot.rulebook.labels import spelling
from mailbot.rulebook.patterns import Folded

_WORD = re.compile("[a-z]{4,}")
_STEM = 6  # letters of a word that count


def cases_meant(voice: Voice, value: Value | None, cases: Sequence[Case]) -> tuple[str, ...]:
    """The numbers of the cases that the words around a value mean; empty where they do not tell."""
    if len(cases) < 2:
        return ()
    line = next((x for x in voice.said if value and x.start <= value.evidence.start < x.end), None)
    lines = (line,) if line else voice.said
    ways = (_by_number, _by_place, _by_words)
    return next((found for way in ways if (found := way(voice.sheet, lines, cases))), ())


def _by_number(sheet: Sheet, lines: Sequence[Line], cases: Sequence[Case]) -> tuple[str, ...]:
    told = {n for x in lines for n in case_numbers(sheet.text[x.start : x.end], sheet.rules.subjects)}
    return tuple(c.number for c in cases if c.number in told)


def _by_place(sheet: Sheet, lines: Sequence[Line], cases: Sequence[Case]) -> tuple[str, ...]:
    found = []
    for case, pattern in zip(cases, sheet.rules.answers.which.values(), strict=False):
        if any(pattern.search(sheet.folded, x.start, x.end) for x in lines):
            found.append(case.number)
    return tuple(found) if len(found) == 1 else ()


def _by_words(sheet: Sheet, lines: Sequence[Line], cases: Sequence[Case]) -> tuple[str, ...]:
    """Words that only one case's description or workplace holds."""
    said = set().union(*(_stems(spelling(sheet.folded, x.start, x.end)) for x in lines))
    own = [_stems(_about(c)) for c in cases]
    hits = []
    for nth, words in enumerate(own):
        others = set().union(*(o for m, o in enumerate(own) if m != nth))
        hits.append(len(said & (words - others)))
    best = max(hits)
    return (cases[hits.index(best)].number,) if best and hits.count(best) == 1 else ()


def _about(case: Case) -> str:
    values = (case.offer.job_description, case.offer.institution, case.offer.contact_name)
    text = " ".join(str(v.value) for v in values if v is not None)
    folded = Folded(text)
    return spelling(folded, 0, len(folded))


def _stems(words: str) -> set[str]:
    return {w[:_STEM] for w in _WORD.findall(words)}
