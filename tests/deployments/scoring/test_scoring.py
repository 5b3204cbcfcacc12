"""The H2O contract: what is answered, and what is refused in which words."""

import json
from pathlib import Path
from typing import Any

import pytest

from deployments.scoring import h2o
from deployments.scoring.errors import BadInputError
from deployments.scoring.predictor import Predictor
from deployments.scoring.spec import read_spec
from tests.deployments.scoring import tiny

GOOD: dict[str, Any] = {"fields": tiny.FIELDS, "rows": tiny.ROWS}


def load(folder: Path, name: str = "one", **changes: Any) -> Predictor:
    path = folder / "spec.json"
    path.write_text(json.dumps(tiny.spec(name, **changes)))
    return Predictor(read_spec(path))


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    return load(tmp_path_factory.mktemp("spec"))


def scored(predictor: Predictor, **changes: Any) -> dict[str, Any]:
    return h2o.score(predictor, json.dumps(GOOD | changes).encode())


def test_scores_are_the_models_numbers_as_strings(predictor: Predictor) -> None:
    answer = scored(predictor)
    assert answer["id"] == "hydraulic_model_one"
    assert answer["fields"] == tiny.OUTPUTS
    expected = json.loads((tiny.models() / "one.json").read_text())
    for row, wanted in zip(answer["score"], expected, strict=True):
        assert all(isinstance(cell, str) for cell in row)
        assert [float(cell) for cell in row] == pytest.approx(wanted, abs=1e-6)


def test_strings_numbers_and_another_order_score_the_same(predictor: Predictor) -> None:
    numbers = [[float(cell) for cell in row] for row in tiny.ROWS]
    turned = [row[::-1] for row in tiny.ROWS]
    expected = scored(predictor)["score"]
    assert scored(predictor, rows=numbers)["score"] == expected
    assert scored(predictor, fields=tiny.FIELDS[::-1], rows=turned)["score"] == expected
    assert scored(predictor, rows=[[" 150.5 ", 8.25, 35]])["score"] == (expected[:1])


def test_a_score_reads_back_as_the_same_32_bit_number(predictor: Predictor) -> None:
    import numpy as np  # noqa: PLC0415 - one use

    exact = predictor.predict(tiny.FIELDS, tiny.ROWS)
    text = scored(predictor)["score"]
    assert (np.array(text, dtype=np.float32) == exact).all()


def test_copied_fields_stand_before_the_scores(predictor: Predictor) -> None:
    fields, rows = [*tiny.FIELDS, "ID"], [[*tiny.ROWS[0], 17]]
    answer = scored(
        predictor, fields=fields, rows=rows, idField="ID", includeFieldsInOutput=["ID"]
    )
    assert answer["fields"] == ["ID", *tiny.OUTPUTS]
    assert answer["score"][0][0] == "17"
    quiet = scored(predictor, fields=fields, rows=rows, idField="ID")
    assert quiet["fields"] == tiny.OUTPUTS


def test_a_missing_identifier_is_made(predictor: Predictor) -> None:
    answer = scored(predictor, idField="ID", includeFieldsInOutput=["ID", "PS1"])
    assert answer["fields"] == ["PS1", "ID", *tiny.OUTPUTS]
    made = {row[1] for row in answer["score"]}
    assert len(made) == len(tiny.ROWS)
    assert all(len(name) == 36 for name in made)


def test_names_can_be_left_out(predictor: Predictor) -> None:
    assert set(scored(predictor, noFieldNamesInOutput=True)) == {"id", "score"}


def rows_with(cell: Any) -> list[list[Any]]:
    return [tiny.ROWS[0], ["120", cell, "60"]]


BAD_CELLS = {
    "word": "a",
    "empty": "",
    "nan": "nan",
    "infinity": "-inf",
    "too large for 32 bits": "1e39",
    "too large at all": 10**400,
    "underscore": "1_000",
    "truth": True,
    "nothing": None,
    "list": [1],
    "object": {"a": 1},
}


@pytest.mark.parametrize("cell", BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_a_bad_cell_is_named_by_row_and_field(predictor: Predictor, cell: Any) -> None:
    with pytest.raises(BadInputError, match=r"Row 2, field 'FS1'") as refused:
        scored(predictor, rows=rows_with(cell))
    assert refused.value.status == 400


BAD_REQUESTS: dict[str, tuple[Any, int, str]] = {
    "missing field": ({"fields": ["PS1", "FS1"], "rows": [[1, 2]]}, 400, "'TS1'"),
    "extra field": (
        {"fields": [*tiny.FIELDS, "X"], "rows": [[1, 2, 3, 4]]},
        400,
        "no field 'X'",
    ),
    "field twice": (
        {"fields": [*tiny.FIELDS, "PS1"], "rows": [[1, 2, 3, 4]]},
        400,
        "'PS1' is named twice",
    ),
    "short row": (GOOD | {"rows": [[1, 2]]}, 400, "Row 1 has 2 cells.*'TS1'"),
    "long row": (GOOD | {"rows": [[1, 2, 3, 4]]}, 400, "Row 1 has 4 cells"),
    "row of no cells": (GOOD | {"rows": [[1, 2, 3], "x"]}, 400, "Row 2"),
    "no rows": (GOOD | {"rows": []}, 400, "'rows'"),
    "rows missing": ({"fields": tiny.FIELDS}, 400, "'rows'"),
    "fields missing": ({"rows": tiny.ROWS}, 400, "'fields'"),
    "fields are numbers": (GOOD | {"fields": [1, 2, 3]}, 400, "'fields' holds 1"),
    "too many rows": (GOOD | {"rows": [[1, 2, 3]] * 10_001}, 413, "10000"),
    "unknown copy": (GOOD | {"includeFieldsInOutput": ["Y"]}, 400, '"Y"'),
    "copies are no list": (GOOD | {"includeFieldsInOutput": "PS1"}, 400, "include"),
    "identifier is no name": (GOOD | {"idField": 3}, 400, "idField"),
    "contributions": (GOOD | {"requestShapleyValueType": "ORIGINAL"}, 501, "contrib"),
    "intervals": (GOOD | {"requestPredictionIntervals": True}, 501, "intervals"),
    "no object": ([1], 400, "object"),
}


@pytest.mark.parametrize(
    ("body", "status", "words"), BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys()
)
def test_a_bad_request_is_refused_in_words(
    predictor: Predictor, body: Any, status: int, words: str
) -> None:
    with pytest.raises(BadInputError, match=words) as refused:
        h2o.score(predictor, json.dumps(body).encode())
    assert refused.value.status == status


BAD_BYTES = {
    "empty": b"",
    "cut": b'{"fields": [',
    "NaN": b'{"fields": ["PS1"], "rows": [[NaN]]}',
    "not UTF-8": b'{"fields": ["\xff"]}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BAD_BYTES.values(), ids=BAD_BYTES.keys())
def test_what_is_no_json_is_refused(predictor: Predictor, body: bytes) -> None:
    with pytest.raises(BadInputError, match=r"JSON|nested"):
        h2o.score(predictor, body)


def test_a_nullable_field_may_be_empty(tmp_path: Path) -> None:
    fields = [{"name": name, "dataType": "Float32", "nullable": True} for name in "ab"]
    fields = [*fields, {"name": "c", "dataType": "Float32"}]
    predictor = load(tmp_path, fields=fields)
    names = ["a", "b", "c"]
    assert predictor.predict(names, [["1", None, "2"]]).shape == (1, 3)
    with pytest.raises(BadInputError, match="'c'"):
        predictor.predict(names, [["1", "1", None]])


@pytest.mark.parametrize(
    ("cell", "words"),
    [("1.5", "not a whole"), ("9223372036854775808", "too large"), ("x", "no.*number")],
)
def test_a_whole_number_is_whole(tmp_path: Path, cell: str, words: str) -> None:
    predictor = load(tmp_path, "columns")
    with pytest.raises(BadInputError, match=f"'count'.*{words}"):
        predictor.predict(["PS1", "count", "grade"], [["1", cell, "a"]])


def test_a_truth_is_true_or_false(tmp_path: Path) -> None:
    fields = [{"name": name, "dataType": "Bool"} for name in tiny.FIELDS]
    predictor = load(tmp_path, fields=fields)
    predictor.predict(tiny.FIELDS, [[True, "false", 1]])
    with pytest.raises(BadInputError, match="neither true nor false"):
        predictor.predict(tiny.FIELDS, [[True, "false", "yes"]])


def test_the_schema_speaks_the_contracts_words(predictor: Predictor) -> None:
    schema = h2o.schema(predictor.spec)
    assert schema["schema"]["inputFields"][0] == {"name": "PS1", "dataType": "Float32"}
    assert [field["name"] for field in schema["schema"]["outputFields"]] == tiny.OUTPUTS
    assert schema["schema"]["targetFields"] == ["cool_cond_y"]
    assert schema["properties"]["scoringType"] == "CLASSIFICATION"
