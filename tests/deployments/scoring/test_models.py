"""Loading and proving a model: every flavour, every way to refuse one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deployments.scoring.errors import LaunchError
from deployments.scoring.predictor import Predictor
from deployments.scoring.spec import read_spec
from deployments.scoring.warm_up import warm_up
from tests.deployments.scoring import tiny

full = pytest.mark.full


def prove(folder: Path, spec: dict[str, Any]) -> Predictor:
    path = folder / "spec.json"
    path.write_text(json.dumps(spec))
    predictor = Predictor(read_spec(path))
    warm_up(predictor)
    return predictor


ALL = ["one", "two", "maps", "regression", "columns", "forest"]


@pytest.mark.parametrize(
    "name", [*ALL, *(pytest.param(n, marks=full) for n in ("boosting", "histograms"))]
)
def test_every_flavour_gives_its_golden_rows(tmp_path: Path, name: str) -> None:
    prove(tmp_path, tiny.spec(name))


def test_the_result_does_not_depend_on_the_size_of_the_batch(tmp_path: Path) -> None:
    predictor = prove(tmp_path, tiny.spec())
    batch = predictor.predict(tiny.FIELDS, tiny.ROWS)
    single = [predictor.predict(tiny.FIELDS, [row])[0] for row in tiny.ROWS]
    assert np.array(single).tobytes() == batch.tobytes()


def changed(**model: Any) -> dict[str, Any]:
    spec = tiny.spec()
    return spec | {"model": spec["model"] | model}


def golden(**values: Any) -> dict[str, Any]:
    spec = tiny.spec()
    return spec | {"golden": spec["golden"] | values}


REFUSED = {
    "another file": (changed(sha256="0" * 64), "SHA-256"),
    "no file": (changed(path="/nowhere"), "cannot be read"),
    "unknown flavour": (changed(flavour="pickle"), "'pickle'"),
    "wrong golden output": (
        golden(outputs=[[0.5, 0.25, 0.25]] * 3),
        r"Golden row 1, cool_cond_y\.\d+: expected",
    ),
    "golden outputs of another shape": (golden(outputs=[[1.0]] * 3), "shape"),
    "golden row of text": (golden(rows=[["a", "1", "1"]] * 3), "'PS1'"),
    "sample without a field": (
        tiny.spec(sample={"fields": ["PS1"], "rows": [[1]]}),
        "'FS1' is missing",
    ),
    "field of no type": (
        tiny.spec(fields=[{"name": "PS1", "dataType": "Bytes"}]),
        "'PS1'.*'Bytes'",
    ),
    "fewer fields than the model": (
        tiny.spec(fields=[{"name": "PS1", "dataType": "Float32"}]),
        "takes 3 values",
    ),
    "more outputs than the model": (
        tiny.spec(labels=list("abcd"), outputs=list("abcd")),
        "no scores for 4",
    ),
    "outputs without labels": (tiny.spec(labels=["3"]), "3 outputs where 1"),
    "unknown task": (tiny.spec(task="clustering"), "clustering"),
}


@pytest.mark.parametrize(("spec", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_model_that_does_not_fit_is_refused(
    tmp_path: Path, spec: dict[str, Any], words: str
) -> None:
    with pytest.raises(LaunchError, match=words):
        prove(tmp_path, spec)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    import hashlib  # noqa: PLC0415 - one use

    for name in ("one", "forest"):
        spec = tiny.spec(name)
        data = Path(spec["model"]["path"]).read_bytes()[:-50]
        damaged = tmp_path / "damaged"
        damaged.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        spec["model"] |= {"path": str(damaged), "sha256": digest}
        with pytest.raises(LaunchError, match="cannot be loaded"):
            prove(tmp_path, spec)


def test_a_skops_file_with_a_strange_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match=r"not allowed: builtins\.print"):
        prove(tmp_path, tiny.spec("stranger", golden=None))


def test_a_spec_that_is_no_spec_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text("{}")
    with pytest.raises(LaunchError, match="spec file"):
        read_spec(tmp_path / "spec.json")
