"""How long a commit waits for its signed checkpoint, while 1,000 a second are written.

A real `manage.py sequence_ledger` signs. The writers are processes that write entries
by recording's INSERT, each in a transaction of its own, on the beat of a clock: a
machine of two cores cannot run 1,000 operations a second beside the sequencer.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from statistics import median, quantiles
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from governance.ledger.keys import generate_key
from governance.models import Checkpoint, Entry
from governance.recording import INSERT
from governance.wake import wake
from tests.benchmarks.ledger.figures import Figure, at_least, at_most
from tests.benchmarks.ledger.rows import columns

RATE, SECONDS = 1000, 12.0
WRITERS = 16  # so many share a wait for the disk on PostgreSQL
LOOK, LIMIT = 0.01, 120.0


def measure(vendor: str) -> list[Figure]:
    """Write for some seconds, watch the checkpoints, then join the two."""
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        settings.LEDGER_WAKE_SOCKET = f"{folder}/wake"
        with _sequencer(Path(folder)):
            commits, seen = _write_and_watch()
    lags = _lags(commits, seen)
    name = f"{vendor}: commit to signed checkpoint"
    span = max(commits.values()) - min(commits.values())
    return [
        at_least(name, "raw writes/s", len(commits) / span, 0.95 * RATE),
        Figure(name, "p50 s", median(lags)),
        at_most(name, "p99 s", quantiles(lags, n=100)[98], 2),
    ]


@contextmanager
def _sequencer(folder: Path) -> Iterator[None]:
    key = generate_key("hallmark.bench/ledger").skey
    (folder / "key").write_text(key)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sequence_ledger"],
        env={
            **os.environ,
            "LEDGER_KEY_FILE": str(folder / "key"),
            "LEDGER_WAKE_SOCKET": str(folder / "wake"),
            "LEDGER_WITNESSES": "",
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        while not Checkpoint.objects.exists():  # over the key's own entry
            assert process.poll() is None, "the sequencer has ended"
            sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _write_and_watch() -> tuple[dict[str, float], list[tuple[float, int]]]:
    """When each entry was committed, and when each checkpoint was seen."""
    connection.close()
    context = get_context("fork")
    results: Any = context.Queue()
    start = monotonic() + 1.5
    processes = [
        context.Process(target=_writer, args=(number, start, results), daemon=True)
        for number in range(WRITERS)
    ]
    for process in processes:
        process.start()
    seen: list[tuple[float, int]] = [(monotonic(), 0)]
    commits: dict[str, float] = {}
    waiting = WRITERS
    while waiting or seen[-1][1] < Entry.objects.count():
        assert monotonic() < start + LIMIT, "the sequencer does not follow"
        newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0]
        if newest != seen[-1][1]:
            seen.append((monotonic(), newest))
        with suppress(Empty):
            commits.update(results.get(timeout=LOOK))
            waiting -= 1
    return commits, seen


def _writer(number: int, start: float, results: Any) -> None:
    commits = {}
    for turn in range(int(SECONDS * RATE / WRITERS)):
        row = columns(1_000_000 * (number + 1) + turn)
        due = start + turn * WRITERS / RATE
        sleep(max(0.0, due - monotonic()))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, row)
        commits[row[0]] = monotonic()
        wake()
    connection.close()
    results.put(commits)


def _lags(commits: dict[str, float], seen: list[tuple[float, int]]) -> list[float]:
    """For each entry, until the first checkpoint that covers its number was seen."""
    lags = []
    numbered = Entry.objects.filter(leaf__isnull=False).order_by("leaf__seq")
    places = iter(seen)
    at, size = next(places)
    for uuid, seq in numbered.values_list("uuid", "leaf__seq"):
        while size <= seq:
            at, size = next(places)
        if uuid.hex in commits:
            lags.append(max(0.0, at - commits[uuid.hex]))
    assert len(lags) == len(commits), "some entries have no number"
    return lags
