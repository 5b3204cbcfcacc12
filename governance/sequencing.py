"""Gives each entry its place in the log: gapless, in one process at a time.

An entry is visible only when its transaction has committed, and gets a leaf only when
it has none: each exactly once, whatever order transactions end in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from governance.ledger.hashing import root_hash
from governance.models import Entry, Leaf

BATCH = 2000
ADVISORY_LOCK = 0x6861_6C6C  # "hall"; any number that is ours


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log is: its size, its root (hex), and entries not yet numbered."""

    size: int
    root: str
    waiting: int


def sequence() -> int:
    """Number up to 2,000 waiting entries; returns how many."""
    with transaction.atomic(durable=True), _alone():
        waiting = Entry.objects.filter(leaf=None).order_by("pk")
        rows = list(waiting.values_list("pk", "leaf_hash")[:BATCH])
        start = next_number()
        Leaf.objects.bulk_create(
            Leaf(seq=start + place, entry_id=pk, leaf_hash=bytes(digest))
            for place, (pk, digest) in enumerate(rows)
        )
    return len(rows)


@contextmanager
def _alone() -> Iterator[None]:
    """On PostgreSQL a transaction lock; on SQLite the writer's turn is that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    yield


def next_number() -> int:
    """The number the next entry gets, which is the size of the log."""
    last: int | None = Leaf.objects.aggregate(last=Max("seq"))["last"]
    return 0 if last is None else last + 1


def position() -> Position:
    """The log as it stands: reads every leaf hash, 1 s per million."""
    hashes = list(Leaf.objects.order_by("seq").values_list("leaf_hash", flat=True))
    waiting = Entry.objects.filter(leaf=None).count()
    root = root_hash(bytes(digest) for digest in hashes)
    return Position(size=len(hashes), root=root.hex(), waiting=waiting)
