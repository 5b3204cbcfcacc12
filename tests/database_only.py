"""A pytest plugin for the second half of a run: keep the tests that use a database.

The others have run in the first half and would do the very same again, but for those
in a browser, which the first half has left to this one.
"""

import pytest

FIXTURES = {"db", "transactional_db", "committing_db", "django_db_setup"}
MARKERS = ("django_db", "started", "browser")


@pytest.hookimpl(trylast=True)  # when all marks are set
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect what asks for no database, no started product and no browser."""
    kept = [item for item in items if uses_database(item)]
    gone = [item for item in items if not uses_database(item)]
    items[:] = kept
    config.hook.pytest_deselected(items=gone)


def uses_database(item: pytest.Item) -> bool:
    """Ask the test's fixtures, also those of its fixtures, and its marks."""
    names = set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in MARKERS)
    return marked or bool(names & FIXTURES)
