"""Does a sealed version still hold? Rebuilt from rows, with every blob hashed again."""

import hashlib
import json
from dataclasses import dataclass

from registry import manifest
from registry.models import Version
from registry.snapshots import rebuilt
from registry.storage import blobs


@dataclass(frozen=True)
class Integrity:
    """What was found; an empty list of differences means that it holds."""

    differences: tuple[str, ...]
    parts: int

    @property
    def holds(self) -> bool:
        """Whether rows, stored manifest, digest and blobs all agree."""
        return not self.differences


def check(version: Version) -> Integrity:
    """Compare the digest with a manifest made new from rows and from re-read blobs."""
    found = [*_manifest_differences(version), *_blob_differences(version)]
    parts = version.files.count() + version.datasets.count()
    return Integrity(tuple(found), parts)


def _manifest_differences(version: Version) -> list[str]:
    found = rebuilt(version)
    text = version.manifest.encode()
    differences = []
    if hashlib.sha256(text).hexdigest() != version.digest:
        differences.append(
            "The stored manifest does not have the digest of the version."
        )
    if found.sha256 != version.digest:
        differences += manifest.differences(json.loads(text), json.loads(found.text))
    return differences


def _blob_differences(version: Version) -> list[str]:
    parts = [(part.path, part.sha256) for part in version.files.all()]
    parts += [(f"dataset {data.name}", data.sha256) for data in version.datasets.all()]
    store = blobs()
    return [
        f"{name}: the stored bytes are missing or do not have the digest {sha256}"
        for name, sha256 in parts
        if not store.verify(sha256)
    ]
