"""Schema of rules/terminal.toml: what tables in the terminal call their columns."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailbot.rulebook.schema import Rules


def _columns(count: int) -> object:
    return Field(min_length=count, max_length=count)


class TerminalRules(Rules):
    """All of rules/terminal.toml: the headings of each table, first to last."""

    cases: Annotated[tuple[str, ...], _columns(6)]
    fields: Annotated[tuple[str, ...], _columns(3)]
    history: Annotated[tuple[str, ...], _columns(3)]
    letters: Annotated[tuple[str, ...], _columns(5)]
    quota: Annotated[tuple[str, ...], _columns(8)]
    progress: Annotated[tuple[str, ...], _columns(3)]
    read: Annotated[tuple[str, ...], _columns(4)]
    rose: str
    fell: str
    stayed: str
    elsewhere: str  # {name} {year}: in how many cases the hours rose there
    uncertain: str
    missing: str
