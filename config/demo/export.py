"""A trained model as ONNX bytes that do not change between two equal trainings."""

import json
import warnings
from dataclasses import dataclass

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

from config.demo.algorithms import Classifier
from config.demo.dataset import Floats, Integers, Table
from config.demo.recipes import Recipe

OPSET = 17
LARGEST_DIFFERENCE = 1e-5


class DisagreementError(ValueError):
    """The exported model does not answer as the trained one does."""


@dataclass(frozen=True)
class Agreement:
    rows: int
    label_mismatches: int
    max_difference: float


@dataclass(frozen=True)
class OnnxModel:
    content: bytes

    def score(self, inputs: Floats) -> tuple[Integers, Floats]:
        """Labels and probabilities, by one thread, as the scoring workers do it."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            self.content, options, providers=["CPUExecutionProvider"]
        )
        label, probabilities = session.run(
            ["label", "probabilities"], {"features": inputs}
        )
        return label, probabilities


def to_onnx_model(model: Classifier, recipe: Recipe, table: Table) -> OnnxModel:
    with warnings.catch_warnings():
        # The converter of histogram boosting hands booleans to integer fields.
        warnings.filterwarnings("ignore", message="Field onnx.AttributeProto.ints")
        proto = to_onnx(
            model,
            initial_types=[("features", FloatTensorType([None, len(table.features)]))],
            options={"zipmap": False},
            target_opset=OPSET,
            name=recipe.key,
        )
    described = {
        "features": json.dumps(table.features),
        "labels": json.dumps([str(label) for label in model.classes_]),
        "target": recipe.target,
    }
    for key, value in described.items():
        proto.metadata_props.add(key=key, value=value)
    return OnnxModel(proto.SerializeToString(deterministic=True))


def agreement(model: Classifier, exported: OnnxModel, inputs: Floats) -> Agreement:
    """Compare both on every row; refuse an export that answers differently."""
    label, probabilities = exported.score(inputs)
    difference = np.abs(probabilities - model.predict_proba(inputs)).max()
    found = Agreement(
        rows=len(inputs),
        label_mismatches=int((label != model.predict(inputs)).sum()),
        max_difference=float(difference),
    )
    # Written so that a NaN is refused too.
    if found.label_mismatches or not found.max_difference <= LARGEST_DIFFERENCE:
        raise DisagreementError(f"ONNX and scikit-learn differ: {found}.")
    return found
