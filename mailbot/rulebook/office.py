"""Schema of rules/office.toml: who writes the letters, and what units, roles and laws are called."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailbot.rulebook.schema import Rules

Said = Annotated[str, Field(min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Link = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Roles(Rules):
    """What those are called who do something for the scheme, as it stands inside a sentence."""

    job_centre: Said
    direction: Said
    payroll: Said
    municipality: Said


class Law(Rules):
    """What laws are called and which of their numbers letters name."""

    support: Said
    contract: Said
    contract_days: Annotated[int, Field(ge=0)]
    contract_over_hours: Annotated[float, Field(ge=0)]
    fleksjob: Said


class Look(Rules):
    """Colours of the letters, for light and for dark screens."""

    ink: Colour
    quiet: Colour
    accent: Colour
    line: Colour
    paper: Colour
    ground: Colour
    warn: Colour
    ink_dark: Colour
    quiet_dark: Colour
    accent_dark: Colour
    line_dark: Colour
    paper_dark: Colour
    ground_dark: Colour
    warn_dark: Colour


class OfficeRules(Rules):
    """All of rules/office.toml."""

    municipality: Said
    unit: Said
    phone: Said
    opening: str
    opening_en: str
    privacy: Link
    digital_post: Link
    exchange: Said
    exchange_en: Said
    scheme: Said
    scheme_en: Said
    drafts_folders: tuple[Said, ...]
    roles: Roles
    roles_en: Roles
    law: Law
    look: Look
