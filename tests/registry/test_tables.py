"""Tables from outside: limits on a record and on the whole, and honest statistics."""

import io
import tracemalloc
from typing import Any

import pytest

from governance.exceptions import InvalidInput
from registry import tables


def columns(content: bytes) -> list[dict[str, Any]]:
    return tables.describe(io.BytesIO(content)).columns


@pytest.mark.parametrize(
    "content",
    [
        b"a\n" + b'"x\n",' * 2_000_000,
        b'a\n"' + b"\n" * 3_000_000,
        b'a,b\n"' + b"x\n" * 600_000 + b'",1\n',
        b"a\n" + b"," * 3_000_000,
        b'"' + b"x\n" * 600_000 + b'"\n1\n',
    ],
)
def test_a_record_without_an_end_is_refused_within_little_memory(
    content: bytes,
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput) as refused:
            columns(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.field == "file"
    assert peak < 40 * 2**20


def test_rows_of_several_lines_are_taken() -> None:
    content = b"a,b\n" + b'"one\ntwo",1\n' * 200_000
    facts = tables.describe(io.BytesIO(content))
    assert facts.rows == 200_000
    assert facts.columns[0] == {
        "name": "a",
        "missing": 0,
        "distinct": 1,
        "type": "text",
    }


@pytest.mark.parametrize(
    "rows",
    [b"1.7e308\n-1.7e308\n1\n", b"1e308\n1e308\n3\n-1e308\n", b"1e200\n-1e200\n"],
)
def test_statistics_that_are_no_numbers_are_left_out(rows: bytes) -> None:
    (column,) = columns(b"a\n" + rows)
    assert column["type"] == "number"
    assert "mean" not in column
    assert "std" not in column
    assert float(column["max"]) > 1e100


def test_a_table_of_too_many_cells_is_refused_with_the_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 100)
    assert len(columns(b"a,b,c\n" + b"1,2,3\n" * 33)) == 3
    with pytest.raises(InvalidInput, match=r"at most 100 cells.* 33 rows"):
        columns(b"a,b,c\n" + b"1,2,3\n" * 34)


def test_distinct_values_cost_no_more_than_their_number() -> None:
    content = b"a\n" + b"".join(b"%d" % at + b"x" * 100_000 + b"\n" for at in range(50))
    file = io.BytesIO(content)
    tracemalloc.start()
    (column,) = tables.describe(file).columns
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert column["distinct"] == 50
    assert peak < 2 * 2**20


def test_a_file_of_blank_lines_is_not_read_to_its_end() -> None:
    file = io.BytesIO(b"a\n1\n" + b"\n" * 3_000_000)
    with pytest.raises(InvalidInput, match="blank"):
        tables.describe(file)
    assert file.tell() < 10_000
