"""ONNX models on onnxruntime, with one thread so that results repeat bit by bit."""

from typing import Any

import numpy as np
import onnxruntime

from .errors import LaunchError
from .rows import Values
from .spec import Spec

_DTYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
    "tensor(string)": np.object_,
}
_FLOATS = ("tensor(float)", "tensor(double)")


class OnnxModel:
    """Takes one tensor of all fields, or one input per field."""

    def __init__(self, data: bytes, spec: Spec) -> None:
        """Load; refuse a model whose inputs or outputs do not fit the spec."""
        self._session = _session(data, spec.threads)
        self._labels = spec.labels
        self._width = len(spec.outputs)
        self._columns = _columns(self._session.get_inputs(), spec)
        self._input = self._session.get_inputs()[0]
        self._dtype = _DTYPES[self._input.type]
        output = _scores_output(self._session.get_outputs(), spec)
        self._wanted, self._maps = [output.name], output.type.startswith("seq(")

    def scores(self, values: Values) -> Any:
        """Run the model on one batch."""
        (result,) = self._session.run(self._wanted, self._feed(values))
        if self._maps:
            return self._from_maps(result)
        return result.reshape(len(values), self._width)

    def _feed(self, values: Values) -> dict[str, Any]:
        if self._columns is None:
            return {self._input.name: np.asarray(values, dtype=self._dtype)}
        return {
            name: np.array([row[index] for row in values], dtype=dtype).reshape(-1, 1)
            for name, dtype, index in self._columns
        }

    def _from_maps(self, result: list[dict[Any, float]]) -> Any:
        rows = [{str(key): score for key, score in row.items()} for row in result]
        try:
            return np.array([[row[k] for k in self._labels] for row in rows], "f4")
        except KeyError as error:
            raise LaunchError(f"The model has no label {error}.") from None


def _session(data: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the runtime raises classes of its own
        message = " ".join(str(error).split())[:300]
        raise LaunchError(f"The model cannot be loaded: {message}") from error


def _columns(inputs: list[Any], spec: Spec) -> list[tuple[str, Any, int]] | None:
    """Match inputs to fields by name; None when one tensor takes them all."""
    names = [field.name for field in spec.fields]
    for tensor in inputs:
        if tensor.type not in _DTYPES:
            raise LaunchError(f"Input '{tensor.name}' has the type {tensor.type}.")
    width = inputs[0].shape[1] if len(inputs[0].shape) == 2 else None
    if len(inputs) == 1 and width in (None, len(names)) and inputs[0].name not in names:
        return None
    if len(inputs) == 1 and isinstance(width, int) and width != len(names):
        raise LaunchError(f"The model takes {width} values, the spec {len(names)}.")
    if len(inputs) == 1 and not isinstance(width, int) and len(names) > 1:
        return None
    if {tensor.name for tensor in inputs} != set(names):
        raise LaunchError("The model's inputs are not the fields of the spec.")
    return [(t.name, _DTYPES[t.type], names.index(t.name)) for t in inputs]


def _scores_output(outputs: list[Any], spec: Spec) -> Any:
    """Pick probabilities of a classifier, or the one number of a regressor."""
    for output in outputs:
        if output.type.startswith("seq(map("):
            return output
        shape = output.shape
        last = shape[-1] if shape else None
        single = spec.task == "regression" and last in (None, 1)
        if output.type in _FLOATS and (single or _fits(shape, len(spec.outputs))):
            return output
    raise LaunchError(f"The model gives no scores for {len(spec.outputs)} outputs.")


def _fits(shape: list[Any], width: int) -> bool:
    return len(shape) == 2 and (shape[1] == width or not isinstance(shape[1], int))
