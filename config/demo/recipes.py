"""The five trainings of the demo, each written down completely."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

Hyperparameters = tuple[tuple[str, int | float], ...]


@dataclass(frozen=True)
class Recipe:
    """Everything that decides which model comes out."""

    key: str
    model: str
    version: int
    title: str
    description: str
    target: str
    algorithm: str
    hyperparameters: Hyperparameters
    seed: int = 20181126
    folds: int = 5
    every: int = 1  # train on every n-th row

    @property
    def settings(self) -> Mapping[str, int | float]:
        return MappingProxyType(dict(self.hyperparameters))


COOLER_LINEAR = Recipe(
    key="cooler-logistic-regression",
    model="hydraulic_model",
    version=1,
    title="Cooler condition, logistic regression",
    description="Linear baseline on standardised sensor means.",
    target="cool_cond_y",
    algorithm="logistic_regression",
    hyperparameters=(("C", 1.0), ("max_iter", 2000)),
)
COOLER_FOREST = replace(
    COOLER_LINEAR,
    key="cooler-random-forest",
    version=2,
    title="Cooler condition, random forest",
    description="Bagged trees. Near perfect when shuffled, last on unseen runs.",
    algorithm="random_forest",
    hyperparameters=(("n_estimators", 100), ("min_samples_leaf", 1)),
)
COOLER_BOOSTING = replace(
    COOLER_LINEAR,
    key="cooler-histogram-gradient-boosting",
    version=3,
    title="Cooler condition, histogram gradient boosting",
    description="Boosted trees. Smallest log loss on runs it has not seen.",
    algorithm="histogram_gradient_boosting",
    hyperparameters=(("learning_rate", 0.1), ("max_iter", 60)),
)
VALVE_LINEAR = replace(
    COOLER_LINEAR,
    key="valve-logistic-regression",
    model="valve_model",
    title="Valve condition, logistic regression",
    description="Linear baseline. Ahead of the forest on runs it has not seen.",
    target="valve_cond_y",
)
VALVE_FOREST = replace(
    COOLER_FOREST,
    key="valve-random-forest",
    model="valve_model",
    title="Valve condition, random forest",
    description="Bagged trees. Far ahead when shuffled, behind on runs it has not"
    " seen: it remembers neighbours.",
    target="valve_cond_y",
)

RECIPES = (COOLER_LINEAR, COOLER_FOREST, COOLER_BOOSTING, VALVE_LINEAR, VALVE_FOREST)

TINY = {"n_estimators": 5, "min_samples_leaf": 5, "max_iter": 5}


def tiny(recipe: Recipe) -> Recipe:
    """The same training in a fraction of a second, for tests: few rows, few trees."""
    small = {} if recipe.algorithm == "logistic_regression" else TINY
    return replace(
        recipe,
        key=f"{recipe.key}-tiny",
        hyperparameters=tuple(
            (name, small.get(name, value)) for name, value in recipe.hyperparameters
        ),
        folds=2,
        every=6,
    )
