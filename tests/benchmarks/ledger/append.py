"""Thirty-two writers with connections of their own: entry, plain row, locked chain."""

import hashlib
from collections.abc import Callable
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from governance.models import User
from governance.recording import INSERT, Record
from registry.models import Project
from tests.benchmarks.ledger.figures import Figure, at_least
from tests.benchmarks.ledger.place import WHY, prepare
from tests.benchmarks.ledger.rows import columns
from tests.benchmarks.ledger.write import ACTION

WRITERS, BLOCK, ROUNDS = 32, 20, 7
PLAIN = INSERT.replace("governance_entry", "bench_plain")
CHAINED = INSERT.replace("governance_entry", "bench_chained")
HEAD = {
    "sqlite": "SELECT head FROM bench_head WHERE id = 1",
    "postgresql": "SELECT head FROM bench_head WHERE id = 1 FOR UPDATE",
}
LIMIT = 300.0
Way = Callable[[Any], None]


def measure(vendor: str) -> list[Figure]:
    """Rates of interleaved blocks; the medians of their ratios."""
    place = prepare()
    for name in ("bench_plain", "bench_chained"):
        _same_table(name)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_head (id integer PRIMARY KEY, head char(64))"
        )
        cursor.execute("INSERT INTO bench_head VALUES (1, '')")
    connection.close()
    rates = _rates((place.actor.pk, place.project.pk))
    name = f"{vendor}: append, {WRITERS} writers"
    return [
        at_least(name, "x plain insert", _ratio(rates, "entry", "plain"), 0.9),
        _against_chain(name, vendor, _ratio(rates, "entry", "chain")),
        Figure(name, "entries/s", median(rates["entry"])),
        Figure(f"{name}: with 2 disclosures", "entries/s", median(rates["record"])),
        Figure(f"{name}: plain insert", "rows/s", median(rates["plain"])),
        Figure(f"{name}: chain with a locked head", "rows/s", median(rates["chain"])),
    ]


def _against_chain(name: str, vendor: str, ratio: float) -> Figure:
    """SQLite has one writer at a time anyway: there is no lock to save."""
    metric = "x chain with a locked head"
    if vendor == "SQLite":
        return Figure(name, metric, ratio)
    return at_least(name, metric, ratio, 4)


def _ratio(rates: dict[str, list[float]], one: str, other: str) -> float:
    return median(a / b for a, b in zip(rates[one], rates[other], strict=True))


def _same_table(name: str) -> None:
    """The columns and indexes of the entries, without what protects them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            like = "(LIKE governance_entry INCLUDING ALL)"
            cursor.execute(f"CREATE TABLE {name} {like}")
            cursor.execute(f"ALTER TABLE {name} DROP COLUMN txid")
            return
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'governance_entry' "
            "AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
        )
        for (sql,) in cursor.fetchall():
            named = sql.replace("governance_entry", name)
            cursor.execute(named.replace('"entry_', f'"{name}_'))


def _rates(keys: tuple[Any, Any]) -> dict[str, list[float]]:
    """Blocks of every way in turn, timed from barrier to barrier."""
    context = get_context("fork")
    barrier = context.Barrier(WRITERS + 1)
    processes = [
        context.Process(target=_writer, args=(number, barrier, keys), daemon=True)
        for number in range(WRITERS)
    ]
    for process in processes:
        process.start()
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    for turn in range(ROUNDS + 1):
        for name in _order(turn):
            barrier.wait(LIMIT)
            began = perf_counter()
            barrier.wait(LIMIT)
            if turn:  # the first is to get warm
                rates[name].append(WRITERS * BLOCK / (perf_counter() - began))
    for process in processes:
        process.join(LIMIT)
    return rates


def _order(turn: int) -> list[str]:
    names = list(WAYS)
    at = turn % len(names)
    return names[at:] + names[:at]


def _writer(number: int, barrier: Any, keys: tuple[Any, Any]) -> None:
    """One process: the same blocks at the same time as all others."""
    actor, project = User.objects.get(pk=keys[0]), Project.objects.get(pk=keys[1])
    used = 1_000_000 * (number + 1)
    for turn in range(ROUNDS + 1):
        for name in _order(turn):
            if name == "record":
                rows: list[Any] = [(actor, project)] * BLOCK
            else:
                rows = [columns(used + place) for place in range(BLOCK)]
            used += BLOCK
            barrier.wait(LIMIT)
            for row in rows:
                WAYS[name](row)
            barrier.wait(LIMIT)
    connection.close()


def _run(statement: str, row: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, row)


def _chain(row: Any) -> None:
    """What a hash chain costs: the head is locked until the commit is on the disk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HEAD[connection.vendor])
        (head,) = cursor.fetchone()
        linked = hashlib.sha256(head.encode() + row[-2]).hexdigest()
        cursor.execute(CHAINED, row)
        cursor.execute("UPDATE bench_head SET head = %s WHERE id = 1", [linked])


def _record(row: Any) -> None:
    actor, project = row
    with transaction.atomic():
        record = Record(actor, ACTION, project, WHY)
        record.change("stage", "draft", "live")
        record.write()


WAYS: dict[str, Way] = {
    "plain": lambda row: _run(PLAIN, row),
    "entry": lambda row: _run(INSERT, row),
    "record": _record,
    "chain": _chain,
}
