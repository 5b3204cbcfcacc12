"""The manifest of a version: what was true when it was sealed, and the digest of that.

The manifest is canonical JSON; its SHA-256 is the version's identity. Approvals,
signatures and hardware come later and name the digest; they are never part of it.
Measurements are strings, because canonical JSON here knows no floating point.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from governance.ledger.canonical import canonical

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class FilePart:
    """One file of the artifact; the path is a label inside the snapshot."""

    path: str
    role: str
    size: int
    sha256: str


@dataclass(frozen=True)
class DatasetPart:
    """A dataset as it was used: which part it played and the digest of its bytes."""

    id: str
    name: str
    role: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Parent:
    """An older version this one continues."""

    version: str
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """Everything a manifest is made of, as plain values."""

    version: str
    project: str
    model: str
    number: int
    flavour: str
    opsets: Mapping[str, int]
    files: Sequence[FilePart]
    datasets: Sequence[DatasetPart]
    lock_sha256: str
    python: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, str]
    schema: Mapping[str, Any]
    experiment: Mapping[str, str]
    recipe: Mapping[str, Any]
    golden: Mapping[str, Any]
    parents: Sequence[Parent] = field(default_factory=tuple)


@dataclass(frozen=True)
class Sealed:
    """A manifest in canonical form with its digest."""

    text: bytes
    sha256: str


def content(snapshot: Snapshot) -> dict[str, Any]:
    """The manifest as plain JSON values, in an order that does not depend on rows."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": {
            "id": snapshot.version,
            "project": snapshot.project,
            "model": snapshot.model,
            "number": snapshot.number,
        },
        "artifact": {
            "flavour": snapshot.flavour,
            "opsets": dict(snapshot.opsets),
            "files": [asdict(part) for part in _by_path(snapshot.files)],
        },
        "datasets": [asdict(part) for part in _by_role(snapshot.datasets)],
        "environment": {
            "lock_sha256": snapshot.lock_sha256,
            "python": snapshot.python,
        },
        "parameters": dict(snapshot.parameters),
        "metrics": dict(snapshot.metrics),
        "schema": dict(snapshot.schema),
        "lineage": {
            "experiment": dict(snapshot.experiment),
            "parents": [asdict(parent) for parent in _by_digest(snapshot.parents)],
        },
        "recipe": dict(snapshot.recipe),
        "golden": dict(snapshot.golden),
    }


def seal(snapshot: Snapshot) -> Sealed:
    """The canonical manifest and its SHA-256."""
    text = canonical(content(snapshot))
    return Sealed(text, hashlib.sha256(text).hexdigest())


def differences(sealed: Any, found: Any, path: str = "") -> Iterator[str]:
    """The places where two manifests differ, as people can read them."""
    if isinstance(sealed, dict) and isinstance(found, dict):
        for key in sorted(sealed.keys() | found.keys()):
            inner = f"{path}.{key}" if path else key
            yield from differences(sealed.get(key), found.get(key), inner)
    elif isinstance(sealed, list) and isinstance(found, list):
        yield from _list_differences(sealed, found, path)
    elif sealed != found:
        yield f"{path}: sealed as {_shown(sealed)}, found {_shown(found)}"


def _list_differences(sealed: list[Any], found: list[Any], path: str) -> Iterator[str]:
    if len(sealed) != len(found):
        yield f"{path}: sealed with {len(sealed)} parts, found {len(found)}"
        return
    for position, (old, new) in enumerate(zip(sealed, found, strict=True)):
        yield from differences(old, new, f"{path}[{position}]")


def _shown(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _by_path(files: Sequence[FilePart]) -> list[FilePart]:
    return sorted(files, key=lambda part: part.path)


def _by_role(datasets: Sequence[DatasetPart]) -> list[DatasetPart]:
    return sorted(datasets, key=lambda part: (part.role, part.id))


def _by_digest(parents: Sequence[Parent]) -> list[Parent]:
    return sorted(parents, key=lambda parent: parent.sha256)
