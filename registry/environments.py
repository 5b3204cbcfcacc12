"""The environment a model needs: a lock with hashes, and the Python it is for.

Without a lock of its own a version takes the product's for the flavour
(`requirements/model-*.txt`).
"""

import re
from pathlib import Path

from governance.exceptions import InvalidInput
from registry import locks

MAX_LOCK_BYTES = 2**20
DEFAULT_PYTHON = ">=3.11"
_FOLDER = Path(__file__).resolve().parents[1] / "requirements"
_DEFAULT = {"onnx": "model-onnx.txt", "skops": "model-sklearn.txt"}
_PYTHON = re.compile(
    r"(==|>=|<=|<|>|~=)3(\.\d{1,2}){0,2}(\.\*)?(,(<|<=)3(\.\d{1,2}){1,2})?"
)


def default_lock(flavour: str) -> bytes:
    """The product's lock for a flavour."""
    return (_FOLDER / _DEFAULT[flavour]).read_bytes()


def checked_lock(content: bytes) -> bytes:
    """A lock from outside in normal form, which alone is sealed and installed."""
    if len(content) > MAX_LOCK_BYTES:
        raise InvalidInput("lock", "A lock file holds at most 1 MiB.")
    return locks.written(locks.parsed(content)).encode()


def checked_python(constraint: str) -> str:
    """A constraint such as '>=3.11' or '>=3.11,<3.13'."""
    if not _PYTHON.fullmatch(constraint):
        raise InvalidInput("python", "Write it as >=3.11 or >=3.11,<3.13.")
    return constraint
