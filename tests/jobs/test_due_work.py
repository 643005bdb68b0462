"""Timed work whose letters cannot be written holds up no other, and is done when the template is mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.errors import ConfigWrong
from tests.path.town import Town, kinds, town_in
from tests.servers.office import PostOffice

KITCHEN = "Lone Krag <lokr@aeroe-kommune.example>"
INCOMPLETE = (
    "Plejecenter Havblik vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde og vande blomster.\n"
    "Det kan begynde den 1. marts. Kontaktperson: Lone Krag, tlf. 62 53 11 90.\n"
)
ENGLISH = (
    "Dear job centre,\n\nThe school Nordby Skole would like to offer a micro flex job. "
    "The tasks are watering the plants and sweeping the yard.\nIt can start on the 1st of March.\n"
    "\nKind regards\nJane Hall\n"
)
QUIET = {"at": "23:59"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "reminder" / "da"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def town(tmp_path: Path, own: Path, pymap_post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, pymap_post_office, digest=QUIET, paths={"templates": str(own.parents[1])}) as found:
        yield found


def test_the_others_are_reminded(town: Town, own: Path) -> None:
    (own / "text.txt").write_text("{{ nobody.at_all }}\n")
    town.writes(KITCHEN, INCOMPLETE)
    town.writes("Jane Hall <jahal@aeroe-kommune.example>", ENGLISH)
    assert kinds(town.run()) == ["query", "query"]
    (reminder,) = town.at("2027-02-08 12:00").run()
    assert (reminder["X-Mailbot-Letter"], reminder["To"]) == ("reminder", "jahal@aeroe-kommune.example")
    assert isinstance(town.failure, ConfigWrong)
    assert str(town.failure).startswith("templates/reminder/da/text.txt: ")
    town.writes("Bo Lund <bolu@aeroe-kommune.example>", INCOMPLETE.replace("Havblik", "Solbakken"))
    assert kinds(town.run()) == ["query"]
    (own / "text.txt").unlink()  # mended
    assert kinds(town.run()) == ["reminder"]
    assert town.failure is None
