"""A town on pymap, for jobs that need no particular server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.path.town import Town, town_in
from tests.servers.office import PostOffice


@pytest.fixture
def town(tmp_path: Path, pymap_post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, pymap_post_office) as found:
        yield found
