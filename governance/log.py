"""Reads of the signed log: tiles out of the database, checkpoints, keys and proofs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db import connection

from governance.actions import Action
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.errors import LedgerError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.keys import Verifier
from governance.ledger.proofs import inclusion_proof, tree_root
from governance.ledger.tiles import HEIGHT, WIDTH, Tile, TileReader, width_at
from governance.ledger.tlog_proof import TlogProof
from governance.models import Checkpoint, Cosignature, Entry, Leaf

# How much older than the newest a co-signed checkpoint may be to be shown first.
COSIGNED_FIRST = timedelta(seconds=10)


class DatabaseTiles:
    """Full tiles as stored, partial ones made of the rows at the right edge.

    One query for all full tiles, and one for each partial: at most one a level.
    """

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        """The bytes of each tile, at least as wide as asked when the log has them."""
        found = _full(wanted)
        for tile, width in wanted.items():
            if tile not in found:
                found[tile] = b"".join(edge(tile, width))
        return found


# SQL, because a proof is asked often: the ORM takes longer than the database.
FULL = 'SELECT level, "index", data FROM governance_tile WHERE {}'
THIS_ONE = '(level = %s AND "index" = %s)'
LEAVES = """
    SELECT leaf_hash FROM governance_leaf WHERE seq >= %s AND seq < %s ORDER BY seq
"""
ROOTS = """
    SELECT root FROM governance_tile
    WHERE "index" >= %s AND "index" < %s AND level = %s ORDER BY "index"
"""


def _full(wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """Those of the tiles that are stored, which full ones are."""
    names = list(wanted)
    if not names:
        return {}
    which = " OR ".join([THIS_ONE] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(which), list(chain.from_iterable(names)))
        rows = cursor.fetchall()
    return {Tile(level, number): bytes(data) for level, number, data in rows}


def edge(tile: Tile, width: int = WIDTH) -> list[bytes]:
    """The first `width` hashes of a tile that is not full, fewer when there are not."""
    start = tile.number * WIDTH
    span = [start, start + width]
    with connection.cursor() as cursor:
        if tile.level == 0:
            cursor.execute(LEAVES, span)
        else:
            cursor.execute(ROOTS, [*span, tile.level - 1])
        return [bytes(digest) for (digest,) in cursor.fetchall()]


def tile_data(tile: Tile, width: int) -> bytes | None:
    """A tile as it is served, or None when the newest checkpoint does not cover it."""
    newest = newest_checkpoint()
    if newest is None or width > width_at(tile, newest.size):
        return None
    return DatabaseTiles().tiles({tile: width})[tile][: width * HASH_BYTES]


def reader() -> TileReader:
    """The hashes of the log's subtrees."""
    return TileReader(DatabaseTiles())


def root_at(count: int) -> bytes:
    """The root of the first `count` entries; raises TooFarError beyond the log."""
    return tree_root(count, reader())


def newest_checkpoint() -> Checkpoint | None:
    """The last one signed."""
    return Checkpoint.objects.order_by("-size").first()


def size() -> int:
    """How many entries the newest checkpoint covers."""
    newest = newest_checkpoint()
    return newest.size if newest else 0


def newest_cosigned() -> Checkpoint | None:
    """The last one that a witness has co-signed."""
    # From the lines: without a witness every checkpoint would be asked for one.
    lines = Cosignature.objects.select_related("checkpoint")
    newest = lines.order_by("-checkpoint_id").first()
    return newest.checkpoint if newest else None


def with_cosignatures(checkpoint: Checkpoint) -> str:
    """Its note, with the line of each witness below the log's own."""
    lines = checkpoint.cosignatures.order_by("witness").values_list("line", flat=True)
    return checkpoint.note + "".join(lines)


def published() -> Checkpoint | None:
    """The checkpoint to show: a co-signed one, unless it is much older than the newest.

    A witness answers some moments after a checkpoint; a dead one stops nothing.
    """
    newest, cosigned = newest_checkpoint(), newest_cosigned()
    if newest is None or cosigned is None:
        return newest
    behind = newest.created_at - cosigned.created_at
    return cosigned if behind < COSIGNED_FIRST else newest


def sizes() -> tuple[int, int]:
    """How many entries the newest checkpoint covers, and the newest co-signed one."""
    cosigned = newest_cosigned()
    return size(), cosigned.size if cosigned else 0


@dataclass(frozen=True, slots=True)
class State:
    """Where the log stands, in the side panel. It says what was done, no verdict."""

    size: int
    signed_at: datetime | None
    witnesses: int


def state() -> State:
    """The checkpoint that is shown, and how many witnesses have co-signed it."""
    found = published()
    if found is None:
        return State(0, None, 0)
    return State(found.size, found.created_at, found.cosignatures.count())


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in a checkpoint, for people and as a file."""

    index: int
    leaf: bytes
    checkpoint: Checkpoint
    file: TlogProof


def covering(index: int) -> Checkpoint | None:
    """The checkpoint that proves an entry: co-signed if one covers it, else signed."""
    for checkpoint in (newest_cosigned(), newest_checkpoint()):
        if checkpoint is not None and index < checkpoint.size:
            return checkpoint
    return None


def proof_of(entry: Entry) -> Proof | None:
    """The proof of an entry, None while no checkpoint covers it."""
    leaf = Leaf.objects.filter(entry=entry).first()
    checkpoint = covering(leaf.seq) if leaf else None
    if leaf is None or checkpoint is None:
        return None
    hashes = inclusion_proof(leaf.seq, checkpoint.size, reader())
    note = with_cosignatures(checkpoint)
    file = TlogProof(leaf.seq, tuple(hashes), note)
    return Proof(leaf.seq, bytes(leaf.leaf_hash), checkpoint, file)


def verifiers() -> list[Verifier]:
    """The log's keys, oldest first; the last is in force.

    A key counts from the entry that names it, when the first checkpoint over that entry
    is signed by it and by the key before. An entry that anybody forged counts nothing,
    nor does a second one below the same checkpoint: it could lead back to the old key.
    """
    keys: list[Verifier] = []
    began = 0
    entries = Entry.objects.filter(action=Action.LEDGER_KEY_CHANGED, leaf__isnull=False)
    for seq, body in entries.order_by("leaf__seq").values_list("leaf__seq", "body"):
        key = _named_key(bytes(body))
        over = Checkpoint.objects.filter(size__gt=seq).order_by("size").first()
        if not (key and over) or over.size == began or key in keys[-1:]:
            continue
        if _signed_by(over.note, [*keys[-1:], key]):
            keys.append(key)
            began = over.size
    return keys


def _named_key(body: bytes) -> Verifier | None:
    try:
        return Verifier.parse(json.loads(body)["changes"]["key"][1])
    except (LedgerError, ValueError, KeyError, TypeError, IndexError):
        return None


def _signed_by(note: str, keys: Iterable[Verifier]) -> bool:
    """Whether each of the keys signed this checkpoint."""
    try:
        return all(bool(open_checkpoint(note, [key])) for key in keys)
    except LedgerError:
        return False


def edges_at(count: int) -> list[list[bytes]]:
    """The hashes that fill no tile in a tree of `count`, level by level."""
    edges: list[list[bytes]] = []
    while hashes := count >> (HEIGHT * len(edges)):
        tile = Tile(len(edges), hashes // WIDTH)
        edges.append(edge(tile, hashes % WIDTH))
    return edges
