"""What a release runs in, by digest: model and runtime locks, Python, scoring code."""

import hashlib
import platform
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from governance.ledger.canonical import canonical
from registry.models import Version

SPEC_FORMAT = 1
CODE = Path(__file__).resolve().parents[1] / "scoring"


@dataclass(frozen=True, slots=True)
class Recipe:
    """The digests that name a worker and the folders it is started from."""

    worker_key: str
    environment_key: str
    runtime_lock_sha256: str
    code_digest: str


def recipe_of(version: Version) -> Recipe:
    """What a release of the version would run in, made today."""
    environment = environment_key(version.lock_sha256)
    code = code_digest()
    worker: dict[str, str | int] = {
        "version": version.digest,
        "environment": environment,
        "code": code,
        "spec": SPEC_FORMAT,
    }
    return Recipe(_digest(worker), environment, _runtime_lock_sha256(), code)


def environment_key(model_lock_sha256: str) -> str:
    """Both locks and the Python they are installed for."""
    return _digest(
        {
            "model_lock": model_lock_sha256,
            "runtime_lock": _runtime_lock_sha256(),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "platform": sysconfig.get_platform(),
        }
    )


def runtime_lock() -> bytes:
    """What the scoring worker itself needs, pinned and hashed."""
    return (Path(settings.BASE_DIR) / "requirements" / "scoring.txt").read_bytes()


@cache
def _runtime_lock_sha256() -> str:
    return hashlib.sha256(runtime_lock()).hexdigest()


def code_files() -> list[Path]:
    """The scoring code, as it is shipped."""
    return sorted(CODE.glob("*.py"))


@cache
def code_digest() -> str:
    """One digest over names and contents of the scoring code."""
    return _digest(
        {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in code_files()
        }
    )


def _digest(value: Mapping[str, str | int]) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
