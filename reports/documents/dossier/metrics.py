"""Reading metrics that were logged twice, and a confusion matrix when one was kept."""

import json
from collections.abc import Mapping
from typing import Final

from reports.documents.dossier.evidence import KeyValues
from reports.pdf.confusion import MAX_CLASSES

GROUPED: Final = "grouped/"
SHUFFLED: Final = "shuffled/"
MEANING: Final = (
    "Grouped means that whole groups of rows that belong together, such as cycles "
    "recorded under one condition, were held back from training. Shuffled means that "
    "single rows were held back at random, so that a near copy of each could be "
    "learned from. Grouped estimates how the version does on what it has not seen; a "
    "much better shuffled value is a sign that it remembers neighbours."
)


def grouped_and_shuffled(metrics: KeyValues) -> tuple[tuple[str, str, str], ...]:
    """(name, grouped, shuffled) of each metric that was logged both ways."""
    values = dict(metrics)
    return tuple(
        (name.removeprefix(GROUPED), value, values[other])
        for name, value in metrics
        if name.startswith(GROUPED)
        and (other := SHUFFLED + name.removeprefix(GROUPED)) in values
    )


def more_is_better(name: str) -> bool:
    """Losses and errors are listed, not drawn: a longer bar would look better."""
    return not any(word in name.lower() for word in ("loss", "error", "rmse", "mae"))


def words(name: str) -> str:
    return name.replace("_", " ").replace("/", ", ").capitalize()


def share(value: str) -> float | None:
    """The number when it lies between 0 and 1, else None."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0.0 <= number <= 1.0 else None


def confusion(
    metadata: KeyValues,
) -> tuple[list[str], list[list[int]]] | None:
    """Labels and counts when both are well formed; logged values are not trusted."""
    values = dict(metadata)
    counts = _parsed(values, "confusion_grouped")
    labels = _parsed(values, "labels")
    if not isinstance(counts, list) or not 1 < len(counts) <= MAX_CLASSES:
        return None
    if not isinstance(labels, list) or len(labels) != len(counts):
        return None
    if not all(_is_row(row, len(counts)) for row in counts):
        return None
    return [str(label) for label in labels], counts


def _parsed(values: Mapping[str, str], ending: str) -> object:
    found = next((v for k, v in values.items() if k.split("/")[-1] == ending), "")
    try:
        return json.loads(found)
    except (ValueError, RecursionError):
        return None


def _is_row(row: object, length: int) -> bool:
    return (
        isinstance(row, list)
        and len(row) == length
        and all(type(count) is int and 0 <= count < 2**53 for count in row)
    )
