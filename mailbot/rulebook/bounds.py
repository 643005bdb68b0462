"""Schema of rules/bounds.toml: how much of a mail is read for what it offers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailbot.rulebook.schema import Rules


class BoundRules(Rules):
    """All of rules/bounds.toml."""

    text: Annotated[int, Field(ge=5_000, le=200_000)]  # characters of each layer of a text
    line: Annotated[int, Field(ge=500, le=20_000)]  # characters
    labels: Annotated[int, Field(ge=50)]  # in one stretch of text
    candidates: Annotated[int, Field(ge=20)]  # for one field
