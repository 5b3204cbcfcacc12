import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import onnx
import onnxruntime
import pytest

from config.demo.algorithms import build
from config.demo.dataset import TARGETS, dataset, table
from config.demo.export import DisagreementError, OnnxModel, agreement, to_onnx_model
from config.demo.recipes import COOLER_BOOSTING, RECIPES, VALVE_FOREST, Recipe, tiny
from config.demo.splits import GROUPED, SHUFFLED
from config.demo.training import TrainedExperiment, train, train_once

TINY = [tiny(recipe) for recipe in RECIPES]
each_recipe = pytest.mark.parametrize("recipe", TINY, ids=lambda recipe: recipe.key)


def scored(
    trained: TrainedExperiment, rows: list[list[str]]
) -> tuple[list[str], np.ndarray]:
    """Score with a session of our own, not with the one under test."""
    session = onnxruntime.InferenceSession(trained.onnx)
    inputs = np.array(rows, dtype=np.float32)
    label, probabilities = session.run(None, {"features": inputs})
    return [str(value) for value in label], probabilities


def test_the_dataset_is_the_whole_file_with_its_citation() -> None:
    data = dataset()
    assert data.row_count == 2205
    assert data.content.count(b"\n") == 2206
    assert data.columns[-5:] == TARGETS
    assert len(data.columns) == 22
    assert data.sha256 == hashlib.sha256(data.content).hexdigest()
    assert "Helwig" in data.source
    assert data.licence == "CC BY 4.0"


def test_there_are_194_runs_and_none_stands_on_both_sides_of_a_grouped_fold() -> None:
    rows = table()
    assert len(set(rows.runs)) == 194
    for seen, unseen in GROUPED.folds(VALVE_FOREST, rows):
        assert not set(rows.runs[seen]) & set(rows.runs[unseen])


def test_a_shuffled_fold_has_seen_nearly_every_run() -> None:
    rows = table()
    seen, unseen = SHUFFLED.folds(VALVE_FOREST, rows)[0]
    leaked = np.isin(rows.runs[unseen], rows.runs[seen])
    assert leaked.mean() > 0.9


def test_the_recipes_make_three_cooler_and_two_valve_candidates() -> None:
    candidates = [(recipe.model, recipe.version) for recipe in RECIPES]
    assert candidates == [
        ("hydraulic_model", 1),
        ("hydraulic_model", 2),
        ("hydraulic_model", 3),
        ("valve_model", 1),
        ("valve_model", 2),
    ]
    assert len({recipe.key for recipe in RECIPES}) == 5


@each_recipe
def test_labels_and_outputs_stand_in_class_order(recipe: Recipe) -> None:
    trained = train_once(recipe)
    cooler = ("3", "20", "100")
    expected = cooler if recipe.target == "cool_cond_y" else ("73", "80", "90", "100")
    assert trained.labels == expected
    assert trained.outputs == tuple(f"{recipe.target}.{label}" for label in expected)
    assert json.loads(trained.metadata["dai/labels"]) == list(expected)


@each_recipe
def test_the_onnx_model_is_valid_and_names_its_inputs_and_outputs(
    recipe: Recipe,
) -> None:
    trained = train_once(recipe)
    proto = onnx.load_from_string(trained.onnx)
    onnx.checker.check_model(proto, full_check=True)
    assert [entry.name for entry in proto.graph.input] == ["features"]
    assert [entry.name for entry in proto.graph.output] == ["label", "probabilities"]
    described = {entry.key: entry.value for entry in proto.metadata_props}
    assert json.loads(described["features"]) == [f["name"] for f in trained.features]
    assert json.loads(described["labels"]) == list(trained.labels)
    assert described["target"] == trained.target


@each_recipe
def test_onnx_and_scikit_learn_agree_on_every_row(recipe: Recipe) -> None:
    found = train_once(recipe).agreement
    assert found.rows == len(table(recipe.every).cells)
    assert found.label_mismatches == 0
    assert found.max_difference <= 1e-5


def test_an_export_that_answers_differently_is_refused() -> None:
    recipe = tiny(COOLER_BOOSTING)
    rows = table(recipe.every)
    truth = rows.target(recipe.target)
    model = build(recipe).fit(rows.inputs, truth)
    other = build(replace(recipe, hyperparameters=(("max_iter", 1),)))
    exported = to_onnx_model(other.fit(rows.inputs, truth), recipe, rows)
    assert isinstance(exported, OnnxModel)
    with pytest.raises(DisagreementError):
        agreement(model, exported, rows.inputs)


@each_recipe
def test_the_same_seed_gives_the_same_bytes_and_numbers(recipe: Recipe) -> None:
    first, again = train_once(recipe), train(recipe)
    assert hashlib.sha256(again.onnx).digest() == hashlib.sha256(first.onnx).digest()
    assert again.metrics == first.metrics
    assert again.importance == first.importance
    assert again.golden == first.golden


def test_another_seed_gives_another_forest() -> None:
    recipe = tiny(VALVE_FOREST)
    assert train(replace(recipe, seed=1)).onnx != train_once(recipe).onnx


@each_recipe
def test_metrics_are_decimals_grouped_and_shuffled_side_by_side(recipe: Recipe) -> None:
    trained = train_once(recipe)
    assert set(trained.metrics) == {
        f"{split}/{name}"
        for split in ("grouped", "shuffled")
        for name in ("accuracy", "log_loss", "macro_f1")
    }
    assert all(Decimal(value).is_finite() for value in trained.metrics.values())
    assert trained.metadata["dai/score"] == trained.metrics["grouped/accuracy"]
    confusion = np.array(json.loads(trained.metadata["demo/confusion_grouped"]))
    hits = Decimal(int(confusion.trace())) / Decimal(int(confusion.sum()))
    assert confusion.sum() == trained.agreement.rows
    assert abs(hits - Decimal(trained.metrics["grouped/accuracy"])) < Decimal("1e-6")


@each_recipe
def test_golden_rows_are_real_spread_over_the_classes_and_scored(
    recipe: Recipe,
) -> None:
    trained = train_once(recipe)
    golden = trained.golden
    rows = table(recipe.every)
    real = {cells[:17]: cells for cells in rows.cells}
    assert 20 <= len(golden["rows"]) <= 50
    place = rows.columns.index(recipe.target)
    classes = {real[tuple(row)][place] for row in golden["rows"]}
    assert classes == set(trained.labels)
    _, probabilities = scored(trained, golden["rows"])
    written = np.array(golden["outputs"], dtype=np.float64)
    assert written.shape == (len(golden["rows"]), len(trained.labels))
    assert np.abs(written - probabilities).max() <= float(golden["tolerance"])


@each_recipe
def test_the_sample_request_is_one_real_row_of_text_that_scores(recipe: Recipe) -> None:
    trained = train_once(recipe)
    sample = trained.sample_request
    assert sample["fields"] == [feature["name"] for feature in trained.features]
    assert sample["rows"] == [list(table().cells[0][:17])]
    label, probabilities = scored(trained, sample["rows"])
    assert label[0] in trained.labels
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)


@each_recipe
def test_everything_logged_is_text_and_says_how_it_was_made(recipe: Recipe) -> None:
    trained = train_once(recipe)
    for logged in (trained.parameters, trained.metrics, trained.metadata):
        assert all(type(value) is str for value in logged.values())
        assert all(logged.values())
    assert trained.parameters["target column"] == recipe.target
    assert trained.parameters["library/scikit-learn"]
    assert trained.training_seconds > 0
    assert {"dai/scorer", "dai/summary", "dai/training_seconds"} <= set(
        trained.metadata
    )
    assert {line["feature"] for line in trained.importance} == set(
        trained.sample_request["fields"]
    )


def test_progress_runs_from_the_first_fold_to_one_in_order() -> None:
    heard: list[float] = []
    train(tiny(COOLER_BOOSTING), lambda fraction, words: heard.append(fraction))
    assert heard == sorted(heard)
    assert heard[0] > 0
    assert heard[-1] == 1


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(KeyError, match="perceptron"):
        train(replace(TINY[0], algorithm="perceptron"))


@pytest.mark.full
def test_the_order_of_the_valve_candidates_flips_between_the_splits() -> None:
    linear, forest = (train_once(r).metrics for r in RECIPES if "valve" in r.key)
    grouped, shuffled = "grouped/accuracy", "shuffled/accuracy"
    assert Decimal(linear[grouped]) > Decimal(forest[grouped])
    assert Decimal(linear[shuffled]) < Decimal(forest[shuffled])
