"""The server's side of judging a stranger's file: start the child, wait, read it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from reports.verifying.child import LIMITS
from reports.verifying.judging import Judgement, Outcome
from reports.verifying.signatures import FoundSeal

_ROOT: Final = Path(__file__).resolve().parents[2]
_TOO_COSTLY: Final = Judgement(
    Outcome.UNCLEAR,
    f"Cannot be judged: reading it took more than {LIMITS.seconds} seconds or "
    f"{LIMITS.memory_bytes // 2**30} GiB of memory. `python -m reports.verify` judges "
    "it on your own machine.",
)


_UNREADABLE: Final = Judgement(
    Outcome.UNCLEAR, "Cannot be judged: the file could not be read as a report."
)


def judged(path: Path, certificates: Collection[str]) -> Judgement:
    """The judgement of a process that can do nothing else."""
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        try:
            done = _ask(path, certificates, folder)
        except subprocess.TimeoutExpired:
            return _TOO_COSTLY
    if done.returncode < 0 or "MemoryError" in done.stderr:
        return _TOO_COSTLY
    if done.returncode:
        return _UNREADABLE
    value = json.loads(done.stdout.splitlines()[-1])
    seal = FoundSeal(**value.pop("seal")) if value["seal"] else value.pop("seal")
    return Judgement(Outcome(value.pop("outcome")), **value, seal=seal)


def _ask(
    path: Path, certificates: Collection[str], folder: str
) -> "subprocess.CompletedProcess[str]":
    """A clean environment, a folder of its own, and no inherited descriptors."""
    flags = ["-P", "-s", "-B", "-W", "ignore"]
    command = [sys.executable, *flags, "-m", "reports.verifying.child", str(path)]
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        command,
        input=json.dumps(sorted(certificates)),
        env={
            "PYTHONPATH": str(_ROOT),
            "HOME": folder,
            "TMPDIR": folder,
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LIMITS.seconds + 5,  # it may wait for the disk
        check=False,
    )
