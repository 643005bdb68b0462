"""A town on each of the real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.path.town import Town, town_in
from tests.servers.office import PostOffice


@pytest.fixture
def town(tmp_path: Path, post_office: PostOffice) -> Iterator[Town]:
    """On pymap and on Dovecot."""
    with town_in(tmp_path, post_office) as found:
        yield found
