"""Prints all tables."""

from __future__ import annotations

from tests.bench import path, reading

for bench in (reading, path):
    bench.main()
