"""Schema of rules/reasons.toml: codes and the sentences that a caseworker reads."""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import AfterValidator

from mailbot.model import Reason
from mailbot.rulebook.schema import Rules


def _fillable(sentence: str) -> str:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]
    except ValueError as wrong:
        raise ValueError(f"{sentence!r}: {wrong}; write a name in braces, like {{number}}") from None
    if not all(name.isidentifier() for name in names):
        raise ValueError(f"{sentence!r}: only plain names may stand in braces, like {{number}}")
    return sentence


Sentence = Annotated[str, AfterValidator(_fillable)]


class ReasonRules(Rules):
    """All of rules/reasons.toml: one table for each sort of reason, code -> sentence."""

    automatic: dict[str, Sentence]
    fate: dict[str, Sentence]
    history: dict[str, Sentence]
    refused: dict[str, Sentence]
    attachment: dict[str, Sentence]
    eligibility: dict[str, Sentence]
    follow_up: dict[str, Sentence]
    payroll: dict[str, Sentence]

    def sentence(self, reason: Reason) -> str:
        """A reason as a sentence; its code is `table.name` (`fate.not_for_us`). Raises KeyError."""
        table, _, name = reason.code.partition(".")
        return self._tables()[table][name].format_map(dict(reason.values))

    def differs_from(self, package: ReasonRules) -> str:
        """What a municipality's sentences lack or ask for beside the package's, '' where they can stand in for them."""
        for table, sentences in package._tables().items():
            own = self._tables()[table]
            for code, sentence in sentences.items():
                if code not in own:
                    return f"{table}.{code}: is missing; the package says {sentence!r}"
                if foreign := _slots(own[code]) - _slots(sentence):
                    known = ", ".join(f"{{{one}}}" for one in sorted(_slots(sentence))) or "none"
                    return f"{table}.{code}: {{{min(foreign)}}} is not filled here; filled are: {known}"
        return ""

    def _tables(self) -> dict[str, dict[str, Sentence]]:
        return {name: getattr(self, name) for name in type(self).model_fields}


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
