"""Reading an ONNX file: check it, take its schema, score the rows with one thread."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from registry.inspection.onnx_scores import TYPES, labels_of, listed, score
from registry.inspection.question import (
    MAX_FIELDS,
    Finding,
    Question,
    output_names,
    width_checked,
)
from registry.inspection.refused import Refused

DAMAGED = "This is not a readable ONNX file: it is damaged, cut off or something else."


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
    scores, named = score(session, fields, rows)
    is_class = named is not None or scores.shape[1] > 1
    labels = labels_of(model, metadata, question, scores, named) if is_class else []
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
    unknown = [entry.type for entry in inputs if entry.type not in TYPES]
    if unknown:
        raise Refused(f"The model has an input of type {unknown[0]}.")
    if len(inputs) > 1:
        return [{"name": i.name, "dataType": TYPES[i.type][0]} for i in inputs]
    names = question.field_names(listed(metadata, "features"), target)
    width_checked(names, _width(inputs[0].shape, len(names)))
    return [{"name": name, "dataType": TYPES[inputs[0].type][0]} for name in names]


def _width(shape: list[Any], named: int) -> int:
    if len(shape) != 2:
        raise Refused("The model's input is not a table of rows and columns.")
    width = shape[1] if isinstance(shape[1], int) else named
    if not 0 < width <= MAX_FIELDS:
        raise Refused(
            f"The model takes {width} fields; 1 to {MAX_FIELDS} are possible."
        )
    return width


def _metadata(model: Any) -> dict[str, str]:
    own = {entry.key: entry.value for entry in model.metadata_props}
    producer = f"{model.producer_name} {model.producer_version}".strip()
    return {**own, **({"producer": producer} if producer else {})}
