"""Two ways to hold rows back: whole runs, and rows at random."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold, StratifiedKFold

from config.demo.dataset import Table
from config.demo.recipes import Recipe

Indices = npt.NDArray[np.int64]
Folds = list[tuple[Indices, Indices]]


@dataclass(frozen=True)
class Split:
    name: str
    words: str
    folds: Callable[[Recipe, Table], Folds]


def by_run(recipe: Recipe, table: Table) -> Folds:
    """No run of equal conditions stands on both sides."""
    splitter = GroupKFold(n_splits=recipe.folds)
    target = table.target(recipe.target)
    return list(splitter.split(table.inputs, target, groups=table.runs))


def at_random(recipe: Recipe, table: Table) -> Folds:
    """Neighbours stand on both sides, so the score flatters."""
    splitter = StratifiedKFold(recipe.folds, shuffle=True, random_state=recipe.seed)
    return list(splitter.split(table.inputs, table.target(recipe.target)))


GROUPED = Split("grouped", "whole condition runs held back", by_run)
SHUFFLED = Split("shuffled", "rows held back at random", at_random)
