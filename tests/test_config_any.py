"""Whatever stands in a configuration, the answer is a Config or one sentence, and no password is in it."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.config import Config
from mailbot.errors import ConfigWrong
from mailbot.tomlfile import check_table

SECRET = "hemmelig-4711"
GOOD: dict[str, Any] = {
    "imap": {"username": "mikrofleksjob", "password": SECRET},
    "smtp": {"from": "mikrofleksjob@aeroe-kommune.example", "username": "mikrofleksjob", "password": SECRET},
    "database": {"url": f"postgresql+psycopg://bot:{SECRET}@db.example/mailbot"},
    "people": {"coordinators": ["ann@aeroe-kommune.example"]},
    "digest": {},
    "paths": {},
    "pools": [{"name": "5", "max_hours": 5, "places": 15}],
}
KEYS = sorted(
    {(s, f.alias or n) for s, e in Config.model_fields.items() if hasattr(e.annotation, "model_fields")
     for n, f in e.annotation.model_fields.items()}
)  # fmt: skip
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["", " ", "\x00", "Europe", "../../etc", "a" * 900, "INBOX", "a@b.example"]
)
PLAIN = TEXTS | st.booleans() | st.integers() | st.floats() | st.dates() | st.times() | st.datetimes()
VALUES = st.recursive(
    PLAIN, lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXTS, one, max_size=3), max_leaves=5
)


def _check(table: dict[str, Any]) -> None:
    try:
        config = check_table(Path("config.toml"), table, Config)
    except ConfigWrong as wrong:
        said = str(wrong)
        assert said.startswith("config.toml: ")
        assert "\n" not in said
        assert len(said) < 700
    else:
        said = repr(config)
    assert SECRET not in said


@settings(max_examples=400)
@given(st.sampled_from(KEYS), VALUES)
def test_any_value_of_any_key_has_its_sentence(key, value):
    table = copy.deepcopy(GOOD)
    table[key[0]][key[1]] = value
    _check(table)


@settings(max_examples=200)
@given(st.sampled_from(sorted(GOOD)), VALUES)
def test_any_section_has_its_sentence(section, value):
    _check(GOOD | {section: value})


@given(st.sampled_from(["imap", "smtp", "database"]), st.sampled_from([list, tuple]))
def test_a_section_in_brackets_shows_nothing_of_itself(section, wrap):
    _check(GOOD | {section: wrap([GOOD[section]])})


def test_what_is_good_loads():
    assert check_table(Path("config.toml"), GOOD, Config).digest.at == dt.time(7, 30)
