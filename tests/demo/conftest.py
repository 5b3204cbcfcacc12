from collections.abc import Iterator

import pytest

from tests.demo.started_provider import StartedProvider, started_provider


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedProvider]:
    with started_provider(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def second_start(provider: StartedProvider) -> Iterator[StartedProvider]:
    """Another process on the same folder, with counters of its own."""
    with started_provider(provider.folder.parent, provider.issuer) as running:
        yield running
