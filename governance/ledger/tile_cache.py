"""Many proofs of one tree: each tile is read once and its inner nodes hashed once."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from governance.ledger.errors import TooFarError
from governance.ledger.hashing import HASH_BYTES, node_hash
from governance.ledger.tiles import Tile, TileSource, hashes_of, place, width_at
from governance.ledger.tree import Node, covering, inclusion_spans

MAX_TILES = 1024  # about 25 kB each


class TileCache:
    """A HashReader of a tree of `size` leaves that keeps the last 1,024 tiles."""

    def __init__(self, source: TileSource, size: int) -> None:
        self._source, self._size = source, size
        self._rows: OrderedDict[Tile, list[list[bytes]]] = OrderedDict()

    def warm(self, indexes: Iterable[int]) -> None:
        """Fetch in one go what the inclusion proofs of these entries need."""
        spans = (span for at in indexes for span in inclusion_spans(at, self._size))
        self._fetch({place(node)[0] for span in spans for node in covering(*span)})

    def read(self, nodes: Sequence[Node]) -> dict[Node, bytes]:
        """The hash of each node; raises TooFarError when a tile is too short."""
        places = {node: place(node) for node in nodes}
        self._fetch({tile for tile, _, _ in places.values()})
        found = {}
        for node, (tile, start, count) in places.items():
            row = self._rows[tile][count.bit_length() - 1]
            if start // count >= len(row):
                raise TooFarError(f"the tree of {self._size} leaves has no {node}")
            found[node] = row[start // count]
        while len(self._rows) > MAX_TILES:
            self._rows.popitem(last=False)
        return found

    def _fetch(self, tiles: set[Tile]) -> None:
        missing = {t: width_at(t, self._size) for t in tiles if t not in self._rows}
        for tile in tiles - missing.keys():
            self._rows.move_to_end(tile)
        found = self._source.tiles(missing) if missing else {}
        for tile, width in missing.items():
            data = found.get(tile, b"")[: width * HASH_BYTES]
            if len(data) < width * HASH_BYTES:
                raise TooFarError(
                    f"tile {tile.level}/{tile.number} has no hash {width}"
                )
            self._rows[tile] = _rows(hashes_of(data))


def _rows(hashes: list[bytes]) -> list[list[bytes]]:
    """The complete subtrees inside a tile, by level."""
    rows = [hashes]
    while len(rows[-1]) > 1:
        below = rows[-1]
        pairs = range(0, len(below) - 1, 2)
        rows.append([node_hash(below[at], below[at + 1]) for at in pairs])
    return rows
