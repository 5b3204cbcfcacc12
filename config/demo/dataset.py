"""The hydraulic data that the demo carries, as bytes to register and as arrays."""

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

PATH = Path(__file__).parent / "data" / "hydraulic.csv"
TARGETS = ("cool_cond_y", "valve_cond_y", "pump_leak_y", "acc_bar_y", "stable_y")
# The four conditions that the rig was set to; `stable_y` was observed, not set.
SETTINGS = TARGETS[:4]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dataset:
    """What a registry needs to know about the file."""

    name: str
    description: str
    source: str
    licence: str
    content: bytes
    columns: tuple[str, ...]
    row_count: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Table:
    """Rows as they stand in the file: text, so that samples repeat them exactly."""

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name not in TARGETS)

    @cached_property
    def inputs(self) -> Floats:
        """Trained on as float32, because that is what will be asked and scored."""
        return np.array([self.row(i) for i in range(len(self.cells))], dtype=np.float32)

    def row(self, index: int) -> list[str]:
        return list(self.cells[index][: len(self.features)])

    def target(self, name: str) -> Integers:
        place = self.columns.index(name)
        return np.array([row[place] for row in self.cells], dtype=np.int64)

    @cached_property
    def runs(self) -> Integers:
        """Number the runs of equal settings in time; neighbours in one are alike."""
        settings = np.stack([self.target(name) for name in SETTINGS], axis=1)
        changed = np.any(settings[1:] != settings[:-1], axis=1)
        return np.concatenate([[0], np.cumsum(changed)]).astype(np.int64)


def dataset() -> Dataset:
    rows = table()
    return Dataset(
        name="hydraulic condition monitoring",
        description="2,205 load cycles of a hydraulic test rig, mean of 17 sensors.",
        source="Helwig, Pignanelli, Schütze: Condition monitoring of hydraulic systems,"
        " UCI Machine Learning Repository, 2018, doi:10.24432/C5CW21",
        licence="CC BY 4.0",
        content=PATH.read_bytes(),
        columns=rows.columns,
        row_count=len(rows.cells),
    )


def table(every: int = 1) -> Table:
    """Read every n-th row; 1 is the whole file."""
    with PATH.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    return Table(tuple(header), tuple(tuple(row) for row in rows[::every]))
