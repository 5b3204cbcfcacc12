"""Reading an ONNX file: check it, take its schema, score the rows with one thread."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from registry.inspection.question import (
    MAX_FIELDS,
    MAX_LABELS,
    Finding,
    Question,
    output_names,
    width_checked,
)
from registry.inspection.refused import Refused

DAMAGED = "This is not a readable ONNX file: it is damaged, cut off or something else."
_TYPES = {
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


def read(path: Path, question: Question) -> Finding:
    """Everything a version needs to know about the model."""
    content = path.read_bytes()
    model = _parse(content)
    _refuse_external_data(model)
    _check(model)
    session = _session(content)
    return _finding(model, session, question)


def _parse(content: bytes) -> Any:
    try:
        model = onnx.load_model_from_string(content)
    except Exception as error:
        raise Refused(DAMAGED) from error
    if not model.opset_import or not model.graph.node:
        raise Refused(DAMAGED)
    return model


def _refuse_external_data(model: Any) -> None:
    """Weights outside the file would not be covered by its digest."""
    for tensor in _tensors(model):
        if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
            raise Refused(
                "The model keeps weights in another file (external data). "
                "Export it with all weights inside the ONNX file."
            )


def _tensors(message: Any) -> Iterator[Any]:
    """Every tensor anywhere in the model: weights, attributes, subgraphs, functions."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if isinstance(part, onnx.TensorProto):
            yield part
            continue
        for kind, value in part.ListFields():
            if kind.message_type is not None:
                waiting.extend(value if kind.is_repeated else [value])


def _check(model: Any) -> None:
    try:
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise Refused(f"The ONNX checker refuses the model: {reason}") from error


def _session(content: bytes) -> Any:
    """One thread: two threads change bits and make results depend on the batch."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise Refused(f"onnxruntime cannot load the model: {reason}") from error


def _finding(model: Any, session: Any, question: Question) -> Finding:
    metadata = _metadata(model)
    target = question.target or metadata.get("target") or "prediction"
    fields = _fields(metadata, session, question, target)
    rows = question.rows_of(fields)
    scores, named = _run(session, fields, rows)
    is_class = named is not None or scores.shape[1] > 1
    labels = _labels(model, metadata, question, scores, named) if is_class else []
    task = "classification" if is_class else "regression"
    return Finding(
        flavour="onnx",
        task=task,
        target=target,
        fields=fields,
        labels=labels,
        outputs=output_names(task, target, labels),
        opsets={
            entry.domain or "ai.onnx": entry.version for entry in model.opset_import
        },
        metadata=metadata,
        runtime=f"onnxruntime {onnxruntime.__version__}",
        rows=rows,
        answers=[[_shortest(score) for score in row] for row in scores],
    )


def _shortest(score: Any) -> str:
    """The shortest decimals that read back as the same bits."""
    return str(np.format_float_positional(score, trim="0"))


def _fields(
    metadata: dict[str, str], session: Any, question: Question, target: str
) -> list[dict[str, str]]:
    """Names and types of the input columns, in the order the model wants them."""
    inputs = session.get_inputs()
    unknown = [entry.type for entry in inputs if entry.type not in _TYPES]
    if unknown:
        raise Refused(f"The model has an input of type {unknown[0]}.")
    if len(inputs) > 1:
        return [{"name": i.name, "dataType": _TYPES[i.type][0]} for i in inputs]
    names = question.field_names(_listed(metadata, "features"), target)
    width_checked(names, _width(inputs[0].shape, len(names)))
    return [{"name": name, "dataType": _TYPES[inputs[0].type][0]} for name in names]


def _listed(metadata: dict[str, str], key: str) -> tuple[str, ...]:
    """A list of names the exporter left in the model's metadata, if it did."""
    try:
        names = json.loads(metadata.get(key, "[]"))
    except ValueError:
        return ()
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def _width(shape: list[Any], named: int) -> int:
    if len(shape) != 2:
        raise Refused("The model's input is not a table of rows and columns.")
    width = shape[1] if isinstance(shape[1], int) else named
    if not 0 < width <= MAX_FIELDS:
        raise Refused(
            f"The model takes {width} fields; 1 to {MAX_FIELDS} are possible."
        )
    return width


def _run(
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
            return {inputs[0].name: np.asarray(rows, dtype=_TYPES[inputs[0].type][1])}
        return {
            entry.name: np.asarray(
                [[row[at]] for row in rows], dtype=_TYPES[entry.type][1]
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


def _labels(
    model: Any, metadata: dict[str, str], question: Question, scores: Any, named: Any
) -> list[str]:
    """Class names in the order of the score columns, proven on the rows."""
    told = list(question.labels) or list(_listed(metadata, "labels"))
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


def _metadata(model: Any) -> dict[str, str]:
    own = {entry.key: entry.value for entry in model.metadata_props}
    producer = f"{model.producer_name} {model.producer_version}".strip()
    return {**own, **({"producer": producer} if producer else {})}
