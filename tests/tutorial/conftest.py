"""The started product, once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.tutorial import window
from tests.tutorial.product import Product, started


@pytest.hookimpl(trylast=True)  # after whoever shuffles them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They need the started product; `tests.started_first` keeps them together.

    The tutorial over HTTP begins with a project that nobody shared yet, so it is first.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.started)
    items.sort(key=lambda item: item.path != here / "test_over_http.py")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with started(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with window.chromium() as browser:
        yield browser
