"""Turns the cells of a request into values of the model, or names the wrong one."""

import json
import math
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from .errors import BadInputError, TooLargeError
from .limits import MAX_ROWS
from .spec import Field

Values = Any  # a float64 matrix, or a list of rows when the types are mixed
# Most models compute in 32 bits, where a larger number would become infinite.
FLOAT32_MAX = 3.4028234663852886e38
_NUMERIC = frozenset((str, float, int))
_TEXT = frozenset((str,))
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

    def read(self, fields: Any, rows: Any, ignored: Sequence[str] = ()) -> Values:
        """Check the shape of a request, then read its cells; `ignored` are extra."""
        known = fields == self._names
        if not known:
            check_names(fields)
        check_rows(fields, rows)
        if not known:
            rows = self._reorder(fields, rows, ignored)
        if self._all_floats:
            try:
                return np.array([_plain(row) for row in rows], np.float64)
            except (ValueError, OverflowError):
                pass  # the careful way finds out which cell it is
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

    def _row(self, number: int, row: list[Any]) -> list[Any]:
        return [
            _cell(number, field, cell)
            for field, cell in zip(self._fields, row, strict=True)
        ]


def check_names(fields: Any) -> None:
    """Refuse anything that is not a list of different names."""
    if not isinstance(fields, list) or not fields:
        raise BadInputError("'fields' must be a list of field names.")
    for name in fields:
        if not isinstance(name, str):
            raise BadInputError(f"'fields' holds {_shown(name)}, which is no name.")
    if len(set(fields)) != len(fields):
        twice = next(name for name in fields if fields.count(name) > 1)
        raise BadInputError(f"The field '{twice}' is named twice.")


def check_rows(fields: list[str], rows: Any) -> None:
    """Refuse anything that is not rows with one cell for each field."""
    if not isinstance(rows, list) or not rows:
        raise BadInputError("'rows' must be a list of at least one row.")
    if len(rows) > MAX_ROWS:
        raise TooLargeError(
            f"A request may have {MAX_ROWS} rows; here are {len(rows)}."
        )
    width = len(fields)
    for number, row in enumerate(rows, 1):
        if type(row) is not list or len(row) != width:
            raise BadInputError(_wrong_row(number, row, fields))


def _wrong_row(number: int, row: Any, fields: list[str]) -> str:
    if not isinstance(row, list):
        return f"Row {number} is not a list of cells."
    missing = f" '{fields[len(row)]}' is missing." if len(row) < len(fields) else ""
    return f"Row {number} has {len(row)} cells for {len(fields)} fields.{missing}"


def _plain(row: list[Any]) -> list[float]:
    """Read a row of plain finite numbers fast; anything else is a `ValueError`."""
    types = set(map(type, row))
    text = row if types == _TEXT else map(str, row)
    if not types <= _NUMERIC or "_" in "".join(text):
        raise ValueError  # Python reads 1_000 as a number; no caller means that
    numbers = list(map(float, row))
    # One NaN makes the sum NaN, whatever else the row holds.
    if not (isfinite(sum(numbers)) and max(numbers) <= FLOAT32_MAX >= -min(numbers)):
        raise ValueError
    return numbers


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
    if abs(value) > FLOAT32_MAX:
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
    if not isfinite(value):
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
