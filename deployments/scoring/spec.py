"""What a worker is told to serve."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import LaunchError

TYPES = ("Float32", "Float64", "Int32", "Int64", "Bool", "Str")


@dataclass(frozen=True, slots=True)
class Field:
    """One input; only a nullable one may come without a value."""

    name: str
    data_type: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Golden:
    """Rows with the outputs that they gave when the version was sealed."""

    fields: list[str]
    rows: list[list[Any]]
    outputs: list[list[float]]
    tolerance: float


@dataclass(frozen=True, slots=True)
class Spec:
    """One version, as the worker needs to know it."""

    id: str
    path: Path
    sha256: str
    flavour: str
    target: str
    labels: list[str]
    task: str
    fields: list[Field]
    outputs: list[str]
    sample: dict[str, Any]
    golden: Golden | None
    threads: int

    @property
    def scoring_type(self) -> str:
        """Name the task in the words of the scoring contract."""
        if self.task == "regression":
            return "REGRESSION"
        return "BINOMIAL" if len(self.labels) == 2 else "CLASSIFICATION"

    @property
    def output_type(self) -> str:
        """ONNX models score in 32 bits, scikit-learn's in 64."""
        return "Float64" if self.flavour == "skops" else "Float32"


def read_spec(path: Path) -> Spec:
    """Read and check a spec file."""
    try:
        spec = _spec(json.loads(path.read_bytes()))
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise LaunchError(f"The spec file cannot be used: {error!r}") from error
    _check(spec)
    return spec


def _spec(raw: dict[str, Any]) -> Spec:
    model = raw["model"]
    return Spec(
        id=str(raw["id"]),
        path=Path(model["path"]),
        sha256=str(model["sha256"]),
        flavour=str(model["flavour"]),
        target=str(raw["target"]),
        labels=[str(label) for label in raw.get("labels") or []],
        task=str(raw["task"]),
        fields=[
            Field(f["name"], f["dataType"], bool(f.get("nullable")))
            for f in raw["fields"]
        ],
        outputs=[str(name) for name in raw["outputs"]],
        sample=dict(raw["sample"]),
        golden=_golden(raw.get("golden")),
        threads=int(raw.get("threads", 1)),
    )


def _golden(raw: dict[str, Any] | None) -> Golden | None:
    if not raw or not raw["rows"]:
        return None
    outputs = [[float(value) for value in row] for row in raw["outputs"]]
    return Golden(raw["fields"], raw["rows"], outputs, float(raw["tolerance"]))


def _check(spec: Spec) -> None:
    names = [field.name for field in spec.fields]
    if not names or len(set(names)) != len(names):
        raise LaunchError("The spec needs fields, each named once.")
    for field in spec.fields:
        if field.data_type not in TYPES:
            raise LaunchError(
                f"Field '{field.name}' has the unknown type {field.data_type!r}."
            )
    expected = 1 if spec.task == "regression" else len(spec.labels)
    if spec.task not in ("classification", "regression"):
        raise LaunchError(f"The task {spec.task!r} is not known.")
    if not spec.outputs or len(spec.outputs) != expected:
        raise LaunchError(
            f"The spec names {len(spec.outputs)} outputs where {expected} are expected."
        )
