"""The tables of a report, found in its evidence: the same code for every kind.

A list in the evidence is a table; what stands alone is a table of fields and values.
Read from the JSON that was sealed, so that evidence of any age can be shown; the
evidence's type, where it is known, only gives the columns their order and names those
of an empty list. Free of Django.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, is_dataclass, replace
from io import StringIO
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

Value = Any  # of JSON: text, a number, yes or no, nothing, a list, an object
ALONE: Final = ("field", "value")
SUMMARY: Final = "summary"
# What a spreadsheet takes for a formula, at the start of a cell and where it may begin
# a new one: OWASP, CSV Injection; the last four are full-width.
FORMULA: Final = re.compile(r"(^|[;\t\r\n])(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])")


@dataclass(frozen=True)
class Table:
    """One table: `name` stands in addresses, `title` is for people."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def tables_of(evidence: Value, shape: type | None = None) -> tuple[Table, ...]:
    """Every table of an evidence, given as the object that its JSON holds.

    Names are unique. A list inside a row stays one value of that row.
    """
    found: dict[str, Table] = {}
    for table in _walk(evidence, shape, ()):
        name = table.name
        while name in found:
            name += "-2"
        found[name] = replace(table, name=name)
    return tuple(found.values())


def as_json(table: Table) -> bytes:
    """The table with its exact values, one object for each row."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    told = {"name": table.name, "title": table.title, "columns": table.columns}
    return json.dumps(told | {"rows": rows}, ensure_ascii=False, indent=1).encode()


def as_csv(table: Table) -> bytes:
    """The table for a spreadsheet, RFC 4180 in UTF-8, every cell in quotes.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; the
    exact text is in the JSON. Numbers stay numbers.
    """
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(cell, table.columns))
    writer.writerows(map(cell, row) for row in table.rows)
    return out.getvalue().encode("utf-8", "backslashreplace")


def cell(value: Value) -> str:
    """A value as a cell of a CSV file."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return FORMULA.sub(r"\1'", words(value))


def words(value: Value) -> str:
    """A value as people read it in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _walk(value: Value, shape: Any, path: tuple[str, ...]) -> Iterator[Table]:
    """What stands alone first, then what is inside, in the order of the evidence."""
    members = _members(value, shape)
    alone = [(name, v) for name, v, _ in members if not isinstance(v, list | dict)]
    if alone:
        rows = tuple((_spaced(name), v) for name, v in alone)
        yield Table(_name(path) or SUMMARY, _title(path) or "Summary", ALONE, rows)
    for name, inner, known in members:
        if isinstance(inner, dict):
            yield from _walk(inner, known, (*path, name))
        elif isinstance(inner, list):
            yield _table(inner, known, (*path, name))


def _members(value: dict[str, Value], shape: Any) -> list[tuple[str, Value, Any]]:
    """(name, value, type) of an object: fields in their order, then what is unknown."""
    hints = get_type_hints(shape) if _is_shape(shape) else {}
    names = [name for name in hints if name in value]
    names += sorted(value.keys() - hints.keys())
    return [(name, value[name], _plain_type(hints.get(name))) for name in names]


def _plain_type(hint: Any) -> Any:
    """The type itself, or what an optional one is when it is there."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    is_optional = NoneType in get_args(hint) and len(kinds) == 1
    return kinds[0] if is_optional else hint


def _table(rows: Sequence[Value], shape: Any, path: tuple[str, ...]) -> Table:
    inner = get_args(shape)[0] if get_origin(shape) is tuple else None
    flat = [dict(_flat(row, inner)) for row in rows]
    columns = tuple(dict.fromkeys(name for row in flat for name in row))
    columns = columns or _columns(inner)
    filled = tuple(tuple(row.get(name) for name in columns) for row in flat)
    titles = tuple(map(_spaced, columns))
    return Table(_name(path), _title(path), titles, filled)


def _flat(row: Value, shape: Any) -> Iterator[tuple[str, Value]]:
    """A row's cells by column; objects inside it give columns of their own."""
    if isinstance(row, list):
        yield from ((f"column_{place}", v) for place, v in enumerate(row, 1))
    elif not isinstance(row, dict):
        yield "value", row
    else:
        for name, value, known in _members(row, shape):
            if isinstance(value, dict):
                yield from ((f"{name}_{n}", v) for n, v in _flat(value, known))
            else:
                yield name, value


def _columns(shape: Any) -> tuple[str, ...]:
    """Of a list without rows."""
    return tuple(get_type_hints(shape)) if _is_shape(shape) else ("value",)


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, type) and is_dataclass(shape)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _name(path: tuple[str, ...]) -> str:
    return "-".join(path).replace("_", "-")


def _title(path: tuple[str, ...]) -> str:
    return ", ".join(map(_spaced, path)).capitalize()
