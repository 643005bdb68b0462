"""The templates: where they are found, how they are filled, and what is wrong with one in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import css_inline
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailbot.errors import ConfigWrong
from mailbot.folders import packaged
from mailbot.model import TO_WORKPLACES, LetterKind

LANGUAGES = ("da", "en")
FILES = ("subject.txt", "text.txt", "page.html")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter's subject and its two texts."""

    subject: str
    text: str
    page: str


class Stationery:
    """The package's templates, and before them those of a municipality's own folder."""

    def __init__(self, own: Path | None, always: Mapping[str, Any]) -> None:
        self._own = own
        self._always = always  # what every template sees

    def fill(self, kind: LetterKind, language: str, shown: Mapping[str, Any]) -> Filled:
        """A kind's three templates with values. Raises ConfigWrong, naming file and line, where one is broken."""
        folder = f"{kind.value}/{language}"
        values = {**self._always, **shown, "language": language}
        subject = self._guard(f"{folder}/subject.txt", lambda: self._text(folder, "subject.txt", values))
        text = self._guard(f"{folder}/text.txt", lambda: self._text(folder, "text.txt", values))
        page = self._guard(f"{folder}/page.html", lambda: self._page(folder, values | {"title": subject.strip()}))
        return Filled(" ".join(subject.split()), tidied(text), page)

    def check(self) -> None:
        """Every template of every kind is there and is one. Raises ConfigWrong with one sentence."""
        for kind in LetterKind:
            for language in languages_of(kind):
                for file in FILES:
                    name = f"{kind.value}/{language}/{file}"
                    self._guard(name, lambda name=name: self._templates.get_template(name))  # type: ignore[misc]

    def _text(self, folder: str, file: str, values: Mapping[str, Any]) -> str:
        return self._templates.get_template(f"{folder}/{file}").render(self._with_pieces(values, "txt"))

    def _page(self, folder: str, values: Mapping[str, Any]) -> str:
        page = self._templates.get_template(f"{folder}/page.html").render(self._with_pieces(values, "html"))
        return self._inliner.inline(page)

    def _with_pieces(self, values: Mapping[str, Any], form: str) -> dict[str, Any]:
        """The values beside the macros that letters are made of."""
        pieces: dict[str, Template] = {
            "parts": self._templates.get_template(f"layout/parts.{form}"),
            "standard": self._templates.get_template(f"layout/{values['language']}/standard.{form}"),
        }
        return {**values, **{name: piece.make_module(dict(values)) for name, piece in pieces.items()}}

    def _guard(self, name: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except TemplateSyntaxError as wrong:
            raise ConfigWrong(f"templates/{wrong.name or name}, line {wrong.lineno}: {wrong.message}") from None
        except TemplateError as wrong:
            raise ConfigWrong(f"templates/{name}: {wrong.message or type(wrong).__name__}") from None

    @cached_property
    def _templates(self) -> ImmutableSandboxedEnvironment:
        folders = [self._own] if self._own else []
        return ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(f) for f in [*folders, packaged("templates")]]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    @cached_property
    def _inliner(self) -> css_inline.CSSInliner:
        return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def languages_of(kind: LetterKind) -> tuple[str, ...]:
    """Letters to workplaces are there in every language; all others are Danish."""
    return LANGUAGES if kind in TO_WORKPLACES else LANGUAGES[:1]


def tidied(text: str) -> str:
    """No blanks at the ends of lines, at most one empty line in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.strip())
    return "\n".join(lines).strip() + "\n"
