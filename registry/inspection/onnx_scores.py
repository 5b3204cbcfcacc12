"""Scoring rows with an ONNX session, and finding out what its columns are called."""

import json
from typing import Any

import numpy as np

from registry.inspection.question import MAX_LABELS, Question
from registry.inspection.refused import Refused

TYPES = {
    "tensor(float)": ("Float32", np.float32),
    "tensor(double)": ("Float64", np.float64),
    "tensor(int64)": ("Int64", np.int64),
    "tensor(int32)": ("Int32", np.int32),
    "tensor(bool)": ("Bool", np.bool_),
    "tensor(string)": ("Str", np.str_),
}
_CLASS_ATTRIBUTES = (
    "classlabels_int64s",
    "classlabels_ints",
    "classlabels_strings",
)


def score(
    session: Any, fields: list[dict[str, str]], rows: list[list[Any]]
) -> tuple[Any, Any]:
    """Scores as a table, and the named class of each row when the model gives one."""
    try:
        outputs = session.run(None, _feed(session, fields, rows))
    except Refused:
        raise
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise Refused(f"The model cannot score rows of its data: {reason}") from error
    return _scores(outputs, len(rows))


def _feed(session: Any, fields: list[dict[str, str]], rows: list[list[Any]]) -> Any:
    inputs = session.get_inputs()
    try:
        if len(inputs) == 1:
            return {inputs[0].name: np.asarray(rows, dtype=TYPES[inputs[0].type][1])}
        return {
            entry.name: np.asarray(
                [[row[at]] for row in rows], dtype=TYPES[entry.type][1]
            )
            for at, entry in enumerate(inputs)
        }
    except (ValueError, TypeError, IndexError) as error:
        raise Refused("The dataset's rows do not fit the model's fields.") from error


def _scores(outputs: list[Any], count: int) -> tuple[Any, Any]:
    tables = [o for o in outputs if getattr(o, "dtype", np.dtype(object)).kind == "f"]
    names = [o for o in outputs if getattr(o, "dtype", np.dtype("f")).kind in "iuUSO"]
    if any(isinstance(output, list) for output in outputs):
        raise Refused(
            "The model answers with maps (ZipMap). Export it with zipmap off."
        )
    if len(tables) != 1:
        raise Refused("The model must have one output of scores or probabilities.")
    table = tables[0].reshape(count, -1)
    if table.shape[1] > MAX_LABELS or not np.isfinite(table).all():
        raise Refused(
            "The model answers its own data with numbers that are not finite."
        )
    return table, names[0].reshape(-1) if names else None


def labels_of(
    model: Any, metadata: dict[str, str], question: Question, scores: Any, named: Any
) -> list[str]:
    """Class names in the order of the score columns, proven on the rows."""
    told = list(question.labels) or list(listed(metadata, "labels"))
    labels = _own_labels(model) or told
    if len(labels) != scores.shape[1]:
        raise Refused(
            f"The model gives {scores.shape[1]} probabilities, but {len(labels)} "
            "labels are known.",
            "labels",
        )
    if question.labels and set(question.labels) != set(labels):
        raise Refused("The labels are not those of the model.", "labels")
    if named is not None and not _agree(labels, scores, named):
        raise Refused("The labels are not in the order of the probabilities.", "labels")
    return labels


def _agree(labels: list[str], scores: Any, named: Any) -> bool:
    """Whether each named class has the highest score (a tie counts as agreement)."""
    for row, name in zip(scores, named, strict=True):
        if _text(name) not in labels:
            return False
        if row[labels.index(_text(name))] < row.max():
            return False
    return True


def _own_labels(model: Any) -> list[str]:
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name in _CLASS_ATTRIBUTES:
                values = list(attribute.ints) or list(attribute.strings)
                return [_text(value) for value in values]
    return []


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def listed(metadata: dict[str, str], key: str) -> tuple[str, ...]:
    """A list of names the exporter left in the model's metadata, if it did."""
    try:
        names = json.loads(metadata.get(key, "[]"))
    except ValueError:
        return ()
    return tuple(str(name) for name in names) if isinstance(names, list) else ()
