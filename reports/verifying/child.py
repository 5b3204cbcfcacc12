"""The child that judges a file of a stranger: `python -m reports.verifying.child FILE`.

It knows no database and no secret, has ceilings on memory, time and files, reads the
fingerprints of the certificates as JSON from its input and prints the judgement.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from registry.inspection.limits import Limits, apply
from reports.verifying.judging import Known, judge

LIMITS: Final = Limits(
    seconds=10,
    memory_bytes=2**30,
    written_bytes=2**20,
    open_files=64,
    unpacked_bytes=2**28,
)


def main() -> int:
    apply(LIMITS)
    certificates = json.loads(sys.stdin.read())
    found = judge(Path(sys.argv[1]).read_bytes(), Known(certificates))
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
