"""A pytest plugin: begin with the started product, the longest single piece.

It runs in one process; begun last, it would leave the other one idle at the end.
"""

import pytest


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the tests of the started product to the front; keep the rest's order."""
    items.sort(key=lambda item: item.get_closest_marker("started") is None)
