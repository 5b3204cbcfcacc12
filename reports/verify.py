"""Check a report without the server: `python -m reports.verify FILE.pdf`.

Takes the evidence out of the file, draws the pages again, compares every byte, and
checks the seal and the checkpoint. `--cert` names the certificate you hold to be the
service's, `--vkey` a key of its ledger. Ends with 0 when the report is genuine, 1 when
it was altered, 2 when it cannot be judged. Imports no Django.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from governance.ledger.errors import LedgerError
from governance.ledger.keys import Verifier
from reports.sealing.keys import fingerprint
from reports.verifying.judging import Judgement, Known, Outcome, judge


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    try:
        known = Known(
            _certificates(asked.cert), [Verifier.parse(k) for k in asked.vkey]
        )
        pdf = asked.file.read_bytes()
    except (OSError, ValueError, LedgerError) as error:
        sys.stderr.write(f"{error}\n")
        return Outcome.UNCLEAR
    found = judge(pdf, known)
    sys.stdout.write("".join(f"{line}\n" for line in told(found)))
    return found.outcome


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m reports.verify", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    parser.add_argument("--cert", type=Path, action="append", default=[])
    parser.add_argument("--vkey", action="append", default=[])
    return parser


def _certificates(files: Sequence[Path]) -> list[str]:
    return [
        fingerprint(certificate)
        for file in files
        for certificate in x509.load_pem_x509_certificates(file.read_bytes())
    ]


def told(found: Judgement) -> list[str]:
    """The judgement first, then what the file says of itself."""
    lines = [found.words]
    if found.number:
        lines.append(f"Document     {found.number}")
    if found.evidence:
        lines.append(f"Evidence     sha256 {found.evidence}")
    if found.seal:
        lines.append(f"Sealed       {found.seal.sealed_at} by {found.seal.subject}")
        lines.append(f"Certificate  sha256 {found.seal.sha256}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
