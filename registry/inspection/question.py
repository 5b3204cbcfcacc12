"""What the product asks the child about a file, and what the child answers."""

from dataclasses import asdict, dataclass, field
from typing import Any

MAX_FIELDS = 2000
MAX_LABELS = 1000


@dataclass(frozen=True)
class Question:
    """What is known beside the file; `rows` are scored once, in the order of `fields`.

    Empty `fields` or `labels` mean: take them from the model.
    """

    target: str
    fields: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the model itself says, and its answers to the rows."""

    flavour: str
    task: str
    target: str
    fields: list[dict[str, str]]
    labels: list[str]
    outputs: list[str]
    opsets: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    runtime: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    answers: list[list[float]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def output_names(task: str, target: str, labels: list[str]) -> list[str]:
    """One column per class, `target.label`; a regression has the target itself."""
    if task == "regression":
        return [target]
    return [f"{target}.{label}" for label in labels]
