"""Model files from outside: what is taken, and what is refused with which sentence."""

import io
import pickle
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.naive_bayes import GaussianNB

from governance.exceptions import InvalidInput
from registry.inspection.child import inspect_file
from registry.inspection.question import Finding, Question
from registry.inspection.refused import Refused
from registry.inspection.run import inspect
from tests.registry import onnx_models

QUESTION = Question(target="cool", columns=onnx_models.FIELDS, rows=onnx_models.ROWS)


def look(tmp_path: Path, content: bytes, question: Question = QUESTION) -> Finding:
    """As the product does it, in a child process."""
    return inspect(_file(tmp_path, content), question)


def look_here(tmp_path: Path, content: bytes, question: Question = QUESTION) -> Finding:
    """The same without a child process: quicker, and these files are our own."""
    return inspect_file(_file(tmp_path, content), question)


def _file(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    return file


def refusal(
    tmp_path: Path, content: bytes, question: Question = QUESTION
) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        look(tmp_path, content, question)
    return caught.value


def refusal_here(
    tmp_path: Path, content: bytes, question: Question = QUESTION
) -> Refused:
    with pytest.raises(Refused) as caught:
        look_here(tmp_path, content, question)
    return caught.value


def test_a_classifier_tells_its_labels_fields_and_outputs(tmp_path: Path) -> None:
    found = look(tmp_path, onnx_models.as_bytes(onnx_models.classifier()))
    assert found.task == "classification"
    assert found.labels == ["3", "20", "100"]
    assert found.outputs == ["cool.3", "cool.20", "cool.100"]
    assert found.fields[0] == {"name": "flow", "dataType": "Float32"}
    assert found.opsets == {"ai.onnx": 15, "ai.onnx.ml": 1}
    assert [round(sum(map(float, row)), 5) for row in found.answers] == [1.0, 1.0, 1.0]


def test_a_regressor_has_its_target_as_output(tmp_path: Path) -> None:
    found = look_here(tmp_path, onnx_models.as_bytes(onnx_models.regressor()))
    assert (found.task, found.labels, found.outputs) == ("regression", [], ["cool"])


def test_a_skops_classifier_is_read_after_its_types(tmp_path: Path) -> None:
    rows = np.array(onnx_models.ROWS)
    model = GaussianNB().fit(rows, np.array([3, 20, 100]))
    found = look_here(tmp_path, skops.io.dumps(model))
    assert (found.flavour, found.labels) == ("skops", ["3", "20", "100"])


def test_a_skops_file_with_an_unknown_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="may not be"):
        look_here(tmp_path, skops.io.dumps({"model": io.StringIO}))


def test_a_pickle_renamed_to_onnx_is_refused_and_not_opened(tmp_path: Path) -> None:
    mark = tmp_path / "opened"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[object]]:
            return (Path.touch, (mark,))

    said = refusal(tmp_path, pickle.dumps(Trap()))
    assert "pickle" in said.message
    assert not mark.exists()


@pytest.mark.parametrize("keep", [0, 1, 90])
def test_a_truncated_file_is_refused(tmp_path: Path, keep: int) -> None:
    content = onnx_models.as_bytes(onnx_models.regressor())
    assert refusal_here(tmp_path, content[:keep]).field == "file"


@pytest.mark.parametrize("seed", range(2))
def test_random_bytes_are_refused(tmp_path: Path, seed: int) -> None:
    content = random.Random(seed).randbytes(5000)  # noqa: S311 - noise, not a secret
    assert refusal_here(tmp_path, content).field == "file"


@pytest.mark.parametrize("place", ["weights.bin", "../../etc/passwd", "/etc/passwd"])
def test_weights_in_another_file_are_refused(tmp_path: Path, place: str) -> None:
    model = onnx_models.with_external_data(place)
    assert "external data" in str(refusal_here(tmp_path, onnx_models.as_bytes(model)))


def test_an_archive_that_unpacks_too_large_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("schema.json", b"{}")
        archive.filelist[0].file_size = 2**31  # what the directory will claim
    assert "1 GiB" in str(refusal_here(tmp_path, packed.getvalue()))


def test_a_model_that_asks_for_too_much_memory_is_refused(tmp_path: Path) -> None:
    question = Question(target="cool", columns=("flow",), rows=((1.0,),))
    said = refusal(tmp_path, onnx_models.as_bytes(onnx_models.greedy()), question)
    assert said.field == "file"


def test_the_number_of_fields_must_fit(tmp_path: Path) -> None:
    question = Question(target="cool", columns=("flow",), rows=((1.0,),))
    said = refusal_here(
        tmp_path, onnx_models.as_bytes(onnx_models.classifier()), question
    )
    assert said.field == "columns"
    assert "takes 3 numbers" in str(said)


def test_labels_that_are_not_the_models_are_refused(tmp_path: Path) -> None:
    question = Question(
        target="cool",
        columns=onnx_models.FIELDS,
        labels=("yes", "no", "perhaps"),
        rows=onnx_models.ROWS,
    )
    said = refusal_here(
        tmp_path, onnx_models.as_bytes(onnx_models.classifier()), question
    )
    assert said.field == "labels"


def test_a_field_that_the_data_does_not_have_is_named(tmp_path: Path) -> None:
    question = Question(
        target="cool",
        fields=("flow", "pressure", "noise"),
        columns=onnx_models.FIELDS,
        rows=onnx_models.ROWS,
    )
    said = refusal_here(
        tmp_path, onnx_models.as_bytes(onnx_models.classifier()), question
    )
    assert said.field == "columns"
    assert "'noise'" in str(said)


def test_the_target_is_no_field(tmp_path: Path) -> None:
    rows = tuple((*row, "3") for row in onnx_models.ROWS)
    question = Question(target="cool", columns=(*onnx_models.FIELDS, "cool"), rows=rows)
    found = look_here(
        tmp_path, onnx_models.as_bytes(onnx_models.classifier()), question
    )
    assert [field["name"] for field in found.fields] == list(onnx_models.FIELDS)
    assert found.rows == [list(row) for row in onnx_models.ROWS]
