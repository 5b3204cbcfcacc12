"""One running witness for all tests that leave it running; each has its own log."""

from collections.abc import Iterator

import pytest

from governance.ledger.keys import Signer, generate_key
from tests.witnesses import Started, started

POOL = [generate_key(f"log-{number}.test/ledger") for number in range(150)]
NEXT = iter(POOL)


@pytest.fixture(scope="session")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The real program. It knows the logs of the pool and has seen nothing of them."""
    folder = tmp_path_factory.mktemp("witness")
    with started(folder, [signer.verifier for signer in POOL]) as running:
        yield running


@pytest.fixture
def key() -> Signer:
    """The key of a log that the witness has seen nothing of."""
    return next(NEXT)
