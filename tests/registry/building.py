"""Builders of registry rows. They go through the operations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from governance.exceptions import InvalidInput
from governance.models import User
from registry.inspection.child import inspect_file
from registry.inspection.question import Finding, Question
from registry.inspection.refused import Refused
from registry.models import Dataset, Experiment, Project, Version
from registry.operations.add_experiment import add_experiment
from registry.operations.register_dataset import register_dataset
from registry.operations.register_version import register_version
from registry.uploads import Upload
from tests.registry import onnx_models

CSV = b"flow,pressure,temperature,cool\n" + b"".join(
    b"%d.5,%d.25,%d,%d\n" % (at, 2 * at, 30 + at, (3, 20, 100)[at % 3])
    for at in range(60)
)


def dataset(actor: User, project: Project, **given: Any) -> Dataset:
    """Sixty rows of three sensors and a target."""
    values: dict[str, Any] = {"name": "rig", "upload": Upload("rig.csv", [CSV])} | given
    return register_dataset(actor=actor, project=project, **values)


def experiment(actor: User, project: Project, **given: Any) -> Experiment:
    """A training on the dataset, with a score."""
    if "datasets" not in given:
        found = Dataset.objects.filter(project=project).first()
        given["datasets"] = [(found or dataset(actor, project), "training")]
    values: dict[str, Any] = {
        "name": "linear",
        "parameters": {"target column": "cool", "seed": 7},
        "metrics": {"accuracy": 0.902},
        "metadata": {"dai/score": 0.902, "dai/scorer": "ACCURACY"},
        "training_seconds": 1.5,
    } | given
    return add_experiment(actor=actor, project=project, **values)


def onnx(seed: int = 1) -> Upload:
    """A classifier file; another seed is another model."""
    content = onnx_models.as_bytes(onnx_models.classifier(seed=seed))
    return Upload("model.onnx", [content])


def version(actor: User, project: Project, **given: Any) -> Version:
    """A version of hydraulic_model, inspected without a child process."""
    values: dict[str, Any] = {"model_name": "hydraulic_model", "upload": onnx()} | given
    if "experiment" not in values:
        found = Experiment.objects.filter(project=project).first()
        values["experiment"] = found or experiment(actor, project)
    with quick_inspection():
        return register_version(actor=actor, **values)


@contextmanager
def quick_inspection() -> Iterator[None]:
    """Read model files in this process: test files are our own."""
    with mock.patch("registry.receiving.inspect", _inspect_here):
        yield


def _inspect_here(path: Path, question: Question) -> Finding:
    try:
        return inspect_file(path, question)
    except Refused as refusal:
        raise InvalidInput(refusal.field, str(refusal)) from refusal
