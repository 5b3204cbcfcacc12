"""Tiles: 256 hashes side by side, C2SP tlog-tiles. Any node is a fold inside one tile.

Tile (level, index) holds the nodes of tree level 8 * level from index * 256 on. Only
full tiles are kept; a partial one is the hashes at the right edge of the tree.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from governance.ledger.encoding import from_decimal
from governance.ledger.errors import MalformedError, TooFarError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.tree import Node, complete_root

WIDTH = 256
HEIGHT = 8
TILE_BYTES = WIDTH * HASH_BYTES
MAX_LEVEL = 63


class Tile(NamedTuple):
    """Coordinates of a tile."""

    level: int
    number: int


class TileSource(Protocol):
    """Where tiles come from: a database, a folder, a server."""

    def tiles(self, wanted: Mapping[Tile, int]) -> Mapping[Tile, bytes]:
        """The bytes of each tile, at least as many hashes wide as it says."""


class HashReader(Protocol):
    """Gives the hashes of complete subtrees."""

    def read(self, nodes: Sequence[Node]) -> Mapping[Node, bytes]:
        """The hash of each node."""


class TileReader:
    """Reads nodes out of tiles; each tile is asked for once."""

    def __init__(self, source: TileSource) -> None:
        self._source = source

    def read(self, nodes: Sequence[Node]) -> dict[Node, bytes]:
        """The hash of each node; raises TooFarError when a tile is too short."""
        wanted: dict[Tile, int] = {}
        for node in nodes:
            tile, start, count = place(node)
            wanted[tile] = max(wanted.get(tile, 0), start + count)
        found = self._source.tiles(wanted)
        for tile, width in wanted.items():
            if len(found.get(tile, b"")) < width * HASH_BYTES:
                raise TooFarError(
                    f"tile {tile.level}/{tile.number} has no hash {width}"
                )
        return {node: _node_in(found, node) for node in nodes}


def _node_in(found: Mapping[Tile, bytes], node: Node) -> bytes:
    tile, start, count = place(node)
    part = found[tile][start * HASH_BYTES : (start + count) * HASH_BYTES]
    return complete_root(hashes_of(part))


def place(node: Node) -> tuple[Tile, int, int]:
    """The tile that holds a node, the first hash in it, and how many to fold."""
    level, index = node
    tile_level, inside = divmod(level, HEIGHT)
    first = index << inside
    return Tile(tile_level, first // WIDTH), first % WIDTH, 1 << inside


def hashes_of(data: bytes) -> list[bytes]:
    """The hashes of a tile, each 32 bytes."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def width_at(tile: Tile, size: int) -> int:
    """How many hashes a tile has in a tree of `size` leaves, 0 to 256."""
    hashes = size >> (HEIGHT * tile.level)
    return max(0, min(WIDTH, hashes - tile.number * WIDTH))


def tiles_of(size: int) -> Iterable[tuple[Tile, int]]:
    """Every tile of a tree and its width, level by level; empty ones left out."""
    level = 0
    while size >> (HEIGHT * level):
        hashes = size >> (HEIGHT * level)
        for number in range(-(-hashes // WIDTH)):
            tile = Tile(level, number)
            yield tile, width_at(tile, size)
        level += 1


def path_of(index: int, width: int = WIDTH) -> str:
    """The <N>[.p/<W>] of a tile's address: 1234067 is x001/x234/067."""
    digits = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03d}/{digits}"
    return digits if width == WIDTH else f"{digits}.p/{width}"


def parse_path(path: str) -> tuple[int, int]:
    """The index and width that an address names; raises MalformedError."""
    number, partial, width = path.partition(".p/")
    parts = number.split("/")
    if not all(part.startswith("x") for part in parts[:-1]):
        raise MalformedError(f"{path[:60]!r} is not the path of a tile")
    joined = "".join(part.removeprefix("x") for part in parts)
    index = from_decimal(joined.lstrip("0") or "0")
    wide = from_decimal(width) if partial else WIDTH
    if not 0 < wide <= WIDTH or path_of(index, wide) != path:
        raise MalformedError(f"{path[:60]!r} is not the path of a tile")
    return index, wide
