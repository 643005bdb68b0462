"""Every Danish word is data: none stands in code, but as an example in a comment, or where the allow-list says why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
MODULES = sorted((TOP / "mailbot").rglob("*.py"))

COMMON = frozenset(
    """
    og ikke til fra har jeg hvis eller skal kan vil som af med det hos mig dig jer dem hun han denne dette disse
    alle ingen nogle noget meget mindst kun efter indtil mellem omkring cirka snarest hurtigst muligt aftale
    aftales timer ugen uger ugentlig ugentligt uge dag dage dagen dagligt maaned mandag tirsdag onsdag torsdag fredag
    januar februar marts juni juli oktober formiddag eftermiddag morgen aften klokken dato opstart startdato
    kommune kommunen kommunal kommunalt forening foreningen virksomhed virksomheden skole skolen
    plejehjem leder lederen daglig formand kontakt kontaktperson telefon tlf mobil navn adresse stilling stillingen
    arbejde arbejdet arbejdstid opgave opgaver opgaverne hilsen venlig venlige mvh hej tak svar svarer besked
    sag sagen sager pulje puljen puljer plads pladser ledig ledige besat reserveret godkendt afvist afslag luk fortryd
    trukket notat frigiv venteliste borger borgere ansat ansatte medarbejder hjem emne videresendt skrev
    sendt vedr vedrørende egen ansættelse behandlet gennemsyn ja nej
    """.split()  # noqa: SIM905 - words are read as words
)
"""Words that a Danish mail or letter can hardly do without, and no English one needs."""

NAMES = {"timer", "kommunal", "forening"}
"""Parts of names that may stand in code: an English word, and the values of Route that the contract names."""

NOT_COUNTED = re.compile(
    r"\[[^\]\n]*\]"  # a class of letters
    r"|\S+@\S+|[\w.-]+\.example\b"  # addresses
    r"|\brules/\S+|\btemplates/\S+|\w+\.toml\b"  # names of files
)
EXAMPLES = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^'\n]*'|: [^\n]*")
"""What a comment or docstring shows, in quotes or behind a colon; elsewhere it speaks English."""

WORD = re.compile(r"[^\W\d_]+")

ALLOWED = {
    "mailbot/config.py": {"behandlet", "gennemsyn"},  # defaults that the contract names
    "mailbot/demo/settings.py": {"ærø"},  # the municipality that the demo plays
    "mailbot/model.py": {"kommunal", "forening"},  # values of Route, as `show --json` and the contract spell them
}
"""File -> words in it, with the reason."""


def _danish(text: str) -> set[str]:
    found = {word.lower() for word in WORD.findall(NOT_COUNTED.sub(" ", text))}
    return {w for w in found if w in COMMON or (set(w) & set("æøå") and set(w) - set("æøåäö"))}


def _said(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of everything in a module that people could take for words: strings, comments, names."""
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    comments = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, EXAMPLES.sub(" ", node.value) if id(node) in comments else node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], EXAMPLES.sub(" ", token.string)
        elif token.type == tokenize.NAME:
            yield token.start[0], " ".join(part for part in token.string.split("_") if part.lower() not in NAMES)


def _docstrings(tree: ast.AST) -> Iterator[int]:
    """Strings that are there to be read: of modules, classes, functions, and behind a value."""
    for node in ast.walk(tree):
        for one in getattr(node, "body", None) or [] if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                yield id(one.value)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(TOP / "mailbot")))
def test_no_danish_word_stands_in_the_code(path):
    allowed = ALLOWED.get(str(path.relative_to(TOP)), set())
    found = [(line, word) for line, text in _said(path) for word in sorted(_danish(text) - allowed)]
    assert found == [], "a Danish word is data: it belongs in rules/ or templates/"


def test_the_allow_list_holds_nothing_that_is_gone():
    for name, words in ALLOWED.items():
        standing = {word for _, text in _said(TOP / name) for word in _danish(text)}
        assert words <= standing, name


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('x = "Tak for jeres mail"', {"tak"}),
        ('x = f"{number}: puljen er fuld"', {"puljen"}),
        ("# svarer hurtigt", {"svarer"}),
        ("# `svarer` is a word of an answer", set()),
        ("# Reads days: mandag, tirsdag", set()),
        ("x = 'dage: mandag'", {"dage", "mandag"}),
        ('def f():\n    """Finds `uge` in "om ugen"."""\n    return re.compile("uge|[a-zæøå]+")', {"uge"}),
        ("def hent_sag(): ...", {"sag"}),
        ('x = "rødgrød"', {"rødgrød"}),
        ('x = "navn@kommune.example"', set()),
        ('LETTERS = "æøå"', set()),
    ],
)
def test_the_scan_sees_what_it_should(tmp_path, code, words):
    (tmp_path / "one.py").write_text(code, "utf-8")
    assert {w for _, text in _said(tmp_path / "one.py") for w in _danish(text)} == words
