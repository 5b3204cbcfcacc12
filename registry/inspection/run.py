"""The product's side of inspection: start the child, translate its answer."""

import json
from dataclasses import asdict
from pathlib import Path

from governance.exceptions import InvalidInput
from registry.inspection.child import REFUSED
from registry.inspection.limits import LIMITS
from registry.inspection.question import Finding, Question
from registry.inspection.starting import TooCostlyError, started

TOO_COSTLY = (
    f"Reading the model took more than {LIMITS.seconds} seconds or "
    f"{LIMITS.memory_bytes // 2**30} GiB of memory."
)
_CHILD = "registry.inspection.child"


def inspect(path: Path, question: Question) -> Finding:
    """What the file is; InvalidInput with one sentence when it is not taken."""
    try:
        done = started(_CHILD, path, json.dumps(asdict(question)), LIMITS)
    except TooCostlyError as error:
        raise InvalidInput("file", TOO_COSTLY) from error
    if done.returncode == REFUSED:
        answer = json.loads(done.stdout)
        raise InvalidInput(answer["field"], answer["refused"])
    if done.returncode != 0:
        raise InvalidInput("file", "The file could not be read as a model.")
    return Finding(**json.loads(done.stdout))
