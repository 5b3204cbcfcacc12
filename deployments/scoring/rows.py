"""Turns the cells of a request into values of the model, or names the wrong one."""

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import BadInputError, TooLargeError
from .limits import MAX_ROWS
from .spec import Field

Values = Any  # a float64 matrix, or a list of rows when the types are mixed
FLOAT32_MAX = 3.4028234663852886e38
FLOAT64_MAX = sys.float_info.max
_NUMERIC_CELLS = frozenset((str, float, int))
_WHOLE = {"Int32": 2**31, "Int64": 2**63}
_TRUTHS = {"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0}


class Reader:
    """Reads rows in the order of the model's fields, whatever order they come in."""

    def __init__(self, fields: Sequence[Field]) -> None:
        """Prepare the two ways of reading: all floats at once, or cell by cell."""
        self._fields = list(fields)
        self._names = [field.name for field in fields]
        types = {field.data_type for field in fields}
        self._all_floats = types <= {"Float32", "Float64"}
        self._largest = FLOAT32_MAX if "Float32" in types else FLOAT64_MAX

    def read(self, fields: Any, rows: Any, ignored: Sequence[str] = ()) -> Values:
        """Check the shape of a request, then read its cells; `ignored` are extra."""
        check_shape(fields, rows)
        if fields != self._names:
            rows = self._reorder(fields, rows, ignored)
        if self._all_floats:
            matrix = self._quick(rows)
            if matrix is not None:
                return matrix
        return [self._row(number, row) for number, row in enumerate(rows, 1)]

    def _reorder(
        self, fields: list[str], rows: list[list[Any]], ignored: Sequence[str]
    ) -> list[list[Any]]:
        known = set(self._names).union(ignored)
        for name in fields:
            if name not in known:
                raise BadInputError(f"The model has no field '{name}'.")
        for name in self._names:
            if name not in fields:
                raise BadInputError(f"The field '{name}' is missing.")
        order = [fields.index(name) for name in self._names]
        return [[row[index] for index in order] for row in rows]

    def _quick(self, rows: list[list[Any]]) -> Values | None:
        """Read plain finite numbers fast; None sends the rows to the careful way."""
        try:
            for row in rows:
                if not _NUMERIC_CELLS.issuperset(map(type, row)):
                    return None
            matrix = np.array([[float(c) for c in row] for row in rows], np.float64)
        except (ValueError, OverflowError):
            return None
        if not (np.abs(matrix) <= self._largest).all() or _has_underscore(rows):
            return None  # not finite, too large, or written strangely
        return matrix

    def _row(self, number: int, row: list[Any]) -> list[Any]:
        return [
            _cell(number, field, cell)
            for field, cell in zip(self._fields, row, strict=True)
        ]


def check_shape(fields: Any, rows: Any) -> None:
    """Refuse anything that is not names and rows of equal length."""
    if not isinstance(fields, list) or not fields:
        raise BadInputError("'fields' must be a list of field names.")
    for name in fields:
        if not isinstance(name, str):
            raise BadInputError(
                f"'fields' holds {json.dumps(name)[:60]}, which is no name."
            )
    if len(set(fields)) != len(fields):
        twice = next(name for name in fields if fields.count(name) > 1)
        raise BadInputError(f"The field '{twice}' is named twice.")
    if not isinstance(rows, list) or not rows:
        raise BadInputError("'rows' must be a list of at least one row.")
    if len(rows) > MAX_ROWS:
        raise TooLargeError(
            f"A request may have {MAX_ROWS} rows; this has {len(rows)}."
        )
    _check_lengths(fields, rows)


def _check_lengths(fields: list[str], rows: list[Any]) -> None:
    width = len(fields)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list):
            raise BadInputError(f"Row {number} is not a list of cells.")
        if len(row) < width:
            raise BadInputError(
                f"Row {number} has {len(row)} cells for {width} fields; "
                f"'{fields[len(row)]}' is missing."
            )
        if len(row) > width:
            raise BadInputError(
                f"Row {number} has {len(row)} cells for {width} fields."
            )


def _has_underscore(rows: list[list[Any]]) -> bool:
    """Python reads 1_000 as a number; no caller means that."""
    return any("_" in cell for row in rows for cell in row if type(cell) is str)


def _cell(number: int, field: Field, cell: Any) -> Any:
    where = f"Row {number}, field '{field.name}'"
    if cell is None:
        if not field.nullable:
            raise BadInputError(f"{where}: a value is missing.")
        return "" if field.data_type == "Str" else math.nan
    if isinstance(cell, (list, dict)):
        raise BadInputError(f"{where}: a cell must be a string, a number or null.")
    if field.data_type == "Str":
        return cell if isinstance(cell, str) else json.dumps(cell)
    if field.data_type == "Bool":
        return _truth(where, cell)
    value = _number(where, cell)
    limit = _WHOLE.get(field.data_type)
    if limit is not None:
        return _whole(where, cell, value, limit)
    if field.data_type == "Float32" and abs(value) > FLOAT32_MAX:
        raise BadInputError(f"{where}: {_shown(cell)} is too large for this field.")
    return value


def _truth(where: str, cell: Any) -> float:
    text = json.dumps(cell) if not isinstance(cell, str) else cell
    try:
        return _TRUTHS[text.strip().lower()]
    except KeyError:
        raise BadInputError(
            f"{where}: {_shown(cell)} is neither true nor false."
        ) from None


def _number(where: str, cell: Any) -> float:
    try:
        if isinstance(cell, bool) or (isinstance(cell, str) and "_" in cell):
            raise ValueError  # noqa: TRY301 - one sentence for every kind of no number
        value = float(cell)
    except (ValueError, OverflowError):
        raise BadInputError(f"{where}: {_shown(cell)} is not a number.") from None
    if not math.isfinite(value):
        raise BadInputError(f"{where}: {_shown(cell)} is not a finite number.")
    return value


def _whole(where: str, cell: Any, value: float, limit: int) -> int:
    if not value.is_integer():
        raise BadInputError(f"{where}: {_shown(cell)} is not a whole number.")
    try:
        whole = int(cell)  # exact above 2**53, where a float is not
    except ValueError:
        whole = int(value)  # "3.0" or "1e3"
    if not -limit <= whole < limit:
        raise BadInputError(f"{where}: {_shown(cell)} is too large for this field.")
    return whole


def _shown(cell: Any) -> str:
    """Show a cell as it came, cut to a readable length."""
    return json.dumps(cell, ensure_ascii=False)[:60]
