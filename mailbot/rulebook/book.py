"""Loads the rule files into one frozen `Rulebook`; a file of a municipality replaces the package's of that name."""

from __future__ import annotations

from pathlib import Path

from mailbot.folders import chosen_file, packaged, refuse_strangers
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
    files = {f"{name}.toml": name for name in Rulebook.model_fields}
    if folder is not None:
        refuse_strangers(folder, files)
    read = {name: read_toml(chosen_file(file, folder, "rules"), _schema(name)) for file, name in files.items()}
    return check_table(folder or packaged("rules"), read, Rulebook)


def _schema(name: str) -> type[Rules]:
    annotation = Rulebook.model_fields[name].annotation
    if not (isinstance(annotation, type) and issubclass(annotation, Rules)):
        raise TypeError(f"Rulebook.{name} has to be the schema of a rule file")
    return annotation
