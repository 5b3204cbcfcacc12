"""The environment a model needs: a lock with hashes, and the Python it is for.

A lock that comes with a version is kept as it is; without one, the product's own lock
for the flavour is taken (`requirements/model-*.txt`).
"""

import re
from pathlib import Path

from governance.exceptions import InvalidInput

MAX_LOCK_BYTES = 2**20
DEFAULT_PYTHON = ">=3.11"
_FOLDER = Path(__file__).resolve().parents[1] / "requirements"
_DEFAULT = {"onnx": "model-onnx.txt", "skops": "model-sklearn.txt"}
_PYTHON = re.compile(
    r"(==|>=|<=|<|>|~=)3(\.\d{1,2}){0,2}(\.\*)?(,(<|<=)3(\.\d{1,2}){1,2})?"
)
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[\w,-]+\])?==\S+")


def default_lock(flavour: str) -> bytes:
    """The product's lock for a flavour."""
    return (_FOLDER / _DEFAULT[flavour]).read_bytes()


def checked_lock(content: bytes) -> bytes:
    """The lock itself, when every requirement in it is pinned and hashed."""
    if len(content) > MAX_LOCK_BYTES:
        raise InvalidInput("lock", "A lock file holds at most 1 MiB.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput("lock", "The lock file is not text in UTF-8.") from error
    for line in _statements(text):
        if not _REQUIREMENT.match(line):
            raise InvalidInput("lock", f"{line[:80]!r} is not pinned with ==.")
        if "--hash=sha256:" not in line:
            raise InvalidInput("lock", f"{line.split()[0]} has no hash.")
    return content


def checked_python(constraint: str) -> str:
    """A constraint such as '>=3.11' or '>=3.11,<3.13'."""
    if not _PYTHON.fullmatch(constraint):
        raise InvalidInput("python", "Write it as >=3.11 or >=3.11,<3.13.")
    return constraint


def _statements(text: str) -> list[str]:
    """Lines joined over backslashes, without comments and blanks."""
    joined = re.sub(r"\\\r?\n", " ", text)
    stripped = (line.split(" #", 1)[0].strip() for line in joined.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]
