"""A TOML file becomes a checked, frozen model, or one sentence: file, key, what is wrong, what would be right."""

from __future__ import annotations

import difflib
import re
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


def parse_toml(path: Path, if_missing: str = "") -> dict[str, Any]:
    """The file as it stands. Raises ConfigWrong where it cannot be read or is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))  # Windows' editors put a byte order mark in front
    except FileNotFoundError:
        raise ConfigWrong(f"{path}: there is no such file{if_missing}") from None
    except UnicodeDecodeError:
        raise ConfigWrong(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except OSError as wrong:
        raise ConfigWrong(f"{path}: cannot be read: {wrong.strerror}") from None
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigWrong(f"{path}: is not TOML: {wrong}") from None


def check_table(path: Path, table: Mapping[str, Any], model: type[T], base: Path | None = None) -> T:
    """A parsed table as a `model`; its relative paths count from `base`.

    Raises ConfigWrong with one sentence about what is wrong: the first of unknown keys, wrong values, missing keys,
    because a misspelt key is the cause of a missing one.
    """
    try:
        return model.model_validate(table, context={"path": path, "base": base or Path()})
    except ValidationError as wrong:
        first = min(wrong.errors(), key=lambda e: _ORDER.get(e["type"], 1))
        raise ConfigWrong(f"{path}: {_sentence(first, model)}") from None


# --- what is wrong, in a sentence ---

_ORDER = {"extra_forbidden": 0, "missing": 2}  # everything else between them
_SECRET = ("password", "secret", "token")

_RIGHT = {
    "string_type": "text, in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": 'a list, like ["one", "two"]',
    "list_type": 'a list, like ["one", "two"]',
    "dict_type": "a table",
    "model_type": "a table",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than": "less than {lt:g}",
    "less_than_equal": "at most {le:g}",
    "string_too_short": "at least {min_length} characters long",
}


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    key, said = _spelled(error["loc"]), _said(error, model)
    return _one_line(f"{key}: {said}" if key else said)


def _one_line(text: str) -> str:
    """What a file made long or broke stays readable on a terminal."""
    printable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return re.sub(r"\S{120,}", lambda found: found[0][:100] + "…", printable)


def _said(error: ErrorDetails, model: type[BaseModel]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return f"unknown key{_nearest(error['loc'], model)}"
        case "missing":
            name, section = error["loc"][-1], _is_model(_annotation(model, error["loc"]))
            return f"is missing; add {f'a section [{name}]' if section else 'it'}"
        case "value_error":
            return str(error["ctx"]["error"])
        case "too_short":
            return "is empty; give at least one"
        case "string_too_short" if not error["input"]:
            return "is empty; write something, or leave the key out where it has a default"
    return _wrong_brackets(error) or _has_to_be(error)


def _has_to_be(error: ErrorDetails) -> str:
    right = _RIGHT.get(error["type"], "").format_map(error.get("ctx", {}))
    given = "" if _is_secret(error) else f"{_shown(error['input'])} is wrong; it "
    return f"{given}has to be {right}" if right else f"{error['msg'][:1].lower()}{error['msg'][1:]}"


def _spelled(loc: tuple[int | str, ...]) -> str:
    """`people.coordinators, number 2`, as people count."""
    steps = [f", number {one + 1}, " if isinstance(one, int) else f"{one}." for one in loc if one != "[key]"]
    return "".join(steps).replace("., number", ", number").strip(" .,")


def _is_secret(error: ErrorDetails) -> bool:
    """What was written there must not be shown: a password, or a table, which may hold one."""
    plain = isinstance(error["input"], str | int | float)
    return not plain or any(word in str(error["loc"]).lower() for word in _SECRET)


def _shown(given: Any) -> str:
    return str(given).lower() if isinstance(given, bool) else f"{given!r:.60}"


def _wrong_brackets(error: ErrorDetails) -> str:
    name = error["loc"][-1] if error["loc"] else ""
    if error["type"] == "tuple_type" and isinstance(error["input"], Mapping):
        return f"is a list of tables; write [[{name}]], with two brackets"
    if error["type"] == "model_type" and isinstance(error["input"], list):
        return f"is one table; write [{name}], with one bracket"
    return ""


def _nearest(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known, name = _names(_at(model, loc[:-1])), str(loc[-1])
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    owners = [one for one in _names(model) if name in _names(_at(model, (one,)))]
    if owners:
        return f" here; it belongs under {' or '.join(f'[{one}]' for one in owners)}"
    return f"; known here: {', '.join(sorted(known))}" if known else ""


# --- what a model knows ---

_WRAPPERS = (types.UnionType, typing.Union, typing.Annotated)


def _at(model: type[BaseModel], loc: tuple[int | str, ...]) -> Any:
    """The model at a place inside another, None where there is none."""
    return _model_within(_annotation(model, loc))


def _annotation(model: type[BaseModel], loc: tuple[int | str, ...]) -> Any:
    here: Any = model
    for step in loc:
        here = _inside(here, step)
    return here


def _inside(annotation: Any, step: int | str) -> Any:
    """One step into a model, a `dict[str, Model]`, a `tuple[Model, ...]`, or `Model | None`."""
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next((f.annotation for n, f in fields if (f.alias or n) == step), None)
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in _WRAPPERS:
        return next((found for one in inner if (found := _inside(one, step)) is not None), None)
    if not inner:
        return None
    return inner[1] if origin is dict else inner[0]


def _names(model: Any) -> list[str]:
    """The keys as they are written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()] if _is_model(model) else []


def _model_within(annotation: Any) -> Any:
    """The model in `Model | None`."""
    alternatives = typing.get_args(annotation) if typing.get_origin(annotation) in _WRAPPERS else (annotation,)
    return next((one for one in alternatives if _is_model(one)), None)


def _is_model(it: Any) -> bool:
    return isinstance(it, type) and issubclass(it, BaseModel)
