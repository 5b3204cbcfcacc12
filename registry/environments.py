"""The environment a model needs: a lock with hashes, and the Python it is for.

Without a lock of its own a version takes the product's for the flavour
(`requirements/model-*.txt`). A lock from outside may pin only what the operator's locks
know: a wheel can run code as soon as its environment is started, and that is the
product's own account (ADR 0006).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from governance.exceptions import InvalidInput
from registry.locks import Pin, parsed, written

MAX_LOCK_BYTES = 2**20
DEFAULT_PYTHON = ">=3.11"
_FOLDER = Path(__file__).resolve().parents[1] / "requirements"
_DEFAULT = {"onnx": "model-onnx.txt", "skops": "model-sklearn.txt"}
_KNOWN = ("model-*.txt", "scoring.txt")
_PYTHON = re.compile(
    r"(==|>=|<=|<|>|~=)3(\.\d{1,2}){0,2}(\.\*)?(,(<|<=)3(\.\d{1,2}){1,2})?"
)


def default_lock(flavour: str) -> bytes:
    """The product's lock for a flavour."""
    return (_FOLDER / _DEFAULT[flavour]).read_bytes()


def checked_lock(content: bytes) -> bytes:
    """A lock from outside in normal form, which alone is sealed and installed.

    Refuses what is no pin with hashes, and every package, version or file that stands
    in none of the operator's locks. Markers are the operator's.
    """
    if len(content) > MAX_LOCK_BYTES:
        raise InvalidInput("lock", "A lock file holds at most 1 MiB.")
    pins = parsed(content)
    if len({str(pin) for pin in pins}) != len(pins):
        raise InvalidInput("lock", "A package is pinned twice in the same version.")
    return written(_allowed(pin) for pin in pins).encode()


def checked_python(constraint: str) -> str:
    """A constraint such as '>=3.11' or '>=3.11,<3.13'."""
    if not _PYTHON.fullmatch(constraint):
        raise InvalidInput("python", "Write it as >=3.11 or >=3.11,<3.13.")
    return constraint


def _allowed(pin: Pin) -> Pin:
    known = _known_pins(tuple(sorted(_lock_files()))).get(str(pin))
    if known is None or not pin.hashes <= known.hashes:
        what = pin if known is None else f"A file (hash) of {pin}"
        raise InvalidInput(
            "lock",
            f"{what} is not known here: only packages of the product's own model locks "
            "are installed. Leave the lock out to take the product's, or ask the "
            "operator to add the package to requirements/.",
        )
    return replace(pin, marker=known.marker)


def _lock_files() -> Iterable[Path]:
    return (path for pattern in _KNOWN for path in _FOLDER.glob(pattern))


@cache
def _known_pins(files: tuple[Path, ...]) -> dict[str, Pin]:
    """Every pin of the operator's locks; files of one pin in two locks are joined."""
    known: dict[str, Pin] = {}
    for path in files:
        for pin in parsed(path.read_bytes()):
            same = known.setdefault(str(pin), pin)
            known[str(pin)] = replace(same, hashes=same.hashes | pin.hashes)
    return known
