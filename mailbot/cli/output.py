"""What commands print: JSON alone, or tables that fold, without a stranger's control characters."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

console = Console(soft_wrap=False, highlight=False)
progress = Console(stderr=True, highlight=False)

_HARMFUL = ("Cc", "Cf", "Co", "Cs")  # control, format, private use, half of a pair


def print_json(value: Any) -> None:
    """One JSON value on standard output, and nothing else."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    sys.stdout.write("\n")


def harmless(text: str) -> str:
    """Text of a stranger without control characters (terminal escapes) and without marks that turn its direction."""
    kept = (
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
    return "".join(kept)


def cell(text: object, style: str = "") -> Text:
    """A table cell with a stranger's words: never read as markup."""
    return Text(harmless(str(text)), style=style)


def table(*headings: str, title: str = "") -> Table:
    """A table that folds its cells on a narrow terminal and is plain where it is piped."""
    made = Table(title=title or None, title_justify="left", show_lines=False, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
