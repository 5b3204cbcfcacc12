"""The learners that a recipe may name, each repeatable from its seed."""

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from config.demo.dataset import Floats, Integers
from config.demo.recipes import Recipe


class Classifier(Protocol):
    """The part of a scikit-learn classifier that is used here."""

    classes_: Integers

    def fit(self, inputs: Floats, labels: Integers) -> Self: ...

    def predict(self, inputs: Floats) -> Integers: ...

    def predict_proba(self, inputs: Floats) -> npt.NDArray[np.float64]: ...


def logistic_regression(recipe: Recipe) -> Classifier:
    linear = LogisticRegression(random_state=recipe.seed, **recipe.settings)
    pipeline: Classifier = make_pipeline(StandardScaler(), linear)
    return pipeline


def random_forest(recipe: Recipe) -> Classifier:
    forest: Classifier = RandomForestClassifier(
        random_state=recipe.seed, **recipe.settings
    )
    return forest


def histogram_gradient_boosting(recipe: Recipe) -> Classifier:
    boosting: Classifier = HistGradientBoostingClassifier(
        random_state=recipe.seed, **recipe.settings
    )
    return boosting


ALGORITHMS: dict[str, Callable[[Recipe], Classifier]] = {
    "logistic_regression": logistic_regression,
    "random_forest": random_forest,
    "histogram_gradient_boosting": histogram_gradient_boosting,
}


def build(recipe: Recipe) -> Classifier:
    """An untrained learner."""
    return ALGORITHMS[recipe.algorithm](recipe)
