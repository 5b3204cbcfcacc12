"""Builds the tree again from the leaves, and compares what is stored of it.

Tiles (C2SP tlog-tiles) and the root of every checkpoint. Reads by page of leaves:
memory does not grow with the log.
"""

from collections.abc import Sequence

from django.db.models import Count, Max

from governance.ledger.frontier import Frontier, FullTile
from governance.ledger.tiles import HEIGHT
from governance.models import Tile
from governance.verifying.checkpoints import CheckpointCheck
from governance.verifying.disclosed import raw
from governance.verifying.entries import Checked
from governance.verifying.findings import Lines


class TreeCheck:
    """Takes pages of leaves in their order."""

    def __init__(self, wrong: Lines, checkpoints: CheckpointCheck) -> None:
        self.frontier = Frontier()
        self._wrong, self._checkpoints = wrong, checkpoints
        self._missing: int | None = None  # from this number on there is no tree

    def grow(self, page: Checked) -> None:
        """The next leaves; what is signed or stored of them is compared."""
        if self._missing is not None:
            return
        self._checkpoints.named(page.keys)
        first, taken = self.frontier.size, 0
        full: list[FullTile] = []
        for row in self._checkpoints.rows(first, first + len(page.leaves)):
            full += self.frontier.extend(page.leaves[taken : row.size - first])
            taken = self.frontier.size - first
            self._checkpoints.check(row, self.frontier.root())
        full += self.frontier.extend(page.leaves[taken:])
        self._check_tiles(full)
        self._missing = page.missing

    def finish(self, size: int) -> None:
        """What is stored of leaves that are not there; `size` was read just now."""
        self._checkpoints.finish(self.frontier.size, self._missing)
        rows = Tile.objects.values("level").annotate(n=Count("index"), top=Max("index"))
        for level, count, top in rows.values_list("level", "n", "top"):
            possible = size >> (HEIGHT * (level + 1))
            if top >= possible or count > possible:
                self._wrong.add(
                    f"tile {level}/{top} is of entries that the log does not have"
                )

    def _check_tiles(self, full: Sequence[FullTile]) -> None:
        for level in sorted({each.tile.level for each in full}):
            some = [each for each in full if each.tile.level == level]
            stored = _stored(level, some[0].tile.number, some[-1].tile.number)
            for each in some:
                name = f"tile {level}/{each.tile.number}"
                found = stored.get(each.tile.number)
                if found is None:
                    self._wrong.add(f"{name} is missing")
                elif found != (each.data, each.root):
                    self._wrong.add(f"{name} is not that of its entries")


def _stored(level: int, first: int, last: int) -> dict[int, tuple[bytes, bytes]]:
    rows = Tile.objects.filter(level=level, index__gte=first, index__lte=last)
    found = rows.values_list("index", "data", "root")
    return {index: (raw(data), raw(root)) for index, data, root in found}
