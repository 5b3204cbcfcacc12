"""The product's side of inspection: start the child, wait, translate its answer."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from governance.exceptions import InvalidInput
from registry.inspection.child import REFUSED
from registry.inspection.limits import LIMITS
from registry.inspection.question import Finding, Question

_ROOT = Path(__file__).resolve().parents[2]
TOO_COSTLY = (
    f"Reading the model took more than {LIMITS.seconds} seconds or "
    f"{LIMITS.memory_bytes // 2**30} GiB of memory."
)


def inspect(path: Path, question: Question) -> Finding:
    """What the file is; InvalidInput with one sentence when it is not taken."""
    with tempfile.TemporaryDirectory(prefix="inspect-") as folder:
        done = _ask(path, question, folder)
    if done.returncode == REFUSED:
        answer = json.loads(done.stdout)
        raise InvalidInput(answer["field"], answer["refused"])
    if done.returncode != 0:
        raise InvalidInput("file", _why(done))
    return Finding(**json.loads(done.stdout))


def _ask(
    path: Path, question: Question, folder: str
) -> "subprocess.CompletedProcess[str]":
    """A child with a clean environment, an own folder and no inherited descriptors."""
    # -P keeps the folder of the moment off the import path.
    flags = ["-P", "-s", "-B", "-W", "ignore"]
    command = [sys.executable, *flags, "-m", "registry.inspection.child", str(path)]
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=json.dumps(asdict(question)),
            env=_environment(folder),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=LIMITS.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput("file", TOO_COSTLY) from error


def _environment(folder: str) -> dict[str, str]:
    """Nothing is inherited: no secret, no proxy, no database address."""
    one_thread = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )
    return {
        "PYTHONPATH": str(_ROOT),
        "HOME": folder,
        "TMPDIR": folder,
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "ORT_DISABLE_TELEMETRY": "1",
        **one_thread,
    }


def _why(done: "subprocess.CompletedProcess[str]") -> str:
    if done.returncode < 0 or "MemoryError" in done.stderr:
        return TOO_COSTLY
    return "The file could not be read as a model."
