"""The right edge of a growing tree: all that is needed to go on from its size.

Per tile level at most 255 hashes that fill no tile yet. Adding leaves gives the tiles
that became full, each once; the root at any moment is a fold of the edge.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from governance.ledger.errors import MalformedError
from governance.ledger.tiles import HEIGHT, WIDTH, Tile
from governance.ledger.tree import complete_root, covering, fold


class FullTile(NamedTuple):
    """A tile that has its 256 hashes, and the root over them."""

    tile: Tile
    data: bytes
    root: bytes


class Frontier:
    """A tree of `size` leaves, by its edge: edges[k] holds hashes of tile level k."""

    def __init__(self, size: int = 0, edges: Sequence[Sequence[bytes]] = ()) -> None:
        """Raises MalformedError when the edges are not those of such a tree."""
        self.size = size
        self._edges = [list(edge) for edge in edges]
        widths = [(size >> (HEIGHT * k)) % WIDTH for k in range(len(self._edges))]
        fits = size >> (HEIGHT * len(self._edges)) == 0
        if not fits or widths != [len(edge) for edge in self._edges]:
            raise MalformedError(f"this is not the edge of a tree of {size} leaves")

    def extend(self, leaves: Iterable[bytes]) -> list[FullTile]:
        """Add leaf hashes; returns the tiles that became full, lower levels first."""
        full: list[FullTile] = []
        for leaf in leaves:
            self.size += 1
            self._push(0, leaf, full)
        return full

    def _push(self, level: int, digest: bytes, full: list[FullTile]) -> None:
        while True:
            if level == len(self._edges):
                self._edges.append([])
            edge = self._edges[level]
            edge.append(digest)
            if len(edge) < WIDTH:
                return
            index = (self.size >> (HEIGHT * (level + 1))) - 1
            digest = complete_root(edge)
            full.append(FullTile(Tile(level, index), b"".join(edge), digest))
            edge.clear()
            level += 1

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves, RFC 6962 section 2.1."""
        peaks: list[bytes] = []
        for edge in reversed(self._edges):
            for level, index in covering(0, len(edge)):
                start = index << level
                peaks.append(complete_root(edge[start : start + (1 << level)]))
        return fold(peaks)

    def copy(self) -> "Frontier":
        """Another one that can be thrown away when a batch fails."""
        return Frontier(self.size, self._edges)
