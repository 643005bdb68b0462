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


def print_json(value: Any, *, line: bool = False) -> None:
    """One JSON value on standard output, and nothing else; `line`: on one line, whoever looks."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() and not line else None)
    sys.stdout.write("".join(c if c == "\n" or _is_harmless(c) else _escaped(c) for c in text) + "\n")


def _escaped(character: str) -> str:
    """As JSON writes it in ASCII: the same value, which no terminal obeys."""
    return json.dumps(character)[1:-1]


def harmless(text: str) -> str:
    """Text of a stranger without control characters (terminal escapes) and without marks that turn its direction."""
    return "".join(c if c in "\n\t" or _is_harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_harmless(character: str) -> bool:
    return character.isascii() and character.isprintable() or unicodedata.category(character) not in _HARMFUL


def cell(text: object, style: str = "") -> Text:
    """A table cell with a stranger's words: never read as markup."""
    return Text(harmless(str(text)), style=style)


def table(*headings: str, title: str = "") -> Table:
    """A table that folds its cells on a narrow terminal and is plain where it is piped."""
    made = Table(title=title or None, title_justify="left", show_lines=False, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
