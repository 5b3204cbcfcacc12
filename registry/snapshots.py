"""A version's rows as a snapshot: to seal, to rebuild and to serve it."""

import json
from collections.abc import Sequence
from typing import Any

from registry import manifest
from registry.inspection.question import Finding
from registry.manifest import DatasetPart, FilePart, Parent, Sealed, Snapshot
from registry.models import Version, VersionDataset, VersionFile, VersionParent
from registry.storage import blobs

TOLERANCE = "1e-5"


def snapshot_of(
    version: Version,
    files: Sequence[VersionFile],
    datasets: Sequence[VersionDataset],
    parents: Sequence[VersionParent],
) -> Snapshot:
    """What the manifest is made of, read from rows; saved or about to be."""
    return Snapshot(
        version=str(version.pk),
        project=str(version.project_id),
        model=version.model_name,
        number=version.number,
        flavour=version.flavour,
        opsets=version.opsets,
        files=[FilePart(f.path, str(f.role), f.size, f.sha256) for f in files],
        datasets=[
            DatasetPart(str(d.dataset_id), d.name, str(d.role), d.rows, d.sha256)
            for d in datasets
        ],
        lock_sha256=version.lock_sha256,
        python=version.python,
        parameters=version.parameters,
        metrics=version.metrics,
        schema=version.schema,
        experiment={"id": str(version.experiment_id), "name": version.experiment_name},
        recipe=version.recipe,
        golden=version.golden,
        parents=[Parent(str(p.parent_id), p.parent.digest) for p in parents],
    )


def rebuilt(version: Version) -> Sealed:
    """The manifest once more, from the rows and not from the stored text."""
    return manifest.seal(
        snapshot_of(
            version,
            list(version.files.all()),
            list(version.datasets.all()),
            list(version.parents.all()),
        )
    )


def schema_of(finding: Finding) -> dict[str, Any]:
    """What is asked and what is answered."""
    return {
        "task": finding.task,
        "target": finding.target,
        "labels": finding.labels,
        "fields": finding.fields,
        "outputs": finding.outputs,
    }


def sample_of(finding: Finding) -> dict[str, Any]:
    """A request that works: the first row, as text, in the shape that is posted."""
    row = [str(cell) for cell in finding.rows[0]]
    return {"fields": [field["name"] for field in finding.fields], "rows": [row]}


def golden_of(finding: Finding) -> dict[str, Any]:
    """Rows with the answers the model gave when it was sealed."""
    return {
        "fields": [field["name"] for field in finding.fields],
        "rows": finding.rows,
        "outputs": finding.answers,
        "tolerance": TOLERANCE,
    }


def as_file(value: dict[str, Any]) -> bytes:
    """A small JSON file whose bytes depend on nothing but the value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def read_part(version: Version, role: VersionFile.Role) -> bytes:
    """The bytes of one file of a version."""
    part = version.files.get(role=role)
    with blobs().open(part.sha256) as file:
        return file.read()


def serving_spec(version: Version) -> dict[str, Any]:
    """What a scoring worker must know, as its spec file says it."""
    files = {part.role: part for part in version.files.all()}
    model = files[VersionFile.Role.MODEL]
    return {
        "id": str(version.pk),
        "model": {
            "path": str(blobs().local_path(model.sha256)),
            "sha256": model.sha256,
            "flavour": version.flavour,
        },
        **version.schema,
        "sample": json.loads(read_part(version, VersionFile.Role.SAMPLE)),
        "golden": json.loads(read_part(version, VersionFile.Role.GOLDEN)),
        "threads": 1,
    }
