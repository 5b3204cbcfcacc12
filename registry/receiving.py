"""A model file on its way to a version: taken in, looked at, given its companions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from governance.exceptions import InvalidInput
from registry import names, snapshots
from registry.environments import MAX_LOCK_BYTES, checked_lock, default_lock
from registry.inspection.question import Finding, Question
from registry.inspection.run import inspect
from registry.models import Dataset, Experiment, VersionFile
from registry.storage import BlobInfo, Intake, blobs
from registry.tables import rows_at
from registry.uploads import Upload

GOLDEN_ROWS = 30
TARGET = "target column"  # the parameter by which a training names its target


@dataclass(frozen=True)
class Hints:
    """What the uploader says; what is empty is asked of training and model."""

    target: str = ""
    fields: Sequence[str] = ()
    labels: Sequence[str] = ()
    dataset: Dataset | None = None


@dataclass(frozen=True)
class Delivery:
    """What somebody sends to make a version of."""

    upload: Upload
    hints: Hints
    lock: bytes | None
    python: str


@dataclass(frozen=True)
class Parts:
    """The received files with their roles, and what the model said."""

    finding: Finding
    files: dict[VersionFile.Role, tuple[str, BlobInfo]]
    python: str


def receive(intake: Intake, experiment: Experiment, delivery: Delivery) -> Parts:
    """Take the file in, look at it, and make the small files that go with it."""
    info = intake.take(delivery.upload.chunks, settings.MAX_ARTIFACT_BYTES)
    question = _question(experiment, delivery.hints)
    finding = inspect(intake.path(info.sha256), question)
    _check_names(finding)
    small = _companions(finding, delivery.lock)
    files = {
        role: (path, intake.take([content], MAX_LOCK_BYTES + len(content)))
        for role, (path, content) in small.items()
    }
    label = names.file_label(delivery.upload.name, f"model.{finding.flavour}")
    if label in {path for path, _ in files.values()}:
        label = f"model-{label}"
    files[VersionFile.Role.MODEL] = (label, info)
    return Parts(finding, files, delivery.python)


def _companions(
    finding: Finding, lock: bytes | None
) -> dict[VersionFile.Role, tuple[str, bytes]]:
    """The lock, a request that works, and rows with the answers they must give."""
    lock = default_lock(finding.flavour) if lock is None else checked_lock(lock)
    sample = snapshots.as_file(snapshots.sample_of(finding))
    golden = snapshots.as_file(snapshots.golden_of(finding))
    return {
        VersionFile.Role.LOCK: ("environment.lock.txt", lock),
        VersionFile.Role.SAMPLE: ("sample_request.json", sample),
        VersionFile.Role.GOLDEN: ("golden_rows.json", golden),
    }


def _question(experiment: Experiment, hints: Hints) -> Question:
    """Rows of the data the model was trained on, spread evenly over it."""
    target = hints.target or str(experiment.parameters.get(TARGET, ""))
    told = (target, tuple(hints.fields), tuple(hints.labels))
    dataset = hints.dataset or _first_dataset(experiment)
    if dataset is None:
        return Question(*told)
    step = max(dataset.rows // GOLDEN_ROWS, 1)
    places = range(0, dataset.rows, step)[:GOLDEN_ROWS]
    with blobs().open(dataset.sha256) as file:
        rows = tuple(tuple(row) for row in rows_at(file, places))
    return Question(*told, tuple(dataset.column_names), rows)


def _first_dataset(experiment: Experiment) -> Dataset | None:
    used = experiment.datasets_used.select_related("dataset").order_by("pk").first()
    return used.dataset if used else None


def _check_names(finding: Finding) -> None:
    """Names the model brings: they stand in requests, answers and the manifest."""
    fields = [field["name"] for field in finding.fields]
    for kind, found in (("columns", fields), ("labels", finding.labels)):
        for name in found:
            names.one_line(kind, name)
        if len(set(found)) != len(found):
            raise InvalidInput(kind, "A name is there twice.")
    names.one_line("target", finding.target)
