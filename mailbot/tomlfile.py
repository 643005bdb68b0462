"""A TOML file becomes a checked, frozen model, or one sentence: file, key, what is wrong, what would be right."""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from mailbot.errors import ConfigWrong


class Table(BaseModel):
    """A table of a TOML file: frozen, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, str_strip_whitespace=True)


T = TypeVar("T", bound=BaseModel)


def read_toml(path: Path, model: type[T]) -> T:
    """The file as a `model`. Raises ConfigWrong with one sentence."""
    return check_table(path, parse_toml(path), model)


def parse_toml(path: Path) -> dict[str, Any]:
    """The file as it stands. Raises ConfigWrong where it cannot be read or is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigWrong(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise ConfigWrong(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except OSError as wrong:
        raise ConfigWrong(f"{path}: cannot be read: {wrong.strerror}") from None
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigWrong(f"{path}: is not TOML: {wrong}") from None


def check_table(path: Path, table: Mapping[str, Any], model: type[T], base: Path | None = None) -> T:
    """A parsed table as a `model`; its relative paths count from `base`.

    Raises ConfigWrong with one sentence about the first thing that is wrong.
    """
    try:
        return model.model_validate(table, context={"base": base or Path()})
    except ValidationError as wrong:
        raise ConfigWrong(f"{path}: {_sentence(wrong.errors()[0], model)}") from None


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    key = ".".join(str(one) for one in error["loc"]) or "the file"
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"{key}: unknown key{_nearest(error['loc'], model)}"
    if kind == "missing":
        return f"{key}: is missing; add it"
    if kind == "value_error":
        return f"{key}: {error['ctx']['error']}"
    given = f"{error['input']!r:.80}"
    return f"{key}: {given} is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _nearest(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known = _keys_of(model, loc[:-1])
    near = difflib.get_close_matches(str(loc[-1]), known, 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known here: {', '.join(sorted(known))}" if known else ""


def _keys_of(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that a model knows at a place inside it."""
    here: Any = model
    for step in loc:
        if isinstance(step, str) and _is_model(here):
            entry = here.model_fields.get(step)
            here = entry.annotation if entry else None
        here = _model_within(here)
    return list(here.model_fields) if _is_model(here) else []


def _model_within(annotation: Any) -> Any:
    """The model in `list[Model]`, `dict[str, Model]`, `Model | None`."""
    if _is_model(annotation):
        return annotation
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation):
        return next((found for a in typing.get_args(annotation) if (found := _model_within(a)) is not None), None)
    return None


def _is_model(it: Any) -> bool:
    return isinstance(it, type) and issubclass(it, BaseModel)
