"""A town on each of the real servers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.path.town import Town, town_in
from tests.servers.office import PostOffice


@pytest.fixture
def town(tmp_path: Path, post_office: PostOffice) -> Iterator[Town]:
    """On pymap and on Dovecot."""
    with town_in(tmp_path, post_office) as found:
        yield found


@pytest.fixture
def quick_town(tmp_path: Path, pymap_post_office: PostOffice) -> Iterator[Town]:
    """On pymap alone, which is quick to start."""
    with town_in(tmp_path, pymap_post_office) as found:
        yield found


@pytest.fixture
def build_town(tmp_path: Path, pymap_post_office: PostOffice) -> Iterator[Callable[..., Town]]:
    """Builds a town on pymap with a configuration of its own: `build_town(people={"payroll": ""})`."""
    with contextlib.ExitStack() as stack:
        yield lambda **extra: stack.enter_context(town_in(tmp_path, pymap_post_office, **extra))
