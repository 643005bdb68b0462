"""Loads the rule files into one frozen `Rulebook`; a file of a municipality replaces the package's of that name."""

from __future__ import annotations

from pathlib import Path

from mailbot.errors import ConfigWrong
from mailbot.folders import chosen_file, packaged, refuse_strangers
from mailbot.rulebook.answers import AnswerRules
from mailbot.rulebook.automatic import AutomaticRules
from mailbot.rulebook.bounds import BoundRules
from mailbot.rulebook.commands import CommandRules
from mailbot.rulebook.desk import DeskRules
from mailbot.rulebook.kinds import FlagRules, KindRules
from mailbot.rulebook.labels import LabelRules
from mailbot.rulebook.offers import OfferRules
from mailbot.rulebook.office import OfficeRules
from mailbot.rulebook.people import PeopleRules
from mailbot.rulebook.places import PlaceRules
from mailbot.rulebook.reasons import ReasonRules
from mailbot.rulebook.remarks import RemarkRules
from mailbot.rulebook.schema import Rules
from mailbot.rulebook.scheme import SchemeRules
from mailbot.rulebook.structure import CprRules, LanguageRules, QuoteRules, SignatureRules, SubjectRules
from mailbot.rulebook.tasks import TaskRules
from mailbot.rulebook.terminal import TerminalRules
from mailbot.rulebook.time import DateRules, HoursRules, NumberRules
from mailbot.rulebook.wording import WordingRules
from mailbot.tomlfile import check_table, read_toml


class Rulebook(Rules):
    """All rules: one attribute for each file rules/NAME.toml."""

    answers: AnswerRules
    bounds: BoundRules
    flags: FlagRules
    kinds: KindRules
    offers: OfferRules
    remarks: RemarkRules
    labels: LabelRules
    office: OfficeRules
    numbers: NumberRules
    hours: HoursRules
    dates: DateRules
    commands: CommandRules
    people: PeopleRules
    places: PlaceRules
    reasons: ReasonRules
    scheme: SchemeRules
    terminal: TerminalRules
    quotes: QuoteRules
    signatures: SignatureRules
    subjects: SubjectRules
    languages: LanguageRules
    cpr: CprRules
    automatic: AutomaticRules
    desk: DeskRules
    tasks: TaskRules
    wording: WordingRules


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The rules of a municipality's folder, else the package's. Raises ConfigWrong with one sentence."""
    files = {f"{name}.toml": name for name in Rulebook.model_fields}
    if folder is not None:
        refuse_strangers(folder, files)
    read = {name: read_toml(chosen_file(file, folder, "rules"), _schema(name)) for file, name in files.items()}
    book = check_table(folder or packaged("rules"), read, Rulebook)
    if folder is not None:
        _check_reasons(book.reasons, folder / "reasons.toml")
    return book


def _check_reasons(reasons: ReasonRules, path: Path) -> None:
    wrong = reasons.differs_from(read_toml(packaged("rules") / path.name, ReasonRules))
    if wrong:
        raise ConfigWrong(f"{path}: {wrong}")


def _schema(name: str) -> type[Rules]:
    annotation = Rulebook.model_fields[name].annotation
    if not (isinstance(annotation, type) and issubclass(annotation, Rules)):
        raise TypeError(f"Rulebook.{name} has to be the schema of a rule file")
    return annotation
