"""The ledger's rows of the performance budget, on SQLite and on PostgreSQL.

Each part runs in a process with an empty database of its own. A figure is one JSON
line; the table comes last. `--only sqlite|postgres`, `--parts write,append,...` and
`--entries N` choose. PostgreSQL is found as the tests find it.
"""

import argparse
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.ledger import peers
from tests.benchmarks.ledger.figures import Figure, load, machine, note, parse, table
from tests.servers import UnavailableError, postgres

SETTINGS = "tests.benchmarks.ledger.settings"
PARTS = ("write", "append", "lag", "million")  # of each database
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
FROM_OUTSIDE = ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "DATA_DIR")


def main() -> None:
    """Run what was asked for; a part that fails is named, and the others run."""
    options = _options()
    parts = [part for part in options.parts.split(",") if part]
    print(machine())
    figures: list[Figure] = []
    failed: list[str] = []
    if "offline" in parts:
        _run(["offline", "-"], {}, figures, failed)
    for name in [options.only] if options.only else DATABASES:
        for part in PARTS:
            if part in parts:
                extra = [str(options.entries)] if part == "million" else []
                _on(name, [part, DATABASES[name], *extra], figures, failed)
    print(f"\n{table(figures)}\n{machine()}")
    print(f"COULD NOT RUN: {'; '.join(failed)}" if failed else "All parts ran.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(DATABASES))
    parser.add_argument("--parts", default=",".join(("offline", *PARTS)))
    parser.add_argument("--entries", type=int, default=1_000_000)
    return parser.parse_args()


def _on(
    name: str, part: Sequence[str], figures: list[Figure], failed: list[str]
) -> None:
    """One part on an empty database."""
    try:
        with _database(name) as where:
            _run(part, where, figures, failed)
    except UnavailableError as error:
        note(str(error))
        failed.append(f"{' '.join(part)}: {error}")


@contextlib.contextmanager
def _database(name: str) -> Iterator[Mapping[str, str]]:
    if name == "sqlite":
        yield {}
        return
    run = secrets.token_hex(4)
    with tempfile.TemporaryDirectory(prefix="hm-") as folder:
        Path(folder).chmod(0o755)  # the user that runs PostgreSQL for root must pass
        with postgres(Path(folder), run) as server:
            note(server.label)
            yield {"DATABASE_URL": server.url}


def _run(
    part: Sequence[str],
    where: Mapping[str, str],
    figures: list[Figure],
    failed: list[str],
) -> None:
    """Start the part, hand its lines on, and keep its figures."""
    note(f"-- {' '.join(part)}; {load()}")
    python = peers.python() if part[0] == "write" else sys.executable
    kept = {key: value for key, value in os.environ.items() if key not in FROM_OUTSIDE}
    with tempfile.TemporaryDirectory(prefix="hm-") as folder:
        environment = {**kept, **where, "DATA_DIR": folder}
        environment["DJANGO_SETTINGS_MODULE"] = SETTINGS
        command = [python, "-m", "tests.benchmarks.ledger", *part]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                figure = parse(line)
                if figure:
                    figures.append(figure)
    if process.returncode:
        failed.append(f"{' '.join(part)} ended with code {process.returncode}")


if __name__ == "__main__":
    main()
