"""Does a sealed version still hold? Rebuilt from rows, with its blobs hashed.

`check` reads every byte again: the API's integrity and reports ask for that. Pages ask
for `glance`, which reads a blob again only when its file was touched.
"""

import hashlib
import json
from collections.abc import Callable
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
    return _compared(version, blobs().verify)


def glance(version: Version) -> Integrity:
    """As `check`, but believing this process's last verdict on an untouched blob.

    Rows and manifest are compared every time. What `BlobStore.holds` cannot see, this
    cannot see either.
    """
    return _compared(version, blobs().holds)


def _compared(version: Version, is_whole: Callable[[str], bool]) -> Integrity:
    found = [*_manifest_differences(version), *_blob_differences(version, is_whole)]
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


def _blob_differences(version: Version, is_whole: Callable[[str], bool]) -> list[str]:
    parts = [(part.path, part.sha256) for part in version.files.all()]
    parts += [(f"dataset {data.name}", data.sha256) for data in version.datasets.all()]
    return [
        f"{name}: the stored bytes are missing or do not have the digest {sha256}"
        for name, sha256 in parts
        if not is_whole(sha256)
    ]
