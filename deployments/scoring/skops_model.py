"""scikit-learn models in the skops format: rebuilt from a list of types, not run."""

import warnings
from typing import Any

import numpy as np
from skops import io

from .errors import LaunchError
from .rows import Values
from .spec import Spec

# What skops does not trust by itself, but scikit-learn's own estimators are made of.
# Each is a plain container of numbers; none runs code when it is rebuilt.
TRUSTED = frozenset(
    (
        "numpy.dtype",
        "sklearn._loss._loss.CyHalfBinomialLoss",
        "sklearn._loss._loss.CyHalfMultinomialLoss",
        "sklearn._loss._loss.CyHalfSquaredError",
        "sklearn._loss.link.IdentityLink",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn._loss.loss.HalfSquaredError",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.tree._tree.Tree",
    )
)


class SkopsModel:
    """Gives probabilities of a classifier in the spec's order of labels."""

    def __init__(self, data: bytes, spec: Spec) -> None:
        """Load; refuse types outside the list and fields in another order."""
        self._model = _load(data)
        self._classes = spec.task == "classification"
        names = [field.name for field in spec.fields]
        seen = getattr(self._model, "feature_names_in_", None)
        if seen is not None and list(seen) != names:
            raise LaunchError("The model was trained on other fields than the spec's.")
        self._order = self._label_order(spec) if self._classes else None

    def scores(self, values: Values) -> Any:
        """Run the model on one batch."""
        batch = np.asarray(values, dtype=np.float64)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it was fitted with names; we checked them
            if self._order is None:
                return np.asarray(self._model.predict(batch)).reshape(-1, 1)
            return self._model.predict_proba(batch)[:, self._order]

    def _label_order(self, spec: Spec) -> list[int]:
        if not hasattr(self._model, "predict_proba"):
            raise LaunchError("The model gives no probabilities.")
        classes = [str(label) for label in self._model.classes_]
        if sorted(classes) != sorted(spec.labels):
            raise LaunchError(f"The model's labels are {', '.join(classes)}.")
        return [classes.index(label) for label in spec.labels]


def _load(data: bytes) -> Any:
    try:
        strange = sorted(set(io.get_untrusted_types(data=data)) - TRUSTED)
        model = None if strange else io.loads(data, trusted=sorted(TRUSTED))
    except Exception as error:  # a damaged file raises anything
        raise LaunchError(f"The model cannot be loaded: {error}") from error
    if strange:
        raise LaunchError(f"The model holds types not allowed: {', '.join(strange)}.")
    return model
