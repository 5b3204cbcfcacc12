"""Start a child process that reads one file of others and can do nothing else."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from registry.inspection.limits import Limits

_ROOT: Final = Path(__file__).resolve().parents[2]
_WAIT: Final = 5  # seconds beside its own time: the child may wait for the disk
Done = subprocess.CompletedProcess[str]


class TooCostlyError(Exception):
    """Reading the file took more time or memory than the child is given."""


def started(module: str, path: Path, question: str, limits: Limits) -> Done:
    """What the child came to, given JSON on its input; raises TooCostlyError.

    The child sets `limits` on itself; here they are the time that it is waited for.
    """
    with tempfile.TemporaryDirectory(prefix="child-") as folder:
        try:
            done = _run(module, path, question, folder, limits.seconds + _WAIT)
        except subprocess.TimeoutExpired as error:
            raise TooCostlyError from error
    if done.returncode < 0 or "MemoryError" in done.stderr:
        raise TooCostlyError
    return done


def _run(module: str, path: Path, question: str, folder: str, seconds: int) -> Done:
    """A clean environment, a folder of its own, and no inherited descriptors."""
    # -P keeps the folder of the moment off the import path.
    flags = ["-P", "-s", "-B", "-W", "ignore"]
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, *flags, "-m", module, str(path)],
        input=question,
        env=environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def environment(folder: str) -> dict[str, str]:
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
