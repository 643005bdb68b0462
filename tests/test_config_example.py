"""config.example.toml and docs/reference/configuration.md hold every key there is, with its default."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from mailbot.config import Config, Database, Digest, Imap, Paths, People, PoolTable, Smtp, load_config
from mailbot.model import Pool
from mailbot.rulebook.book import load_rulebook

TOP = Path(__file__).parents[1]
EXAMPLE = TOP / "config.example.toml"
SECTIONS = {
    "imap": Imap,
    "smtp": Smtp,
    "database": Database,
    "people": People,
    "digest": Digest,
    "paths": Paths,
    "pools": PoolTable,
}
THE_MUNICIPALITYS_OWN = {
    "imap.username", "imap.password", "smtp.from", "smtp.password",
    "people.coordinators", "people.caseworkers", "people.direction", "people.payroll", "people.municipal_domains",
}  # fmt: skip
"""Keys whose value in the example is somebody's, not a default."""


# --- the example ---


def _keys_of_the_model() -> set[str]:
    return {f"{one}.{f.alias or n}" for one, model in SECTIONS.items() for n, f in model.model_fields.items()}


def _keys_in_the_example() -> set[str]:
    """Keys as they stand there, and those that are only shown, behind a # without a blank."""
    keys, section = set(), ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.match(r"#?\[+(\w+)\]+$", line):
            section = head[1]
        elif key := re.match(r"#?(\w+) = ", line):
            keys.add(f"{section}.{key[1]}")
    return keys


def test_the_example_loads(tmp_path):
    config = load_config(EXAMPLE)
    assert config.database.url == f"sqlite:///{TOP / 'mailbot.db'}"
    assert config.imap.done_folder == "Mikrofleksjob/Behandlet"
    assert config.smtp.name == "Jobcenter Ærø"


def test_the_example_holds_every_key_and_no_other():
    assert set(SECTIONS) == set(Config.model_fields)
    assert _keys_in_the_example() == _keys_of_the_model()


@pytest.mark.parametrize("section", [s for s in SECTIONS if s != "pools"])
def test_the_example_shows_the_defaults(section):
    """As the file is read: a key left out means what the example shows."""
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))[section]
    shown = getattr(load_config(EXAMPLE), section)
    for name, field in SECTIONS[section].model_fields.items():
        key = f"{section}.{field.alias or name}"
        if section == "database":
            assert written["url"] == field.default
        elif key not in THE_MUNICIPALITYS_OWN:
            assert getattr(shown, name) == field.default, key


def test_the_example_shows_what_can_be_put_in_place_of_each_password():
    text = EXAMPLE.read_text("utf-8")
    for way in ("password_env", "password_command"):
        switched = re.sub(r'(?m)^password = "secret"', "", text).replace(f"#{way}", way, 1)
        assert getattr(Config.model_validate(tomllib.loads(switched)).imap, way)


def test_the_pools_of_the_example_are_those_of_the_rules():
    shown = EXAMPLE.read_text("utf-8").replace("#[[pools]]", "[[pools]]")
    shown = re.sub(r"(?m)^#(name|max_hours|places|$)", r"\1", shown)
    pools = Config.model_validate(tomllib.loads(shown)).pools
    assert pools == load_rulebook().scheme.pools
    assert [p.pool for p in pools or ()] == [Pool("5", 5, 15), Pool("10", 10, 15)]


def test_the_example_explains_every_key():
    """A key without a word beside it or above it helps nobody."""
    silent = {"smtp.password_env", "smtp.password_command", "smtp.host", "smtp.port", "imap.host", "imap.port"}
    silent |= {"digest.at", "paths.templates", "pools.places", "pools.name", "pools.max_hours"}
    section, lines = "", EXAMPLE.read_text("utf-8").splitlines()
    for line in lines:
        if head := re.match(r"#?\[+(\w+)\]+$", line):
            section = head[1]
        elif key := re.match(r"#?(\w+) = ", line):
            assert "#" in line[1:] or f"{section}.{key[1]}" in silent | THE_MUNICIPALITYS_OWN, line


# --- the reference ---


def _reference() -> dict[str, str]:
    """Key -> default, from the tables of docs/reference/configuration.md."""
    rows, section = {}, ""
    for line in (TOP / "docs" / "reference" / "configuration.md").read_text("utf-8").splitlines():
        if head := re.fullmatch(r"## \[+(\w+)\]+", line):
            section = head[1]
        elif row := re.match(r"\| `(\w+)` \| (.+?) \| \S", line):
            rows[f"{section}.{row[1]}"] = row[2]
    return rows


def test_the_reference_holds_every_key_and_no_other():
    assert set(_reference()) == _keys_of_the_model()


NEEDED_IN_PRACTICE = {"imap.username", "imap.password"}
"""They have a default, without which a mailbox cannot be opened; `test_bad_configs` shows that they are asked for."""


@pytest.mark.parametrize("key", sorted(_keys_of_the_model()))
def test_the_reference_tells_the_default(key):
    section, name = key.split(".")
    fields = SECTIONS[section].model_fields
    field = next(f for n, f in fields.items() if (f.alias or n) == name)
    told = _reference()[key]
    if field.is_required() or key in NEEDED_IN_PRACTICE:
        assert told == "*needed*"
    elif field.default is None:
        assert told == "none"
    else:
        shown = field.default.isoformat("minutes") if isinstance(field.default, dt.time) else field.default
        written = tomllib.loads(f"value = {told.strip('`')}")["value"]
        assert (tuple(written) if isinstance(written, list) else written) == shown
