"""What the product asks the child about a file, and what the child answers."""

from dataclasses import asdict, dataclass, field
from typing import Any

from registry.inspection.refused import Refused

MAX_FIELDS = 2000
MAX_LABELS = 1000


@dataclass(frozen=True)
class Question:
    """What is known beside the file: rows of its data, to be scored once.

    `columns` names the cells of `rows`, more than the model may want. An empty target,
    `fields` or `labels` means: what the model itself says.
    """

    target: str = ""
    fields: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    def field_names(self, own: tuple[str, ...], target: str) -> tuple[str, ...]:
        """The input columns: as asked, as the model says, or all but the target."""
        rest = tuple(name for name in self.columns if name != target)
        return self.fields or own or rest

    def rows_of(self, fields: list[dict[str, str]]) -> list[list[Any]]:
        """The rows cut to the fields, or one blank row when there is no data."""
        if not self.rows:
            return [["" if f["dataType"] == "Str" else 0 for f in fields]]
        missing = [f["name"] for f in fields if f["name"] not in self.columns]
        if missing:
            raise Refused(f"The dataset has no column {missing[0]!r}.", "columns")
        places = [self.columns.index(f["name"]) for f in fields]
        return [[row[place] for place in places] for row in self.rows]


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
    answers: list[list[str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def output_names(task: str, target: str, labels: list[str]) -> list[str]:
    """One column per class, `target.label`; a regression has the target itself."""
    if task == "regression":
        return [target]
    return [f"{target}.{label}" for label in labels]


def width_checked(fields: tuple[str, ...], width: int) -> None:
    """Refuse when the number of named fields is not what the model takes."""
    if len(fields) != width:
        raise Refused(
            f"The model takes {width} numbers per row, but {len(fields)} fields are "
            "named. Name the fields it was trained on, or choose its dataset.",
            "columns",
        )
