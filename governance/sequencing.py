"""Gives each entry its place in the log, and signs what the log has become.

One transaction per batch: the leaves, the tiles they fill and a signed checkpoint are
there together or not at all. A crash at any point leaves the log of the last commit;
the entries still wait and get the same leaves, hence the same root.

An entry is visible only when its transaction has committed, and gets a leaf only when
it has none: each exactly once, whatever order transactions end in.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

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
LISTED = 50 * BATCH  # ids of a backlog that one look lists
ADVISORY_LOCK = 0x6861_6C6C  # "hall"; any number that is ours
Waiting = tuple[int, bytes]  # an entry's id and its body
LeafRow = tuple[int | bytes, ...]


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
        self._low = self._reached = 0
        self._listed: list[int] = []  # PostgreSQL: what waits, as one look has seen it
        self._frontier = Frontier()
        self._tiles: list[FullTile] = []  # of a log that was numbered before it had any
        self._restore()

    @property
    def size(self) -> int:
        """How many entries have a number."""
        return self._frontier.size

    def step(self) -> int:
        """Number and sign up to 2,000 waiting entries; returns how many."""
        if not self._listed and not self._look(1) and not self._is_unsigned():
            return 0  # without taking the writers' turn
        with transaction.atomic(durable=True), _alone():
            if _signed_size() != self._signed:
                self._restore()  # another sequencer has been here
            rows, low, listed = self._next()
            grown = self._frontier.copy()
            tiles = self._tiles + _append(grown, rows)
            if rows or self._is_unsigned():
                self._sign(grown, tiles, low)
        self._frontier, self._low, self._tiles = grown, low, []
        self._signed, self._listed = grown.size, listed
        return len(rows)

    def _next(self) -> tuple[list[Waiting], int, list[int]]:
        """The next batch, the mark once it is numbered, and what is listed after it.

        On PostgreSQL a look reads all that waits, so a backlog is listed by one look
        and numbered in batches. What commits meanwhile comes after all of the list: it
        may follow from an entry in it, never the other way round. The mark moves when
        the list left nothing behind and is done.
        """
        if connection.vendor == "sqlite":
            rows: list[Waiting] = self._look(BATCH, "id, body")
            return rows, rows[-1][0] if rows else self._low, []
        listed, self._listed = self._listed, []  # a batch that fails looks anew
        if not listed:
            mark = self._mark()  # before the look: what it cannot see is above the mark
            listed = [pk for (pk,) in self._look(LISTED)]
            self._reached = mark if len(listed) < LISTED else self._low
        now, later = listed[:BATCH], listed[BATCH:]
        return _bodies(now), self._low if later else self._reached, later

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
        self._tiles, self._listed = [], []
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

    def _look(self, limit: int, columns: str = "id") -> list[Any]:
        """Rows of entries without a number, oldest first."""
        statement = WAITING.format(columns=columns, beyond=BEYOND[connection.vendor])
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._low, limit])
            return list(cursor.fetchall())

    def _mark(self) -> int:
        """PostgreSQL: the oldest transaction still open."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            return int(cursor.fetchone()[0])


WAITING = """
    SELECT {columns} FROM governance_entry entry WHERE {beyond} AND NOT EXISTS (
        SELECT 1 FROM governance_leaf leaf WHERE leaf.entry_id = entry.id)
    ORDER BY id LIMIT %s
"""
BEYOND = {"sqlite": "id > %s", "postgresql": "txid >= %s::text::xid8"}
BODIES = "SELECT id, body FROM governance_entry WHERE id = ANY(%s) ORDER BY id"
ADD_LEAVES = "INSERT INTO governance_leaf (seq, entry_id, leaf_hash) "
ARRAYS = "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])"
TOGETHER = 250  # rows of one statement on SQLite: a third less time than one each


def _bodies(keys: list[int]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(BODIES, [keys])
        return list(cursor.fetchall())


def _append(grown: Frontier, rows: Sequence[Waiting]) -> list[FullTile]:
    """Write the leaves of these entries; returns the tiles they fill.

    The hash is made here from the body: the writer's column is only an index.
    """
    start = grown.size
    hashes = [leaf_hash(bytes(body)) for _, body in rows]
    numbers, keys = list(range(start, start + len(rows))), [pk for pk, _ in rows]
    if connection.vendor == "sqlite":
        _add_in_groups(list(zip(numbers, keys, hashes, strict=True)))
    else:
        with connection.cursor() as cursor:
            cursor.execute(ADD_LEAVES + ARRAYS, [numbers, keys, hashes])
    return grown.extend(hashes)


def _add_in_groups(rows: Sequence[LeafRow]) -> None:
    """Whole groups by one statement, what is left one by one."""
    whole = len(rows) - len(rows) % TOGETHER
    with connection.cursor() as cursor:
        for count, some in ((TOGETHER, rows[:whole]), (1, rows[whole:])):
            marks = ", ".join(["(%s, %s, %s)"] * count)
            starts = range(0, len(some), count)
            groups = [[*chain(*some[at : at + count])] for at in starts]
            cursor.executemany(f"{ADD_LEAVES} VALUES {marks}", groups)


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
