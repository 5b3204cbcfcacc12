"""An audit trail as PDF: ours, tagged and sealed, beside WeasyPrint and fpdf2.

Each way runs in a process of its own on the same rows. A figure is one JSON line; the
table comes last. `--rows N` and `--peer-rows N` choose how many; 0 leaves peers out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.ledger import peers
from tests.benchmarks.ledger.figures import (
    Figure,
    at_least,
    at_most,
    load,
    machine,
    note,
    say,
    table,
)

LONG = 100_000
PEERS = ("weasyprint", "fpdf2")
SECONDS, LONG_SECONDS, MEGABYTES = 5, 20, 300
TIMEOUT = 1_800


def main() -> None:
    """Run all of it; a peer that cannot run is named in the last line."""
    options = _options()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="hm-") as folder:
        figures, failed = _all(options.rows, options.peer_rows, Path(folder))
    print(f"\n{table(figures)}\n{machine()}")
    print(f"COULD NOT RUN: {'; '.join(failed)}" if failed else "All parts ran.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--peer-rows", type=int, default=10_000)
    return parser.parse_args()


def _all(count: int, peer_rows: int, folder: Path) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    failed: list[str] = []
    for rows, seconds in ((count, SECONDS), (LONG, LONG_SECONDS)):
        found = _measure("ours", rows, folder, sys.executable)
        name = f"ours, {rows:,} entries"
        _keep(
            figures,
            at_most(name, "seconds", found["seconds"], seconds),
            Figure(name, "seconds of its own processor time", found["cpu"]),
            at_most(name, "peak MB", found["megabytes"], MEGABYTES),
            Figure(name, "MB of the file", found["bytes"] / 2**20),
        )
    if peer_rows:
        own = _measure("ours", peer_rows, folder, sys.executable)
        python = peers.python("bench-reports")
        for peer in PEERS:
            try:
                found = _measure(peer, peer_rows, folder, python)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                failed.append(f"{peer}: {error}")
                continue
            name = f"{peer}, {peer_rows:,} rows"
            ratio = found["cpu"] / own["cpu"]
            _keep(
                figures,
                Figure(name, "seconds of its own processor time", found["cpu"]),
                Figure(name, "peak MB", found["megabytes"]),
                at_least(name, "processor time, to ours", ratio, 1),
            )
    return figures, failed


def _keep(figures: list[Figure], *more: Figure) -> None:
    say(more)
    figures.extend(more)


def _measure(name: str, rows: int, folder: Path, python: str) -> dict[str, float]:
    note(f"-- {name}, {rows:,} rows; {load()}")
    command = [python, "-W", "ignore", "-m", "tests.benchmarks.reports", name]
    done = subprocess.run(
        [*command, str(rows), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
