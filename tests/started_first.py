"""A pytest plugin: the tests of the started product come first and stay together.

They share one product, so they run in one process of pytest; begun last, they would
leave the other process idle at the end.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

FOLDER = "tests/tutorial/"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out single tests, but that folder as one piece; large pieces go first.

    xdist's own groups are names added to a test's id, which this pytest has closed.
    """
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope_of  # noqa: SLF001 - documented as the one to replace
    return scheduler


def scope_of(nodeid: str) -> str:
    """What is run in one process."""
    return FOLDER if nodeid.startswith(FOLDER) else nodeid
