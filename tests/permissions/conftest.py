"""One world for a whole module: made once, and every test takes its changes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions.world import World, build, in_folder, rolled_back


@pytest.fixture(scope="module")
def made(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), in_folder(folder), rolled_back():
        yield build(), folder


@pytest.fixture
def world(made: tuple[World, Path]) -> Iterator[World]:
    """One of everything."""
    with rolled_back():
        yield made[0]


@pytest.fixture
def folder(made: tuple[World, Path]) -> Path:
    """Where the world's files are."""
    return made[1]
