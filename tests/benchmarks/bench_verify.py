"""How long it takes to verify a ledger of a million entries.

Fills a SQLite file of its own first. `--entries N` and `--told N` (each N-th entry
discloses a reason) change what is verified. The last lines are JSON, one per figure.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

BODIES = 20_000
ROUNDS = 3


def main() -> None:
    """Fill, verify, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--told", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DATABASE_URL"] = ""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
        measure(Path(folder), options.entries, options.told)


def measure(folder: Path, entries: int, told: int) -> None:
    """One ledger in this folder."""
    import django  # noqa: PLC0415 - the folder must be set first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from governance.ledger.canonical import parse  # noqa: PLC0415
    from governance.verification import verify  # noqa: PLC0415
    from tests.benchmarks.filled_ledger import fill  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    length = fill(entries, told=told)
    size = Path(connection.settings_dict["NAME"]).stat().st_size
    print(
        f"{entries:,} entries, bodies of {length} bytes, filled in "
        f"{time.perf_counter() - began:.0f} s, {size / 2**20:.0f} MB; "
        f"load average before: {os.getloadavg()[0]:.2f}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM governance_entry LIMIT %s", [BODIES])
        bodies = [bytes(body) for (body,) in cursor.fetchall()]
    rate = best(lambda: deque(map(parse, bodies), maxlen=0), len(bodies))
    began = time.perf_counter()
    found = verify()
    seconds = time.perf_counter() - began
    if found.count:
        sys.exit(f"It does not hold: {found.wrong[:3]}")
    peak = max(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"verify: {seconds:.1f} s, {entries / seconds:,.0f} entries/s, "
        f"{found.disclosures:,} disclosures, {found.checkpoints:,} checkpoints, at "
        f"most {peak:.0f} MB in a process; load average after: {os.getloadavg()[0]:.2f}"
    )
    tell("parse strict bodies", "bodies/s", rate, rate >= 100_000, 100_000)
    budget = 12 * entries / 1_000_000
    tell("verify_ledger", "seconds", seconds, seconds <= budget, budget)
    tell("verify_ledger memory of a process", "MB", peak, peak <= 300, 300)


def best(work: Callable[[], object], count: int) -> float:
    """The rate of the quickest round."""
    rates = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - began))
    return max(rates)


def tell(name: str, metric: str, value: float, ok: bool, budget: float) -> None:
    """One figure, for programs."""
    figure = {"name": name, "metric": metric, "value": round(value, 2)}
    print(json.dumps(figure | {"budget": budget, "ok": ok}))


if __name__ == "__main__":
    main()
