"""Check a report without the server: `python -m reports.verify EVIDENCE PDF`.

Draws the pages again from the evidence and compares every byte. Ends with 0 when they
agree, 1 when they do not, 2 when a file cannot be read. Imports no Django.
"""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from reports.documents.reading_back import UnreadableError, drawn_again

AGREES, DIFFERS, UNUSABLE = 0, 1, 2
USAGE = "usage: python -m reports.verify EVIDENCE PDF"


def check(evidence: bytes, pdf: bytes) -> tuple[int, str]:
    """The exit code and what to say."""
    digest = hashlib.sha256(evidence).hexdigest()
    try:
        again = drawn_again(evidence)
    except UnreadableError as error:
        return UNUSABLE, str(error)
    if again != pdf:
        at = _first_difference(again, pdf)
        return DIFFERS, f"differs from byte {at:,} on; evidence sha256 {digest}"
    return AGREES, f"the pages are what the evidence says; evidence sha256 {digest}"


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write(f"{USAGE}\n")
        return UNUSABLE
    try:
        evidence, pdf = (Path(name).read_bytes() for name in arguments)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    code, words = check(evidence, pdf)
    sys.stdout.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
