"""Add an experiment: one training with what went in and what came out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import Record, governed
from registry.models import (
    Dataset,
    Experiment,
    ExperimentArtifact,
    ExperimentDataset,
    Project,
)
from registry.names import file_label, one_line, paragraph
from registry.storage import BlobInfo, blobs
from registry.uploads import Upload, require_right_first
from registry.values import number_map, plain_json, text_map

MAX_ARTIFACTS = 50
LONGEST_TRAINING = 10 * 365 * 86_400.0


def add_experiment(  # noqa: PLR0913 - what an experiment is known by
    *,
    actor: User,
    project: Project,
    name: str,
    description: str = "",
    parameters: Mapping[str, Any] | None = None,
    metrics: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    recipe: Mapping[str, Any] | None = None,
    training_seconds: float | None = None,
    datasets: Sequence[tuple[Dataset, str]] = (),
    artifacts: Sequence[Upload] = (),
) -> Experiment:
    """Add an experiment with the datasets it used, as (dataset, role).

    Refuses keys that are not plain ASCII, metrics that are not finite numbers,
    datasets of another project and two artifacts of one name.
    """
    experiment = Experiment(
        name=one_line("name", name),
        description=paragraph("description", description, limit=500, required=False),
        parameters=text_map("parameters", parameters or {}),
        metrics=number_map("metrics", metrics or {}),
        metadata=text_map("metadata", metadata or {}),
        recipe=plain_json("recipe", recipe or {}),
        training_seconds=_seconds(training_seconds),
        created_by=actor,
    )
    _check_datasets(project, datasets)
    labels = _labels(artifacts)
    require_right_first(actor, Action.EXPERIMENT_ADDED, project)
    with blobs().intake() as intake:
        kept = [intake.take(u.chunks, settings.MAX_ARTIFACT_BYTES) for u in artifacts]
        with governed(actor, Action.EXPERIMENT_ADDED, project) as record:
            experiment.project = record.subject
            experiment.save(force_insert=True)
            _add_parts(experiment, datasets, dict(zip(labels, kept, strict=True)))
            _tell(record, experiment, datasets)
            intake.keep()
    return experiment


def _add_parts(
    experiment: Experiment,
    datasets: Sequence[tuple[Dataset, str]],
    artifacts: Mapping[str, BlobInfo],
) -> None:
    ExperimentDataset.objects.bulk_create(
        ExperimentDataset(experiment=experiment, dataset=dataset, role=role)
        for dataset, role in datasets
    )
    ExperimentArtifact.objects.bulk_create(
        ExperimentArtifact(
            experiment=experiment, path=path, size=info.size, sha256=info.sha256
        )
        for path, info in artifacts.items()
    )


def _tell(
    record: Record, experiment: Experiment, datasets: Sequence[tuple[Dataset, str]]
) -> None:
    record.about(experiment)
    record.change("name", None, experiment.name)
    if experiment.score:
        record.change("score", None, f"{experiment.score} {experiment.scorer}".strip())
    for dataset, role in datasets:
        record.hash(f"dataset {role}", dataset.sha256)


def _seconds(value: float | None) -> float | None:
    if value is not None and not 0 <= value <= LONGEST_TRAINING:
        raise InvalidInput("training_seconds", "This is no time a training takes.")
    return value


def _check_datasets(project: Project, datasets: Sequence[tuple[Dataset, str]]) -> None:
    for dataset, role in datasets:
        if dataset.project_id != project.pk:
            raise InvalidInput("datasets", f"{dataset} is not of this project.")
        if role not in ExperimentDataset.Role.values:
            names = ", ".join(ExperimentDataset.Role.values)
            raise InvalidInput("datasets", f"A dataset's role is one of: {names}.")
    if len({(dataset.pk, role) for dataset, role in datasets}) != len(datasets):
        raise InvalidInput("datasets", "A dataset is named twice in one role.")


def _labels(artifacts: Sequence[Upload]) -> list[str]:
    if len(artifacts) > MAX_ARTIFACTS:
        raise InvalidInput("artifacts", f"There are more than {MAX_ARTIFACTS} files.")
    labels = [file_label(upload.name, "artifact") for upload in artifacts]
    if len(set(labels)) != len(labels):
        raise InvalidInput("artifacts", "Two files have the same name.")
    return labels
