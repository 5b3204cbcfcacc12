"""Opens a model file of a known flavour, from bytes whose digest was verified."""

import hashlib
from typing import Any, Protocol

from .errors import LaunchError
from .rows import Values
from .spec import Spec


class Model(Protocol):
    """Anything that gives one row of outputs for one row of values."""

    def scores(self, values: Values) -> Any:
        """Give a float matrix, one column per output of the spec."""


def open_model(spec: Spec) -> Model:
    """Verify the file and load it; the bytes hashed are the bytes loaded."""
    data = verified_bytes(spec)
    if spec.flavour == "onnx":
        from .onnx_model import OnnxModel  # noqa: PLC0415 - only this flavour's runtime

        return OnnxModel(data, spec)
    if spec.flavour == "skops":
        from .skops_model import SkopsModel  # noqa: PLC0415 - as above

        return SkopsModel(data, spec)
    raise LaunchError(f"The flavour {spec.flavour!r} is not known.")


def verified_bytes(spec: Spec) -> bytes:
    """Read the model file once; refuse it when its digest is another."""
    try:
        data = spec.path.read_bytes()
    except OSError as error:
        raise LaunchError(f"The model file cannot be read: {error.strerror}.") from None
    digest = hashlib.sha256(data).hexdigest()
    if digest != spec.sha256:
        raise LaunchError(
            f"The model file has SHA-256 {digest}, but {spec.sha256} was released."
        )
    return data
