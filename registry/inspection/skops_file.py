"""Reading a skops file: its list of types first, then the estimator itself.

skops rebuilds objects from a description; only the types below may be in it.
"""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import skops
import skops.io
from skops.io.exceptions import UnsupportedTypeException, UntrustedTypesFoundException

from registry.inspection.question import (
    MAX_FIELDS,
    Finding,
    Question,
    output_names,
    width_checked,
)
from registry.inspection.refused import Refused

# Beyond what skops itself trusts: compiled tree structures hold numbers only.
TRUSTED = frozenset(
    {
        "sklearn.tree._tree.Tree",
        "sklearn._loss.link.IdentityLink",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn._loss.loss.HalfSquaredError",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    }
)
DAMAGED = "This is not a readable skops file: it is damaged or cut off."


def read(path: Path, question: Question) -> Finding:
    """Check the types, rebuild the estimator, score the rows."""
    try:
        found = set(skops.io.get_untrusted_types(file=path))
    except Exception as error:
        raise Refused(DAMAGED) from error
    if found - TRUSTED:
        raise Refused(
            f"The file holds the type {min(found - TRUSTED)}, which may not be."
        )
    return _finding(_load(path, sorted(found)), question)


def _load(path: Path, trusted: list[str]) -> Any:
    try:
        estimator = skops.io.load(path, trusted=trusted)
    except (UntrustedTypesFoundException, UnsupportedTypeException) as error:
        raise Refused("The file holds a type which may not be.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise Refused(DAMAGED) from error
    if not hasattr(estimator, "predict"):
        raise Refused("The skops file holds no estimator that can predict.")
    return estimator


def _finding(estimator: Any, question: Question) -> Finding:
    target = question.target or "prediction"
    fields = _fields(estimator, question, target)
    rows = question.rows_of(fields)
    labels = _labels(estimator, question)
    task = "classification" if labels else "regression"
    return Finding(
        flavour="skops",
        task=task,
        target=target,
        fields=fields,
        labels=labels,
        outputs=output_names(task, target, labels),
        metadata={"estimator": type(estimator).__name__},
        runtime=f"skops {skops.__version__}",
        rows=rows,
        answers=_answers(estimator, rows, task),
    )


def _fields(estimator: Any, question: Question, target: str) -> list[dict[str, str]]:
    own = tuple(str(name) for name in getattr(estimator, "feature_names_in_", ()))
    names = question.field_names(own, target)
    width = int(getattr(estimator, "n_features_in_", len(names)))
    if not 0 < width <= MAX_FIELDS:
        raise Refused("The estimator does not say how many fields it takes.")
    width_checked(names, width)
    return [{"name": name, "dataType": "Float64"} for name in names]


def _labels(estimator: Any, question: Question) -> list[str]:
    if not hasattr(estimator, "predict_proba"):
        return []
    labels = [str(label) for label in getattr(estimator, "classes_", ())]
    if question.labels and set(question.labels) != set(labels):
        raise Refused("The labels are not those of the model.", "labels")
    return labels


def _answers(estimator: Any, rows: list[list[Any]], task: str) -> list[list[str]]:
    try:
        table = np.asarray(rows, dtype=np.float64)
        ask = estimator.predict if task == "regression" else estimator.predict_proba
        scores = np.asarray(ask(table), dtype=np.float64).reshape(len(rows), -1)
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise Refused(f"The model cannot score rows of its data: {reason}") from error
    if not np.isfinite(scores).all():
        raise Refused(
            "The model answers its own data with numbers that are not finite."
        )
    return [[repr(float(score)) for score in row] for row in scores]
