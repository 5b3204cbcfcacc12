"""Open Inference Protocol v2 and /invocations: the same numbers, other envelopes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deployments.scoring import h2o
from deployments.scoring.app import App
from deployments.scoring.messages import Request, Response
from deployments.scoring.predictor import Predictor
from deployments.scoring.spec import read_spec
from tests.deployments.scoring import tiny

INFER = "/v2/models/hydraulic_model_one/infer"
NUMBERS = [[float(cell) for cell in row] for row in tiny.ROWS]
COLUMNS = [list(column) for column in zip(*NUMBERS, strict=True)]


def load(folder: Path, name: str) -> Predictor:
    (folder / "spec.json").write_text(json.dumps(tiny.spec(name)))
    return Predictor(read_spec(folder / "spec.json"))


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    return load(tmp_path_factory.mktemp("spec"), "one")


def ask(predictor: Predictor, method: str, path: str, body: Any = None) -> Response:
    app = App(predictor)
    answers: list[Response] = []
    request = Request(method, path, body=json.dumps(body).encode())
    refused = app.admit(request)
    if refused is not None:
        return refused
    app.handle(request, answers.append)
    return answers[0]


def told(predictor: Predictor, method: str, path: str, body: Any = None) -> Any:
    answer = ask(predictor, method, path, body)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def expected(predictor: Predictor) -> list[list[float]]:
    body = json.dumps({"fields": tiny.FIELDS, "rows": tiny.ROWS}).encode()
    rows = h2o.score(predictor, body)["score"]
    return [[float(cell) for cell in row] for row in rows]


def tensor(name: str, shape: list[int], data: Any) -> dict[str, Any]:
    return {"name": name, "shape": shape, "datatype": "FP32", "data": data}


PER_FIELD = [tensor(*x) for x in zip(tiny.FIELDS, [[3]] * 3, COLUMNS, strict=True)]
INFERENCES = {
    "nested": [tensor("x", [3, 3], NUMBERS)],
    "flat": [tensor("x", [3, 3], [cell for row in NUMBERS for cell in row])],
    "per field": PER_FIELD,
    "per field, as columns": [i | {"shape": [3, 1]} for i in PER_FIELD[::-1]],
}


@pytest.mark.parametrize("inputs", INFERENCES.values(), ids=INFERENCES.keys())
def test_an_inference_gives_the_same_numbers(predictor: Predictor, inputs: Any) -> None:
    answer = told(predictor, "POST", INFER, {"id": "7", "inputs": inputs})
    assert answer["id"] == "7"
    assert [out["name"] for out in answer["outputs"]] == tiny.OUTPUTS
    columns = [out["data"] for out in answer["outputs"]]
    rows = [list(row) for row in zip(*columns, strict=True)]
    assert rows == expected(predictor)


def test_an_inference_needs_no_id_and_may_choose_outputs(predictor: Predictor) -> None:
    body = {"inputs": INFERENCES["flat"], "outputs": [{"name": tiny.OUTPUTS[1]}]}
    answer = told(predictor, "POST", INFER, body)
    assert "id" not in answer
    assert [out["name"] for out in answer["outputs"]] == tiny.OUTPUTS[1:2]


BAD_INFERENCES = {
    "no inputs": ({}, "'inputs'"),
    "no name": ({"inputs": [{"shape": [1]}]}, "name"),
    "no shape": ({"inputs": [{"name": "x"}]}, "'x' needs a shape"),
    "zero rows": ({"inputs": [tensor("x", [0, 3], [])]}, "shape"),
    "wrong count": ({"inputs": [tensor("x", [3, 3], [1])]}, "1 values.* 9"),
    "wrong width": ({"inputs": [tensor("x", [1, 2], [1, 2])]}, "2 columns for 3"),
    "missing field": ({"inputs": PER_FIELD[:2]}, "'TS1' is missing"),
    "unequal columns": ({"inputs": [*PER_FIELD[:2], tensor("TS1", [1], [1])]}, "shape"),
    "unknown type": (
        {"inputs": [tensor("x", [1, 3], [1, 2, 3]) | {"datatype": "X"}]},
        "datatype",
    ),
    "text": ({"inputs": [tensor("x", [1, 3], [1, "a", 3])]}, "Row 1, field 'FS1'"),
    "data is no list": ({"inputs": [tensor("x", [1, 3], 5)]}, "'data'"),
    "unknown output": (
        {"inputs": INFERENCES["flat"], "outputs": [{"name": "y"}]},
        "no output 'y'",
    ),
}


@pytest.mark.parametrize(
    ("body", "words"), BAD_INFERENCES.values(), ids=BAD_INFERENCES.keys()
)
def test_a_bad_inference_is_refused_in_words(
    predictor: Predictor, body: Any, words: str
) -> None:
    answer = ask(predictor, "POST", INFER, body)
    assert answer.status == 400
    assert re.search(words, json.loads(answer.body)["error"])


def test_too_many_rows_are_refused_before_they_are_read(predictor: Predictor) -> None:
    answer = ask(predictor, "POST", INFER, {"inputs": [tensor("x", [10_001, 3], [])]})
    assert answer.status == 413


def test_the_server_and_the_model_describe_themselves(predictor: Predictor) -> None:
    assert told(predictor, "GET", "/v2/health/live") == {"live": True}
    assert told(predictor, "GET", "/v2/health/ready") == {"ready": True}
    assert told(predictor, "GET", "/v2")["name"] == "hallmark"
    described = told(predictor, "GET", "/v2/models/hydraulic_model_one")
    assert [each["name"] for each in described["inputs"]] == tiny.FIELDS
    assert ask(predictor, "POST", "/v2/models/other/infer").status == 404
    assert told(predictor, "GET", "/ping") == {}


RECORDS = [dict(zip(tiny.FIELDS, row, strict=True)) for row in NUMBERS]
INVOCATIONS = {
    "split": {"dataframe_split": {"columns": tiny.FIELDS, "data": NUMBERS}},
    "records": {"dataframe_records": RECORDS},
    "instances": {"instances": NUMBERS},
    "instances of objects": {"instances": RECORDS},
    "inputs": {"inputs": NUMBERS},
    "inputs of columns": {"inputs": dict(zip(tiny.FIELDS, COLUMNS, strict=True))},
    "inputs of one tensor": {"inputs": {"X": NUMBERS}},
}


@pytest.mark.parametrize("body", INVOCATIONS.values(), ids=INVOCATIONS.keys())
def test_an_invocation_gives_the_same_numbers(predictor: Predictor, body: Any) -> None:
    rows = told(predictor, "POST", "/invocations", body)["predictions"]
    assert [list(row) for row in rows] == [tiny.OUTPUTS] * 3
    assert [list(row.values()) for row in rows] == expected(predictor)


def test_a_regressor_gives_plain_numbers(tmp_path: Path) -> None:
    body = {"instances": NUMBERS[:1]}
    answer = told(load(tmp_path, "regression"), "POST", "/invocations", body)
    assert answer["predictions"] == [pytest.approx(301.0, abs=1e-3)]


BAD_INVOCATIONS = {
    "nothing": ({}, "exactly one"),
    "two": ({"inputs": NUMBERS, "instances": NUMBERS}, "exactly one"),
    "split is a list": ({"dataframe_split": []}, "'columns' and 'data'"),
    "split without columns": ({"dataframe_split": {"data": NUMBERS}}, "'fields'"),
    "records of lists": ({"dataframe_records": NUMBERS}, "objects"),
    "no records": ({"dataframe_records": []}, "at least one"),
    "unequal records": ({"dataframe_records": [*RECORDS, {}]}, "Row 4 and row 1"),
    "a record that is none": ({"dataframe_records": [*RECORDS, 1]}, "Row 4"),
    "column is no list": ({"inputs": {"PS1": 1, "FS1": [1]}}, "'PS1' must be"),
    "unequal columns": ({"inputs": {"PS1": [1], "FS1": [1, 2]}}, "differ in length"),
    "text": ({"instances": [["a", 1, 2]]}, "Row 1, field 'PS1'"),
}


@pytest.mark.parametrize(
    ("body", "words"), BAD_INVOCATIONS.values(), ids=BAD_INVOCATIONS.keys()
)
def test_a_bad_invocation_is_refused_in_words(
    predictor: Predictor, body: Any, words: str
) -> None:
    answer = ask(predictor, "POST", "/invocations", body)
    assert answer.status == 400
    assert words in json.loads(answer.body)["message"]
