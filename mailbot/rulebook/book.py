"""Loads the rule files into one frozen `Rulebook`; a file of a municipality replaces the package's of that name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mailbot.folders import chosen_file
from mailbot.rulebook.office import OfficeRules
from mailbot.rulebook.reasons import ReasonRules
from mailbot.rulebook.schema import Rules
from mailbot.rulebook.scheme import SchemeRules
from mailbot.rulebook.wording import WordingRules
from mailbot.tomlfile import check_table, read_toml


class Rulebook(Rules):
    """All rules: one attribute for each file rules/NAME.toml."""

    office: OfficeRules
    wording: WordingRules
    reasons: ReasonRules
    scheme: SchemeRules


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The rules of a municipality's folder, else the package's. Raises ConfigWrong with one sentence."""
    read: dict[str, Any] = {}
    for name, entry in Rulebook.model_fields.items():
        assert isinstance(entry.annotation, type)  # noqa: S101
        read[name] = read_toml(chosen_file(f"{name}.toml", folder, "rules"), entry.annotation)
    return check_table(folder or Path("rules"), read, Rulebook)
