"""Names the rules whose words people should see beside a case: displacement, urgent matters, health."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.reading.voices import Voice
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.schema import PatternTable


def find_flags(voices: Sequence[Voice], rules: Rulebook) -> tuple[str, ...]:
    """The names of the rules that fired (`displacement.replaces`), in the order of the rule file."""
    found: list[str] = []
    for sort in type(rules.flags).model_fields:
        table: PatternTable = getattr(rules.flags, sort)
        there = {name for v in voices for line in v.said for name in table.found(v.sheet.folded, line.start, line.end)}
        found += [f"{sort}.{name}" for name in table if name in there]
    return tuple(found)
