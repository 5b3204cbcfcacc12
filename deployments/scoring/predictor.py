"""The one function behind every protocol: names and rows in, scores out."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from .errors import NoScoreError
from .models import Model, open_model
from .rows import Reader
from .spec import Spec


class Predictor:
    """A loaded model with the reader of its fields."""

    def __init__(self, spec: Spec, model: Model | None = None) -> None:
        """Load the model of the spec."""
        self.spec = spec
        self._reader = Reader(spec.fields)
        self._model = model or open_model(spec)

    def predict(self, fields: Any, rows: Any, ignored: Sequence[str] = ()) -> Any:
        """Score a batch; gives a float matrix, one column per output."""
        values = self._reader.read(fields, rows, ignored)
        scores = self._model.scores(values)
        if not all(isfinite(sum(row)) for row in scores.tolist()):
            raise NoScoreError("The model gave a score that is not a finite number.")
        return scores


def as_text(scores: Any) -> list[list[str]]:
    """Write each score as the shortest decimal that reads back as the same number."""
    return [[str(score) for score in row] for row in scores]


def as_numbers(scores: Any) -> list[list[float]]:
    """Give the same decimals as numbers, so that all protocols say the same."""
    return [[float(str(score)) for score in row] for row in scores]
