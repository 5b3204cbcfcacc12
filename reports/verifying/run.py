"""The server's side of judging a stranger's file: start the child, read its answer."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Final

from registry.inspection.starting import TooCostlyError, started
from reports.verifying.child import LIMITS
from reports.verifying.judging import Judgement, Outcome
from reports.verifying.signatures import FoundSeal

_CHILD: Final = "reports.verifying.child"
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
    try:
        done = started(_CHILD, path, json.dumps(sorted(certificates)), LIMITS)
    except TooCostlyError:
        return _TOO_COSTLY
    if done.returncode:
        return _UNREADABLE
    value = json.loads(done.stdout.splitlines()[-1])
    seal = FoundSeal(**value.pop("seal")) if value["seal"] else value.pop("seal")
    return Judgement(Outcome(value.pop("outcome")), **value, seal=seal)
