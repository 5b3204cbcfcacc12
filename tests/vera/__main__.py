"""`make vera`: a sealed report of each kind before veraPDF, or what is missing."""

import sys
import tempfile
from pathlib import Path

import django

from tests.benchmarks.ledger import peers
from tests.vera.validator import UnavailableError, Verdict, judged


def main() -> int:
    """Ends with 1 when a rule is broken or veraPDF cannot run."""
    django.setup()
    from tests.reports import sealed  # noqa: PLC0415 - its samples sign a checkpoint

    peers.python("vera")
    with tempfile.TemporaryDirectory(prefix="hm-") as folder:
        files = [Path(folder) / "dossier.pdf", Path(folder) / "audit-trail.pdf"]
        contents = (sealed.dossier(), sealed.trail())
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        try:
            verdicts = judged(files)
        except UnavailableError as error:
            say(f"Could not run: {error}.")
            return 1
    for verdict in verdicts:
        say(_told(verdict))
    good = all(verdict.passed for verdict in verdicts)
    say("Ran: all kinds, in sealed form." if good else "Ran: a rule is broken.")
    return 0 if good else 1


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _told(verdict: Verdict) -> str:
    word = "passes" if verdict.passed else "FAILS"
    name = Path(verdict.file).stem
    head = f"{name:<14} {word} {verdict.flavour:<4} {verdict.checks:>8,} checks"
    return "\n  ".join([head, *verdict.words])


if __name__ == "__main__":
    sys.exit(main())
