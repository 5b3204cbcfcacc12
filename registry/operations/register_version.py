"""Register a version: look at the file, seal the snapshot, keep everything in it."""

from collections.abc import Sequence

from django.db.models import Max

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import Record, governed
from registry import manifest, names, snapshots
from registry.environments import DEFAULT_PYTHON, checked_python
from registry.models import (
    Experiment,
    Model,
    Version,
    VersionDataset,
    VersionFile,
    VersionParent,
)
from registry.receiving import Delivery, Hints, Parts, receive
from registry.storage import blobs
from registry.uploads import Upload, require_right_first


def register_version(  # noqa: PLR0913 - what a version is made of
    *,
    actor: User,
    experiment: Experiment,
    model_name: str,
    upload: Upload,
    hints: Hints | None = None,
    lock: bytes | None = None,
    python: str = DEFAULT_PYTHON,
    parents: Sequence[Version] = (),
) -> Version:
    """Seal the next version of a model from an experiment and its model file.

    Reads the file in a limited child process. Refuses what is neither ONNX nor skops,
    a file that is damaged or over the limit, fields, labels or rows that do not fit
    the model, a lock that pins what the operator's locks do not know, and parts of
    other projects.
    """
    name = names.model_name("model_name", model_name)
    delivery = Delivery(upload, hints or Hints(), lock, checked_python(python))
    _check_same_project(experiment, delivery.hints, parents)
    require_right_first(actor, Action.VERSION_REGISTERED, experiment)
    with blobs().intake() as intake:
        parts = receive(intake, experiment, delivery)
        with governed(actor, Action.VERSION_REGISTERED, experiment.project) as record:
            version = _version(record, experiment, name, parts)
            _seal(version, experiment, parts, parents)
            _tell(record, version)
            intake.keep()
    return version


def _check_same_project(
    experiment: Experiment, hints: Hints, parents: Sequence[Version]
) -> None:
    project = experiment.project_id
    if hints.dataset is not None and hints.dataset.project_id != project:
        raise InvalidInput("dataset", f"{hints.dataset} is not of this project.")
    for parent in parents:
        if parent.project_id != project:
            raise InvalidInput("parents", f"{parent} is not of this project.")
    if len({parent.pk for parent in parents}) != len(parents):
        raise InvalidInput("parents", "A parent is named twice.")


def _version(
    record: Record, experiment: Experiment, name: str, parts: Parts
) -> Version:
    """The next number of the model; the lock on the project row keeps it ours."""
    project = record.subject
    model, _ = Model.objects.get_or_create(
        project=project, name=name, defaults={"created_by": record.actor}
    )
    last = model.versions.aggregate(last=Max("number"))["last"] or 0
    golden = parts.files[VersionFile.Role.GOLDEN][1]
    return Version(
        project=project,
        model=model,
        model_name=name,
        number=last + 1,
        experiment=experiment,
        experiment_name=experiment.name,
        flavour=parts.finding.flavour,
        opsets=parts.finding.opsets,
        python=parts.python,
        lock_sha256=parts.files[VersionFile.Role.LOCK][1].sha256,
        parameters=experiment.parameters,
        metrics=experiment.metrics,
        schema=snapshots.schema_of(parts.finding),
        recipe=experiment.recipe,
        golden={
            "sha256": golden.sha256,
            "rows": len(parts.finding.rows),
            "tolerance": snapshots.TOLERANCE,
        },
        created_by=record.actor,
    )


def _seal(
    version: Version,
    experiment: Experiment,
    parts: Parts,
    parents: Sequence[Version],
) -> None:
    """Build every row, seal the manifest over them, then insert them all."""
    files = [
        VersionFile(
            version=version, role=role, path=path, size=info.size, sha256=info.sha256
        )
        for role, (path, info) in parts.files.items()
    ]
    datasets = [
        VersionDataset(
            version=version,
            dataset=used.dataset,
            name=used.dataset.name,
            role=used.role,
            rows=used.dataset.rows,
            sha256=used.dataset.sha256,
        )
        for used in experiment.datasets_used.select_related("dataset")
    ]
    older = [VersionParent(version=version, parent=parent) for parent in parents]
    sealed = manifest.seal(snapshots.snapshot_of(version, files, datasets, older))
    version.manifest, version.digest = sealed.text.decode(), sealed.sha256
    version.save(force_insert=True)
    VersionFile.objects.bulk_create(files)
    VersionDataset.objects.bulk_create(datasets)
    VersionParent.objects.bulk_create(older)


def _tell(record: Record, version: Version) -> None:
    record.about(version)
    record.change("model", None, version.model_name)
    record.change("number", None, version.number)
    record.change("experiment", None, str(version.experiment_id))
    record.hash("manifest", version.digest)
