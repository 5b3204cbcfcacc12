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


class Sequencer:
    """Numbers entries, and remembers below which mark none can appear any more.

    SQLite has one writer, so the id of the last numbered entry is that mark. On
    PostgreSQL ids are given before rows are visible; there it is the oldest transaction
    that was still open at a read which left nothing behind.
    """

    def __init__(self) -> None:
        self._low = _last_numbered() if connection.vendor == "sqlite" else 0

    def step(self) -> int:
        """Number up to 2,000 waiting entries; returns how many."""
        if not self._look(1):
            return 0  # without taking the writers' turn
        with transaction.atomic(durable=True), _alone():
            rows = self._look(BATCH)
            start = next_number()
            Leaf.objects.bulk_create(
                Leaf(seq=start + place, entry_id=pk, leaf_hash=bytes(digest))
                for place, (pk, digest) in enumerate(rows)
            )
        if rows and connection.vendor == "sqlite":
            self._low = rows[-1][0]
        return len(rows)

    def _look(self, limit: int) -> list[tuple[int, bytes]]:
        """Entries without a number, oldest first; moves the mark when none is left."""
        mark = self._mark()  # before the look: what it cannot see is above the mark
        with connection.cursor() as cursor:
            cursor.execute(WAITING[connection.vendor], [self._low, limit])
            rows: list[tuple[int, bytes]] = cursor.fetchall()
        if not rows:
            self._low = mark
        return rows

    def _mark(self) -> int:
        """The oldest transaction still open; on SQLite nothing better than we have."""
        if connection.vendor == "sqlite":
            return self._low
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            return int(cursor.fetchone()[0])


WAITING = {
    "sqlite": """
        SELECT entry.id, entry.leaf_hash FROM governance_entry entry
        WHERE entry.id > %s AND NOT EXISTS (
            SELECT 1 FROM governance_leaf leaf WHERE leaf.entry_id = entry.id)
        ORDER BY entry.id LIMIT %s
    """,
    "postgresql": """
        SELECT entry.id, entry.leaf_hash FROM governance_entry entry
        WHERE entry.txid >= %s::text::xid8 AND NOT EXISTS (
            SELECT 1 FROM governance_leaf leaf WHERE leaf.entry_id = entry.id)
        ORDER BY entry.id LIMIT %s
    """,
}


def sequence() -> int:
    """One step of a sequencer that has just begun."""
    return Sequencer().step()


def _last_numbered() -> int:
    last: int | None = Leaf.objects.aggregate(last=Max("entry_id"))["last"]
    return last or 0


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
