"""The child that opens a model file: `python -m registry.inspection.child FILE`.

It knows no database and no secret, has ceilings on memory, time and files, reads the
question as JSON from its input and prints the finding as JSON. Nothing is unpickled.
"""

import json
import sys
from pathlib import Path
from typing import Any

from registry.inspection import limits
from registry.inspection.formats import flavour_of
from registry.inspection.question import Finding, Question
from registry.inspection.refused import Refused

REFUSED = 3


def inspect_file(path: Path, question: Question) -> Finding:
    """Find out the format and let its reader read it."""
    if flavour_of(path) == "skops":
        from registry.inspection import skops_file  # noqa: PLC0415 - slow to import

        return skops_file.read(path, question)
    from registry.inspection import onnx_file  # noqa: PLC0415 - slow to import

    return onnx_file.read(path, question)


def _question(text: str) -> Question:
    asked = json.loads(text)
    return Question(
        target=asked["target"],
        fields=tuple(asked["fields"]),
        labels=tuple(asked["labels"]),
        columns=tuple(asked["columns"]),
        rows=tuple(tuple(row) for row in asked["rows"]),
    )


def main() -> int:
    limits.apply(limits.LIMITS)
    answer: dict[str, Any]
    status = 0
    try:
        finding = inspect_file(Path(sys.argv[1]), _question(sys.stdin.read()))
        answer = finding.as_json()
    except Refused as refusal:
        answer, status = {"refused": str(refusal), "field": refusal.field}, REFUSED
    sys.stdout.write(json.dumps(answer, allow_nan=False))
    return status


if __name__ == "__main__":
    sys.exit(main())
