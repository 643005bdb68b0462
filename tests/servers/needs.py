"""What a test needs and this machine may not have: skipped with the reason, but a failure where all is promised."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def need(reason: str) -> NoReturn:
    """Skips; fails where MAILBOT_REAL_SERVERS says that nothing may be missing (.ci/run)."""
    if os.environ.get("MAILBOT_REAL_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)
