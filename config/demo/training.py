"""Train one recipe for real and hand back all that a registry wants to keep."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from threadpoolctl import threadpool_limits

from config.demo.algorithms import Classifier, build
from config.demo.dataset import Table, dataset, table
from config.demo.evaluation import Evaluation, Step, evaluate
from config.demo.export import Agreement, agreement, to_onnx_model
from config.demo.recipes import Recipe
from config.demo.samples import Golden, Sample, golden, sample_request
from config.demo.splits import GROUPED, SHUFFLED

Progress = Callable[[float, str], None]

LIBRARIES = ("numpy", "onnx", "onnxruntime", "scikit-learn", "skl2onnx")
SCORER = "grouped/accuracy"


@dataclass(frozen=True)
class TrainedExperiment:
    """One training: what went in, what came out, how good it is."""

    name: str
    description: str
    recipe: str
    seed: int
    model: str  # the registered model this is a candidate of
    version: int  # its number there
    algorithm: str
    target: str
    labels: tuple[str, ...]  # in class order
    outputs: tuple[str, ...]  # "<target>.<label>" in class order
    features: tuple[dict[str, str], ...]  # {"name", "dataType"} in column order
    parameters: dict[str, str]
    metrics: dict[str, str]
    metadata: dict[str, str]
    importance: tuple[dict[str, str], ...]  # {"feature", "importance"}, largest first
    onnx: bytes
    dataset_sha256: str
    training_seconds: float
    agreement: Agreement
    sample_request: Sample
    golden: Golden


def silent(fraction: float, words: str) -> None:
    """A progress callback for callers who do not show any."""


def train(recipe: Recipe, progress: Progress = silent) -> TrainedExperiment:
    started = time.perf_counter()
    rows = table(recipe.every)
    with threadpool_limits(limits=1):  # more threads would change the last bits
        grouped = evaluate(recipe, rows, GROUPED, _part(progress, 0.0, recipe))
        shuffled = evaluate(recipe, rows, SHUFFLED, _part(progress, 0.45, recipe))
        progress(0.9, f"{recipe.title}: training on every row")
        model = build(recipe).fit(rows.inputs, rows.target(recipe.target))
        seconds = time.perf_counter() - started
        trained = _collect(recipe, rows, model, (grouped, shuffled), seconds)
    progress(1.0, f"{recipe.title}: done")
    return trained


@cache
def train_once(recipe: Recipe) -> TrainedExperiment:
    """The same, kept for the life of the process; for tests."""
    return train(recipe)


def _part(progress: Progress, begin: float, recipe: Recipe) -> Step:
    words = f"{recipe.title}: measuring on rows held back"
    return lambda done: progress(begin + 0.45 * done, words)


def _collect(
    recipe: Recipe,
    rows: Table,
    model: Classifier,
    evaluations: tuple[Evaluation, Evaluation],
    seconds: float,
) -> TrainedExperiment:
    grouped, shuffled = evaluations
    exported = to_onnx_model(model, recipe, rows)
    labels = tuple(str(label) for label in model.classes_)
    metrics = grouped.metrics() | shuffled.metrics()
    return TrainedExperiment(
        name=recipe.title,
        description=recipe.description,
        recipe=recipe.key,
        seed=recipe.seed,
        model=recipe.model,
        version=recipe.version,
        algorithm=recipe.algorithm,
        target=recipe.target,
        labels=labels,
        outputs=tuple(f"{recipe.target}.{label}" for label in labels),
        features=tuple({"name": n, "dataType": "Float32"} for n in rows.features),
        parameters=_parameters(recipe, rows),
        metrics=metrics,
        metadata=_metadata(recipe, labels, grouped, metrics, seconds),
        importance=_importance(rows, grouped),
        onnx=exported.content,
        dataset_sha256=dataset().sha256,
        training_seconds=round(seconds, 3),
        agreement=agreement(model, exported, rows.inputs),
        sample_request=sample_request(rows),
        golden=golden(rows, recipe.target, exported),
    )


def _parameters(recipe: Recipe, rows: Table) -> dict[str, str]:
    return {
        "target column": recipe.target,
        "algorithm": recipe.algorithm,
        **{name: str(value) for name, value in recipe.hyperparameters},
        "seed": str(recipe.seed),
        "rows": str(len(rows.cells)),
        "split/folds": str(recipe.folds),
        "split/grouped": f"GroupKFold over {rows.runs[-1] + 1} runs of equal condition",
        "split/shuffled": "StratifiedKFold, shuffled by the seed",
        **{f"library/{name}": version(name) for name in LIBRARIES},
    }


def _metadata(
    recipe: Recipe,
    labels: tuple[str, ...],
    grouped: Evaluation,
    metrics: dict[str, str],
    seconds: float,
) -> dict[str, str]:
    summary = (
        f"{recipe.title}: accuracy {float(metrics[SCORER]):.3f} on whole condition runs"
        f" held back, {float(metrics['shuffled/accuracy']):.3f} on rows held back at"
        " random. Chosen by the first."
    )
    return {
        "dai/labels": json.dumps(labels),
        "dai/score": metrics[SCORER],
        "dai/scorer": SCORER,
        "dai/summary": summary,
        "dai/target": recipe.target,
        "dai/training_seconds": f"{seconds:.3f}",
        "demo/confusion_grouped": json.dumps(grouped.confusion()),
        "demo/dataset_licence": dataset().licence,
        "demo/dataset_source": dataset().source,
        "demo/recipe": recipe.key,
    }


def _importance(rows: Table, grouped: Evaluation) -> tuple[dict[str, str], ...]:
    pairs = zip(rows.features, grouped.importance, strict=True)
    largest = sorted(pairs, key=lambda pair: (-round(pair[1], 6), pair[0]))
    return tuple({"feature": n, "importance": f"{v:.6f}"} for n, v in largest)
