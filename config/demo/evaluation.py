"""How good a recipe is on rows that its model has not seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

from config.demo.algorithms import Classifier, build
from config.demo.dataset import Floats, Integers, Table
from config.demo.recipes import Recipe
from config.demo.splits import Split

Step = Callable[[float], None]


@dataclass(frozen=True)
class Evaluation:
    """Every row's probabilities from the fold that did not train on it."""

    split: Split
    truth: Integers
    labels: Integers
    probabilities: npt.NDArray[np.float64]
    importance: npt.NDArray[np.float64]  # loss of accuracy when a feature is shuffled

    @property
    def predicted(self) -> Integers:
        return np.asarray(self.labels[self.probabilities.argmax(axis=1)])

    def metrics(self) -> dict[str, str]:
        truth, predicted = self.truth, self.predicted
        numbers = {
            "accuracy": accuracy_score(truth, predicted),
            "log_loss": log_loss(truth, self.probabilities, labels=self.labels),
            "macro_f1": f1_score(truth, predicted, average="macro"),
        }
        return {f"{self.split.name}/{k}": f"{v:.6f}" for k, v in numbers.items()}

    def confusion(self) -> list[list[int]]:
        """Counts; a row is the true class, a column the predicted one."""
        counts = confusion_matrix(self.truth, self.predicted, labels=self.labels)
        return [[int(count) for count in row] for row in counts]


def evaluate(recipe: Recipe, table: Table, split: Split, step: Step) -> Evaluation:
    inputs, truth = table.inputs, table.target(recipe.target)
    labels = np.unique(truth)
    probabilities = np.zeros((len(truth), len(labels)))
    importance = np.zeros(inputs.shape[1])
    folds = split.folds(recipe, table)
    for number, (seen, unseen) in enumerate(folds, start=1):
        model = build(recipe).fit(inputs[seen], truth[seen])
        _require_all_classes(model, labels, split)
        probabilities[unseen] = model.predict_proba(inputs[unseen])
        weight = len(unseen) / len(truth)
        importance += weight * _importance(model, inputs[unseen], truth[unseen], recipe)
        step(number / len(folds))
    # Some models answer in 32 bits, whose sums miss one by a rounding.
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return Evaluation(split, truth, labels, probabilities, importance)


def _require_all_classes(model: Classifier, labels: Integers, split: Split) -> None:
    """A fold that lacks a class would put probabilities in the wrong column."""
    if not np.array_equal(model.classes_, labels):
        raise ValueError(f"A {split.name} fold lacks a class of {labels.tolist()}.")


def _importance(
    model: Classifier, inputs: Floats, truth: Integers, recipe: Recipe
) -> npt.NDArray[np.float64]:
    """Accuracy lost on held-back rows when one column is shuffled among them."""
    order = np.random.default_rng(recipe.seed).permutation(len(truth))
    whole = accuracy_score(truth, model.predict(inputs))
    lost = np.zeros(inputs.shape[1])
    for column in range(inputs.shape[1]):
        broken = inputs.copy()
        broken[:, column] = inputs[order, column]
        lost[column] = whole - accuracy_score(truth, model.predict(broken))
    return lost
