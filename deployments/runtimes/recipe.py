"""What a release runs in, by digest: model and runtime locks, Python, scoring code.

The runtime's lock and the scoring code are kept as blobs under the digests that the
release names. So an upgrade of the product changes no release that is there, and an
old release can be made ready again.
"""

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
from registry.storage import blobs

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
    lock, code = _sha256(runtime_lock()), _sha256(code_archive())
    environment = environment_key(version.lock_sha256, lock)
    worker: dict[str, str | int] = {
        "version": version.digest,
        "environment": environment,
        "code": code,
        "spec": SPEC_FORMAT,
    }
    return Recipe(_digest(worker), environment, lock, code)


def environment_key(model_lock_sha256: str, runtime_lock_sha256: str) -> str:
    """Both locks and the Python they are installed for."""
    return _digest(
        {
            "model_lock": model_lock_sha256,
            "runtime_lock": runtime_lock_sha256,
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "platform": sysconfig.get_platform(),
        }
    )


@cache
def runtime_lock() -> bytes:
    """What the scoring worker itself needs, pinned and hashed."""
    return (Path(settings.BASE_DIR) / "requirements" / "scoring.txt").read_bytes()


@cache
def code_archive() -> bytes:
    """The scoring code as one JSON object of file names and texts."""
    return canonical({path.name: path.read_text() for path in CODE.glob("*.py")})


def keep_parts() -> None:
    """Store today's runtime lock and scoring code, unless they are there."""
    store = blobs()
    with store.intake() as intake:
        for content in (runtime_lock(), code_archive()):
            if not store.verify(_sha256(content)):
                intake.take([content], len(content))
        intake.keep()


def part(sha256: str) -> bytes | None:
    """A kept part by its digest; None when it is gone or damaged."""
    try:
        with blobs().open(sha256) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    return content if _sha256(content) == sha256 else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(value: Mapping[str, str | int]) -> str:
    return _sha256(canonical(value))
