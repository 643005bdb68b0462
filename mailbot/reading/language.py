"""Which language a text is in, told by its small words: da, en or de."""

from __future__ import annotations

import re

from mailbot.rulebook.patterns import fold
from mailbot.rulebook.structure import LanguageRules

CHARS = 6_000

_WORD = re.compile("[a-zXYZ]+")


def tell_language(text: str, rules: LanguageRules) -> str:
    """`da` unless another language's small words are clearly more."""
    words = _WORD.findall(fold(text[:CHARS]))
    counts = {name: sum(map(known.__contains__, words)) for name, known in rules.small_words.items()}
    best = max(("en", "de"), key=lambda name: counts[name])
    if counts[best] >= rules.fewest and counts[best] > 1.3 * counts["da"]:
        return best
    return "da"
