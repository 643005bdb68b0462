"""The books opened for looking: configuration, rules and database, without anything that reads or writes mail.

Questions of an operator (`mailbot cases`) need no more, and start in half the time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailbot.config import Config, load_config
from mailbot.model import Pool
from mailbot.rulebook.book import Rulebook, load_rulebook
from mailbot.store import Store, open_store


@dataclass(frozen=True)
class Bookroom:
    """What every command works with."""

    config: Config
    rules: Rulebook
    store: Store

    @property
    def pools(self) -> tuple[Pool, ...]:
        """The pools of the configuration, else those of the rules."""
        return tuple(table.pool for table in self.config.pools or self.rules.scheme.pools)


@contextlib.contextmanager
def open_bookroom(config_path: Path) -> Iterator[Bookroom]:
    """The books of a configuration, with the database brought up to date.

    Raises ConfigWrong, DatabaseAway, DatabaseUnusable, each with one sentence.
    """
    config = load_config(config_path)
    rules = load_rulebook(config.paths.rules_folder)
    store = open_store(config.database.url)
    try:
        store.migrate()
        yield Bookroom(config, rules, store)
    finally:
        store.close()
