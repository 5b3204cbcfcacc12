"""Real rows to score: one to paste, and a few dozen whose answers are known."""

from typing import TypedDict

import numpy as np

from config.demo.dataset import Floats, Integers, Table
from config.demo.export import LARGEST_DIFFERENCE, OnnxModel

GOLDEN_ROWS = 30


class Sample(TypedDict):
    fields: list[str]
    rows: list[list[str]]


class Golden(Sample):
    outputs: list[list[str]]
    tolerance: str


def sample_request(table: Table) -> Sample:
    """The first cycle of the file."""
    return {"fields": list(table.features), "rows": [table.row(0)]}


def golden(table: Table, target: str, exported: OnnxModel) -> Golden:
    chosen = spread(table.target(target), GOLDEN_ROWS)
    _, probabilities = exported.score(table.inputs[chosen])
    return {
        "fields": list(table.features),
        "rows": [table.row(index) for index in chosen],
        "outputs": [written(row) for row in probabilities],
        "tolerance": f"{LARGEST_DIFFERENCE:.0e}".replace("e-0", "e-"),
    }


def spread(truth: Integers, total: int) -> list[int]:
    """About `total` row numbers: as many of each class, evenly through its time."""
    classes = np.unique(truth)
    each = -(-total // len(classes))
    chosen: set[int] = set()
    for label in classes:
        places = np.flatnonzero(truth == label)
        even = np.linspace(0, len(places) - 1, each).round().astype(int)
        chosen.update(int(place) for place in places[even])
    return sorted(chosen)


def written(row: Floats) -> list[str]:
    """The shortest decimals that read back as the same 32-bit numbers."""
    return [np.format_float_positional(number, trim="0") for number in row]
