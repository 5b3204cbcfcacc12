"""The spec file of a worker: what it serves and how it is proven."""

import json
from pathlib import Path

from deployments.models import Release
from deployments.runtimes.base import PreparationFailed
from deployments.runtimes.folders import data, write_at_once
from registry.snapshots import serving_spec
from registry.storage import blobs


def path_of(worker_key: str) -> Path:
    """Where the spec of a worker lies."""
    return data("specs", f"{worker_key}.json")


def verify_and_write(release: Release) -> None:
    """Hash every stored file of the version again, then say what to serve."""
    version, store = release.version, blobs()
    for part in version.files.all():
        if not store.verify(part.sha256):
            raise PreparationFailed(
                f"The stored file {part.path} of {version} is missing or does not have "
                f"its digest {part.sha256}."
            )
    text = json.dumps(serving_spec(version))
    write_at_once(path_of(release.worker_key), text.encode())
