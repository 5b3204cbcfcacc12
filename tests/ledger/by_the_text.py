"""RFC 6962 section 2.1 as its text says it: slow, and it shares no code with ours."""

import hashlib
from collections.abc import Mapping, Sequence

from governance.ledger.tiles import Tile
from governance.ledger.tree import Node


def leaves_of(count: int) -> list[bytes]:
    """Leaf hashes, each another one."""
    return [hashlib.sha256(b"\x00%d" % number).digest() for number in range(count)]


class Tree:
    """MTH, PATH and PROOF over leaf hashes; what was hashed once is remembered."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self._known: dict[tuple[int, int], bytes] = {}

    def root(self, low: int, high: int) -> bytes:
        """MTH(D[low:high])."""
        if high - low == 1:
            return self.leaves[low]
        if (low, high) not in self._known:
            k = half(high - low)
            both = self.root(low, low + k) + self.root(low + k, high)
            self._known[low, high] = hashlib.sha256(b"\x01" + both).digest()
        return self._known[low, high]

    def path(self, m: int, low: int, high: int) -> list[bytes]:
        """PATH(m, D[low:high])."""
        if high - low == 1:
            return []
        k = half(high - low)
        if m < k:
            return [*self.path(m, low, low + k), self.root(low + k, high)]
        return [*self.path(m - k, low + k, high), self.root(low, low + k)]

    def proof(self, m: int, low: int, high: int, whole: bool = True) -> list[bytes]:
        """PROOF(m, D[low:high]), which is SUBPROOF with b true."""
        if m == high - low:
            return [] if whole else [self.root(low, high)]
        k = half(high - low)
        if m <= k:
            return [*self.proof(m, low, low + k, whole), self.root(low + k, high)]
        return [*self.proof(m - k, low + k, high, False), self.root(low, low + k)]

    def tile(self, tile: Tile, width: int) -> bytes:
        """The first hashes of a tile, C2SP tlog-tiles."""
        span = 256**tile.level
        first = tile.number * 256
        roots = (
            self.root(at * span, (at + 1) * span) for at in range(first, first + width)
        )
        return b"".join(roots)

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        """A source of tiles, which the reader under test asks."""
        return {tile: self.tile(tile, width) for tile, width in wanted.items()}

    def read(self, nodes: Sequence[Node]) -> dict[Node, bytes]:
        """A reader of hashes that knows no tiles."""
        return {
            (level, index): self.root(index << level, (index + 1) << level)
            for level, index in nodes
        }

    def edges(self, size: int) -> list[list[bytes]]:
        """Per level the hashes that fill no tile."""
        edges: list[list[bytes]] = []
        while size >> 8 * len(edges):
            level = len(edges)
            number, width = divmod(size >> 8 * level, 256)
            data = self.tile(Tile(level, number), width)
            edges.append([data[at : at + 32] for at in range(0, len(data), 32)])
        return edges


def half(count: int) -> int:
    """The largest power of two smaller than count."""
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def flipped(raw: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(raw)
    changed[bit // 8 % len(raw)] ^= 1 << bit % 8
    return bytes(changed)
