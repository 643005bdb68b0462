"""Long lists of keys, in stretches that every database takes in one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_LENGTH = 500  # SQLite may be built for 999 bound values, PostgreSQL takes 65,535


def batches(keys: Iterable[T]) -> Iterator[list[T]]:
    """The keys, 500 at a time; nothing for none."""
    left = iter(keys)
    while some := list(islice(left, _LENGTH)):
        yield some
