"""Gives each entry its place in the log, and signs what the log has become.

One transaction per batch: the leaves, the tiles they fill and a signed checkpoint are
there together or not at all. A crash at any point leaves the log of the last commit;
the entries still wait and get the same leaves, hence the same root.

An entry is visible only when its transaction has committed, and gets a leaf only when
it has none: each exactly once, whatever order transactions end in.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from governance import log
from governance.ledger.checkpoints import Checkpoint
from governance.ledger.errors import LedgerError
from governance.ledger.frontier import Frontier, FullTile
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import Signer
from governance.ledger.notes import sign_note
from governance.models import Checkpoint as CheckpointRow
from governance.models import Leaf
from governance.models import Tile as TileRow

BATCH = 2000
ADVISORY_LOCK = 0x6861_6C6C  # "hall"; any number that is ours
Waiting = tuple[int, bytes]  # an entry's id and its body


class LogBrokenError(Exception):
    """The log is not what its last checkpoint says. Nothing more is signed."""


class Sequencer:
    """Numbers entries, and remembers below which mark none can appear any more.

    SQLite has one writer, so the id of the last numbered entry is that mark. On
    PostgreSQL ids are given before rows are visible; there it is the oldest transaction
    that was still open at a read which left nothing behind.
    """

    def __init__(self, signers: Sequence[Signer]) -> None:
        """Raises LogBrokenError when the rows do not make the last checkpoint."""
        self._signers = signers
        self._system = _system_id()
        self._signed = 0
        self._low = 0
        self._frontier = Frontier()
        self._tiles: list[FullTile] = []  # of a log that was numbered before it had any
        self._restore()

    @property
    def size(self) -> int:
        """How many entries have a number."""
        return self._frontier.size

    def step(self) -> int:
        """Number and sign up to 2,000 waiting entries; returns how many."""
        if not self._look(1) and not self._is_unsigned():
            return 0  # without taking the writers' turn
        with transaction.atomic(durable=True), _alone():
            if _signed_size() != self._signed:
                self._restore()  # another sequencer has been here
            mark = self._mark()  # before the look: what it cannot see is above the mark
            rows = self._look(BATCH)
            grown = self._frontier.copy()
            low = _low_after(rows, mark, self._low)
            tiles = self._tiles + _append(grown, rows)
            if rows or self._is_unsigned():
                self._sign(grown, tiles, low)
        self._frontier, self._low, self._tiles = grown, low, []
        self._signed = grown.size
        return len(rows)

    def _is_unsigned(self) -> bool:
        """Whether there are leaves that no checkpoint covers (a log of old)."""
        return self._frontier.size != self._signed

    def _sign(self, grown: Frontier, tiles: list[FullTile], low: int) -> None:
        TileRow.objects.bulk_create(
            TileRow(
                level=full.tile.level,
                index=full.tile.number,
                data=full.data,
                root=full.root,
            )
            for full in tiles
        )
        root = grown.root()
        text = Checkpoint(self._signers[-1].name, grown.size, root).text
        CheckpointRow.objects.create(
            size=grown.size,
            root=root,
            note=sign_note(text, self._signers),
            created_at=timezone.now(),
            low=str(low),
            system_id=self._system,
        )

    def _restore(self) -> None:
        """Begin where the last checkpoint ended, if the rows are those it signed."""
        last = log.newest_checkpoint()
        self._signed = last.size if last else 0
        self._tiles = []
        if last is None:
            self._frontier = Frontier()
            self._tiles = self._frontier.extend(_all_leaves())
        else:
            self._frontier = _edge_of(last)
        self._low = self._low_at(last)

    def _low_at(self, last: CheckpointRow | None) -> int:
        """The mark to begin from; a restored backup may count transactions anew."""
        if connection.vendor == "sqlite":
            return _last_numbered()
        return int(last.low) if last and last.system_id == self._system else 0

    def _look(self, limit: int) -> list[Waiting]:
        """Entries without a number, oldest first."""
        with connection.cursor() as cursor:
            cursor.execute(WAITING[connection.vendor], [self._low, limit])
            return [(pk, bytes(body)) for pk, body in cursor.fetchall()]

    def _mark(self) -> int:
        """The oldest transaction still open; on SQLite nothing better than we have."""
        if connection.vendor == "sqlite":
            return self._low
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            return int(cursor.fetchone()[0])


WAITING = {
    "sqlite": """
        SELECT entry.id, entry.body FROM governance_entry entry
        WHERE entry.id > %s AND NOT EXISTS (
            SELECT 1 FROM governance_leaf leaf WHERE leaf.entry_id = entry.id)
        ORDER BY entry.id LIMIT %s
    """,
    "postgresql": """
        SELECT entry.id, entry.body FROM governance_entry entry
        WHERE entry.txid >= %s::text::xid8 AND NOT EXISTS (
            SELECT 1 FROM governance_leaf leaf WHERE leaf.entry_id = entry.id)
        ORDER BY entry.id LIMIT %s
    """,
}
ADD_LEAF = {
    "sqlite": (
        "INSERT INTO governance_leaf (seq, entry_id, leaf_hash) VALUES (%s, %s, %s)"
    ),
    "postgresql": (
        "INSERT INTO governance_leaf (seq, entry_id, leaf_hash) "
        "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])"
    ),
}


def _append(grown: Frontier, rows: Sequence[Waiting]) -> list[FullTile]:
    """Write the leaves of these entries; returns the tiles they fill.

    The hash is made here from the body: the writer's column is only an index.
    """
    start = grown.size
    hashes = [leaf_hash(body) for _, body in rows]
    numbers, keys = list(range(start, start + len(rows))), [pk for pk, _ in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            many = zip(numbers, keys, hashes, strict=True)
            cursor.executemany(ADD_LEAF["sqlite"], list(many))
        else:
            cursor.execute(ADD_LEAF["postgresql"], [numbers, keys, hashes])
    return grown.extend(hashes)


def _low_after(rows: Sequence[Waiting], mark: int, low: int) -> int:
    """Where the next look begins. The mark moves when the look left nothing behind."""
    if connection.vendor == "sqlite":
        return rows[-1][0] if rows else low
    return mark if len(rows) < BATCH else low


def _edge_of(last: CheckpointRow) -> Frontier:
    """The frontier of the last checkpoint; LogBrokenError unless it is the one signed.

    A tree that cannot be rebuilt from its own rows was edited, or is half restored.
    """
    beyond = Leaf.objects.filter(seq__gte=last.size).exists()
    try:
        frontier = Frontier(last.size, log.edges_at(last.size))
        is_same = not beyond and frontier.root() == bytes(last.root)
    except LedgerError:
        is_same = False
    if not is_same:
        raise LogBrokenError(
            f"The rows do not make the root of checkpoint {last.size}. "
            "Nothing more is signed; run verify_ledger."
        )
    return frontier


def _all_leaves() -> Iterator[bytes]:
    rows = Leaf.objects.order_by("seq").values_list("leaf_hash", flat=True)
    return (bytes(digest) for digest in rows.iterator(10_000))


def _last_numbered() -> int:
    last: int | None = Leaf.objects.aggregate(last=Max("entry_id"))["last"]
    return last or 0


def _signed_size() -> int:
    last: int | None = CheckpointRow.objects.aggregate(last=Max("size"))["last"]
    return last or 0


def _system_id() -> str:
    """Which cluster this is: transaction numbers of another one mean nothing here."""
    if connection.vendor == "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


@contextmanager
def _alone() -> Iterator[None]:
    """On PostgreSQL a transaction lock; on SQLite the writer's turn is that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    yield
