"""A gateway for tests that only ask, and folders for tests that start their own."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployments.gateway.harness import Place
from tests.deployments.scoring import tiny

TOKEN, OLD_TOKEN = "good-token", "old-token"


def key(token: str, expires: float | None) -> dict[str, object]:
    digest = hashlib.sha256(token.encode()).hexdigest()
    return {"id": f"key-of-{token}", "sha256": digest, "expires": expires}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Folders and a socket; the test starts the gateway."""
    made = Place(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One running gateway with an open, a closed and a strictly synced route."""
    made = Place(tmp_path_factory.mktemp("running"))
    worker = made.worker("one", tiny.spec())
    keys = [key(TOKEN, time.time() + 3600), key(OLD_TOKEN, time.time() - 1)]
    made.route("open", worker, "release-open")
    made.route("closed", worker, "release-closed", open=False, keys=keys)
    made.route("synced", worker, "release-synced", fsync_each=True)
    made.write()
    made.start()
    for name in ("open", "closed", "synced"):
        made.healthy(name, f"release-{name}")
    yield made
    made.close()
