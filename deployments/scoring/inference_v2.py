"""Open Inference Protocol v2: tensors in, tensors out, over the same prediction."""

from collections.abc import Iterator
from typing import Any

from .errors import BadInputError, TooLargeError
from .json_body import parse
from .limits import MAX_ROWS
from .predictor import Predictor, as_numbers
from .spec import Spec

_DATATYPES = {
    "Float32": "FP32",
    "Float64": "FP64",
    "Int32": "INT32",
    "Int64": "INT64",
    "Bool": "BOOL",
    "Str": "BYTES",
}


def infer(predictor: Predictor, body: bytes) -> dict[str, Any]:
    """Answer POST /v2/models/<name>/infer."""
    document = parse(body)
    spec = predictor.spec
    wanted = _wanted(document.get("outputs"), spec)
    fields, rows = _table(document.get("inputs"), spec)
    columns = list(zip(*as_numbers(predictor.predict(fields, rows)), strict=True))
    tensors = [
        _described(name, spec.output_type)
        | {"shape": [len(rows)], "data": columns[place]}
        for place, name in enumerate(spec.outputs)
        if name in wanted
    ]
    answer = {"model_name": spec.id, "outputs": tensors}
    return answer | ({"id": document["id"]} if "id" in document else {})


def metadata(spec: Spec) -> dict[str, Any]:
    """Answer GET /v2/models/<name>."""
    inputs = [_described(field.name, field.data_type) for field in spec.fields]
    outputs = [_described(name, spec.output_type) for name in spec.outputs]
    return {
        "name": spec.id,
        "platform": spec.flavour,
        "inputs": inputs,
        "outputs": outputs,
    }


def _described(name: str, data_type: str) -> dict[str, Any]:
    return {"name": name, "datatype": _DATATYPES[data_type], "shape": [-1]}


def _wanted(outputs: Any, spec: Spec) -> list[str]:
    if outputs is None:
        return spec.outputs
    if not isinstance(outputs, list):
        raise BadInputError("'outputs' must be a list.")
    names = [item.get("name") if isinstance(item, dict) else item for item in outputs]
    for name in names:
        if name not in spec.outputs:
            raise BadInputError(f"The model has no output {name!r}.")
    return [str(name) for name in names] or spec.outputs


def _table(inputs: Any, spec: Spec) -> tuple[list[str], list[list[Any]]]:
    """Read one tensor of all fields, or one tensor per field."""
    if not isinstance(inputs, list) or not inputs:
        raise BadInputError("'inputs' must be a list of at least one tensor.")
    tensors = [_tensor(item) for item in inputs]
    name, shape, data = tensors[0]
    if len(tensors) == 1 and len(shape) == 2 and shape[1] > 1:
        if shape[1] != len(spec.fields):
            raise BadInputError(
                f"Input '{name}' has {shape[1]} columns for {len(spec.fields)} fields."
            )
        width = shape[1]
        rows = [data[at : at + width] for at in range(0, len(data), width)]
        return [field.name for field in spec.fields], rows
    for name, shape, _ in tensors:
        if shape not in ([tensors[0][1][0]], [tensors[0][1][0], 1]):
            raise BadInputError(f"Input '{name}' has the shape {shape}.")
    columns = [data for _, _, data in tensors]
    return [name for name, _, _ in tensors], [
        list(row) for row in zip(*columns, strict=True)
    ]


def _tensor(item: Any) -> tuple[str, list[int], list[Any]]:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        raise BadInputError("Each input needs a name.")
    name, shape = item["name"], item.get("shape")
    if not isinstance(shape, list) or not shape or len(shape) > 2:
        raise BadInputError(f"Input '{name}' needs a shape of one or two numbers.")
    if not all(type(size) is int and size > 0 for size in shape):
        raise BadInputError(f"Input '{name}' has the shape {shape}.")
    if shape[0] > MAX_ROWS:
        raise TooLargeError(f"A request may have {MAX_ROWS} rows; here are {shape[0]}.")
    if item.get("datatype") not in _KNOWN:
        raise BadInputError(f"Input '{name}' has no datatype that is known.")
    data = list(_flat(item.get("data"), 2))
    size = shape[0] * (shape[1] if len(shape) == 2 else 1)
    if len(data) != size:
        raise BadInputError(
            f"Input '{name}' has {len(data)} values, its shape says {size}."
        )
    return name, shape, data


_KNOWN = {"FP16", *_DATATYPES.values(), "INT8", "INT16", "UINT8", "UINT16", "UINT32"}


def _flat(data: Any, depth: int) -> Iterator[Any]:
    """Take data flat or nested, as the protocol allows both."""
    if isinstance(data, list) and depth >= 0:
        for item in data:
            if isinstance(item, list):
                yield from _flat(item, depth - 1)
            else:
                yield item
    else:
        raise BadInputError("'data' must be a list, flat or of rows.")
