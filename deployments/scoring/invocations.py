"""MLflow's /invocations: a table in one of four shapes, over the same prediction."""

from typing import Any

from .errors import BadInputError
from .json_body import parse
from .predictor import Predictor, as_numbers
from .spec import Spec

SHAPES = ("dataframe_split", "dataframe_records", "instances", "inputs")


def invoke(predictor: Predictor, body: bytes) -> dict[str, Any]:
    """Answer POST /invocations: named scores per row, or one number for a regressor."""
    document = parse(body)
    given = [shape for shape in SHAPES if shape in document]
    if len(given) != 1:
        raise BadInputError(f"Send exactly one of {', '.join(SHAPES)}.")
    fields, rows = _table(given[0], document[given[0]], predictor.spec)
    scores = as_numbers(predictor.predict(fields, rows))
    if predictor.spec.task == "regression":
        return {"predictions": [row[0] for row in scores]}
    names = predictor.spec.outputs
    return {"predictions": [dict(zip(names, row, strict=True)) for row in scores]}


def _table(shape: str, data: Any, spec: Spec) -> tuple[Any, Any]:
    if shape == "dataframe_split":
        if not isinstance(data, dict):
            raise BadInputError("'dataframe_split' must have 'columns' and 'data'.")
        return data.get("columns"), data.get("data")
    if isinstance(data, dict) and shape == "inputs":
        return _columns(data, spec)
    if not isinstance(data, list) or not data:
        raise BadInputError(f"'{shape}' must be a list of at least one row.")
    if isinstance(data[0], dict):
        return _records(data)
    if shape == "dataframe_records":
        raise BadInputError("'dataframe_records' must be a list of objects.")
    return [field.name for field in spec.fields], data


def _records(data: list[Any]) -> tuple[list[str], list[list[Any]]]:
    fields, rows = list(data[0]), []
    for number, record in enumerate(data, 1):
        if not isinstance(record, dict):
            raise BadInputError(f"Row {number} is not an object.")
        for name in record.keys() ^ data[0].keys():
            raise BadInputError(f"Row {number} and row 1 differ in the field '{name}'.")
        rows.append([record[name] for name in fields])
    return fields, rows


def _columns(data: dict[str, Any], spec: Spec) -> tuple[list[str], Any]:
    """Take a column per field, or one tensor of all fields under any name."""
    names = [field.name for field in spec.fields]
    if len(data) == 1 and next(iter(data)) not in names:
        return names, next(iter(data.values()))
    for name, column in data.items():
        if not isinstance(column, list):
            raise BadInputError(f"The column '{name}' must be a list.")
    if len({len(column) for column in data.values()}) > 1:
        raise BadInputError("The columns differ in length.")
    return list(data), [list(row) for row in zip(*data.values(), strict=True)]
