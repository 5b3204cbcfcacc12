"""A ledger of a million entries: sequencing, proofs, restart, storage."""

import random
from collections.abc import Callable, Mapping
from statistics import median, quantiles
from time import perf_counter, process_time

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import keeper, log
from governance.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_inclusion,
)
from governance.ledger.tiles import Tile, TileReader
from governance.models import Leaf
from governance.sequencing import Sequencer
from tests.benchmarks.ledger.figures import Figure, at_least, at_most, load, note
from tests.benchmarks.ledger.rows import fill
from tests.sequenced import SIGNER

PROOFS = 400
SEQUENCED = {"SQLite": 100_000, "PostgreSQL": 20_000}
Times = tuple[list[float], list[float]]
PROVED_MS = {"SQLite": 2, "PostgreSQL": 10}


def measure(vendor: str, entries: str = "1000000") -> list[Figure]:
    """Build it once, then ask it everything."""
    count = int(entries)
    call_command("migrate", verbosity=0)
    began = perf_counter()
    sequencer = keeper.begin(SIGNER)
    fill(0, count - 1)  # the key's entry is the first
    note(f"{vendor}: {count:,} entries in {perf_counter() - began:.0f} s; {load()}")
    _analyze()
    return [
        *_sequencing(vendor, sequencer, count),
        *_inclusion(vendor, count),
        *_consistency(vendor, count),
        _restart(vendor, count),
    ]


def _analyze() -> None:
    """What PostgreSQL does by itself a minute later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE governance_entry")


def _sequencing(vendor: str, sequencer: Sequencer, count: int) -> list[Figure]:
    """Read, hash, leaves, tiles, sign, commit, until nothing waits."""
    before, rates = _bytes(), []
    began = perf_counter()
    while True:
        at = perf_counter()
        done = sequencer.step()
        if not done:
            break
        rates.append(done / (perf_counter() - at))
    rate = count / (perf_counter() - began)
    assert sequencer.size == count
    name = f"{vendor}: sequencer, {count:,} waiting"
    part = (_bytes() - before) / count
    return [
        at_least(name, "entries/s", rate, SEQUENCED[vendor]),
        Figure(name, "entries/s, median batch", median(rates)),
        Figure(f"{vendor}: storage of the Merkle part", "bytes/entry", part),
    ]


def _bytes() -> int:
    """What the leaves, tiles and checkpoints take, with their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * 4096 FROM pragma_page_count")
        else:
            tables = ("leaf", "tile", "checkpoint")
            total = " + ".join(
                f"pg_total_relation_size('governance_{table}')" for table in tables
            )
            cursor.execute(f"SELECT {total}")
        return int(cursor.fetchone()[0])


class Counted:
    """The database's tiles, counted."""

    def __init__(self) -> None:
        self.count = 0

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        """Hand through."""
        self.count = len(wanted)
        return log.DatabaseTiles().tiles(wanted)


def _inclusion(vendor: str, count: int) -> list[Figure]:
    name = f"{vendor}: inclusion proof at {count:,}"
    places = random.Random(1).sample(range(count), PROOFS)  # noqa: S311 - places
    _check(places[0], count)
    times = _times(lambda n: inclusion_proof(places[n], count, log.reader()))
    whole = [Leaf.objects.select_related("entry").get(seq=n).entry for n in places]
    files = _times(lambda n: log.proof_of(whole[n]))
    return [
        *_percentiles(name, times, PROVED_MS[vendor]),
        *_cost(name, lambda r: inclusion_proof(places[0], count, r)),
        *_percentiles(f"{name}, as tlog-proof file", files, None),
    ]


def _check(place: int, count: int) -> None:
    """What is timed must also be true."""
    proof = inclusion_proof(place, count, log.reader())
    leaf = bytes(Leaf.objects.get(seq=place).leaf_hash)
    verify_inclusion(place, count, leaf, proof, log.root_at(count))


def _consistency(vendor: str, count: int) -> list[Figure]:
    name = f"{vendor}: consistency proof at {count:,}"
    places = random.Random(2).sample(range(1, count), PROOFS)  # noqa: S311 - places
    times = _times(lambda n: consistency_proof(places[n], count, log.reader()))
    return [
        *_percentiles(name, times, None),
        *_cost(name, lambda r: consistency_proof(places[0], count, r)),
    ]


def _times(work: Callable[[int], object]) -> Times:
    """Milliseconds of each, and what our own process computed in them."""
    work(0)
    times, computed = [], []
    for number in range(PROOFS):
        began, cpu = perf_counter(), process_time()
        work(number)
        computed.append((process_time() - cpu) * 1000)
        times.append((perf_counter() - began) * 1000)
    return times, computed


def _percentiles(name: str, measured: Times, budget: float | None) -> list[Figure]:
    times, computed = measured
    p99 = quantiles(times, n=100)[98]
    last = Figure(name, "p99 ms", p99)
    if budget is not None:
        last = at_most(name, "p99 ms", p99, budget)
    own = Figure(
        name, "p99 ms of our process's own time", quantiles(computed, n=100)[98]
    )
    return [Figure(name, "p50 ms", median(times)), last, own]


def _cost(name: str, work: Callable[[TileReader], object]) -> list[Figure]:
    source = Counted()
    with CaptureQueriesContext(connection) as captured:
        work(TileReader(source))
    return [
        Figure(name, "queries", len(captured)),
        Figure(name, "tiles", source.count),
    ]


def _restart(vendor: str, count: int) -> Figure:
    times = []
    for _ in range(20):
        began = perf_counter()
        assert Sequencer([SIGNER]).size == count
        times.append((perf_counter() - began) * 1000)
    return Figure(f"{vendor}: restart of a sequencer at {count:,}", "ms", median(times))
