"""Run the tests on SQLite, then on PostgreSQL and Redis; say what ran and what not.

Nothing that is the same on both is done twice: the second half leaves out the tests
that use no database, and it alone has those in a browser.

`make test` calls it as `python -m tests.run`. It ends with an error when a test
failed, when a database could not be had, or when no test was found.
"""

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.servers import UnavailableError, postgres, redis

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "tests"
# Where the product would take its servers, folder and ports from.
FROM_OUTSIDE = (
    *("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE"),
    *("DATA_DIR", "HOST", "PORT", "DJANGO_SETTINGS_MODULE"),
)


@dataclass
class Outcome:
    """What one run of pytest came to."""

    label: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether it ran and nothing failed."""
        return not self.failed and not self.problem


def main() -> int:
    """Run both halves, whatever the first one says."""
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    run = secrets.token_hex(4)
    RESULTS.mkdir(parents=True, exist_ok=True)
    # Unix sockets allow about 100 characters of path, so this folder is a short one.
    with temporary_folder(run) as folder:
        outcomes = [
            half(options, folder, run)
            for name, half in HALVES.items()
            if options.only in (None, name)
        ]
    return report(outcomes)


def parse() -> argparse.Namespace:
    """Read the command line; what pytest understands is handed on."""
    parser = argparse.ArgumentParser(prog="tests.run", description=__doc__)
    parser.add_argument("--full", action="store_true", help="add the long tests")
    parser.add_argument("--only", choices=sorted(HALVES), help="one half only")
    parser.add_argument("-k", dest="words", default="", help="tests with this name")
    parser.add_argument("-n", dest="workers", default="2", help="processes at once")
    parser.add_argument("paths", nargs="*", help="files or folders, default all")
    return parser.parse_args()


@contextlib.contextmanager
def temporary_folder(run: str) -> Iterator[Path]:
    """Give everything the tests write one place that is removed afterwards."""
    folder = Path(tempfile.gettempdir()) / f"hm-{run}"
    folder.mkdir(mode=0o755)  # the user that runs PostgreSQL for root must pass
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def on_sqlite(options: argparse.Namespace, folder: Path, run: str) -> Outcome:
    """The embedded default: SQLite and the filesystem broker."""
    return pytest("SQLite + filesystem broker", options, folder, {})


def on_postgres(options: argparse.Namespace, folder: Path, run: str) -> Outcome:
    """The servers' profile: PostgreSQL and Redis."""
    label = "PostgreSQL + Redis"
    try:
        with postgres(folder, run) as database, redis(folder) as broker:
            label = f"{database.label} + {broker.label}"
            where = {"DATABASE_URL": database.url, "REDIS_URL": broker.url}
            return pytest(label, options, folder, where)
    except UnavailableError as error:
        return Outcome(label, problem=str(error))


HALVES = {"sqlite": on_sqlite, "postgres": on_postgres}


def pytest(
    label: str, options: argparse.Namespace, folder: Path, where: Mapping[str, str]
) -> Outcome:
    """Run pytest once and read its result from the file it writes."""
    sys.stdout.write(f"\n== {label}\n")
    sys.stdout.flush()
    results = RESULTS / f"{'postgres' if where else 'sqlite'}.xml"
    results.unlink(missing_ok=True)
    started = time.monotonic()
    line = command(options, where, results)
    code = subprocess.call(line, cwd=ROOT, env=environment(folder, where))
    outcome = Outcome(label, seconds=time.monotonic() - started)
    count(outcome, results)
    if code == 5 and where:
        return outcome  # a choice of tests that use no database
    if code == 5:
        outcome.problem = "no test was found"
    elif code not in (0, 1) or not results.exists():
        outcome.problem = f"pytest ended with code {code}"
    return outcome


def command(
    options: argparse.Namespace, where: Mapping[str, str], results: Path
) -> list[str]:
    """Build pytest's command line."""
    arguments = ["-q", "-n", options.workers, f"--junitxml={results}"]
    arguments += ["--durations=5", "--durations-min=2"]
    arguments += ["-p", "tests.started_first"]
    if where:
        arguments += ["-p", "tests.database_only"]
    left_out = [] if options.full else ["not full"]
    if not where and not options.only:
        left_out.append("not browser")  # the shorter half has them
    if left_out:
        arguments += ["-m", " and ".join(left_out)]
    if options.words:
        arguments += ["-k", options.words]
    return [sys.executable, "-m", "pytest", *arguments, *options.paths]


def environment(folder: Path, where: Mapping[str, str]) -> dict[str, str]:
    """Take away what would point the tests at somebody's data; add our servers."""
    kept = {key: value for key, value in os.environ.items() if key not in FROM_OUTSIDE}
    return {**kept, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", **where}


def count(outcome: Outcome, results: Path) -> None:
    """Add up pytest's own account, test by test."""
    if not results.exists():
        return
    for case in ET.parse(results).getroot().iter("testcase"):  # noqa: S314 - our own file
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skip is not None:
            outcome.skipped[skip.get("message", "no reason given")] += 1
        else:
            outcome.passed += 1


def report(outcomes: list[Outcome]) -> int:
    """Print what ran, what could not, and the totals alone on the last line."""
    ran = [f"{o.label} in {o.seconds:.0f} s" for o in outcomes if o.seconds]
    missing = [f"{o.label}: {o.problem}" for o in outcomes if o.problem]
    for outcome in outcomes:
        for reason, number in outcome.skipped.items():
            missing.append(f"{number} on {outcome.label.split()[0]}: {reason}")
    passed = sum(o.passed for o in outcomes)
    failed = sum(o.failed for o in outcomes)
    skipped = sum(o.skipped.total() for o in outcomes)
    good = all(o.is_good for o in outcomes)
    sys.stdout.write(
        f"\nRan: {'; '.join(ran) or 'nothing'}. "
        f"Could not run: {'; '.join(missing) or 'nothing'}.\n"
        f"{passed} passed, {failed} failed{f', {skipped} skipped' if skipped else ''}\n"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
