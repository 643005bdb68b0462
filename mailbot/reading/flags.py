"""Names the rules whose words people should see beside a case: displacement, urgent matters, health."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.reading.voices import Voice
from mailbot.rulebook.book import Rulebook


def find_flags(voices: Sequence[Voice], rules: Rulebook) -> tuple[str, ...]:
    """The names of the rules that fired (`displacement.replaces`), in the order of the rule file."""
    found: list[str] = []
    for sort in type(rules.flags).model_fields:
        for name, pattern in getattr(rules.flags, sort).items():
            if any(pattern.search(v.sheet.folded, line.start, line.end) for v in voices for line in v.said):
                found.append(f"{sort}.{name}")
    return tuple(found)
