"""A growing tree has the root and the tiles of the text, whatever it was fed by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.errors import MalformedError
from governance.ledger.frontier import Frontier, FullTile
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.tiles import Tile, tiles_of
from tests.ledger.by_the_text import Tree, leaves_of

LARGE = 70_000
TEXT = Tree(leaves_of(LARGE))


def full_tiles(first: int, last: int) -> dict[Tile, bytes]:
    """The tiles that a tree gets while it grows, by the text."""
    had = {tile for tile, width in tiles_of(first) if width == 256}
    has = {tile for tile, width in tiles_of(last) if width == 256}
    return {tile: TEXT.tile(tile, 256) for tile in has - had}


def as_the_text_says(made: list[FullTile]) -> bool:
    """Whether each tile's root is the root over its leaves."""
    return all(
        each.root
        == TEXT.root(
            each.tile.number << 8 * (each.tile.level + 1),
            (each.tile.number + 1) << 8 * (each.tile.level + 1),
        )
        for each in made
    )


def test_the_root_is_right_after_each_entry() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for count, leaf in enumerate(TEXT.leaves[:1100], start=1):
        frontier.extend([leaf])
        assert (frontier.size, frontier.root()) == (count, TEXT.root(0, count))


@given(st.lists(st.integers(0, 700), max_size=12))
def test_the_way_it_is_cut_into_batches_changes_nothing(batches: list[int]) -> None:
    frontier, made = Frontier(), list[FullTile]()
    for count in batches:
        size = frontier.size
        made += frontier.extend(TEXT.leaves[size : size + count])
        if frontier.size:
            assert frontier.root() == TEXT.root(0, frontier.size)
    total = sum(batches)
    assert {each.tile: each.data for each in made} == full_tiles(0, total)
    assert len(made) == len({each.tile for each in made})
    assert as_the_text_says(made)


@given(st.integers(0, LARGE - 1), st.integers(1, 600))
def test_it_goes_on_from_its_edges_at_any_size(size: int, more: int) -> None:
    frontier = Frontier(size, TEXT.edges(size))
    assert frontier.root() == (TEXT.root(0, size) if size else EMPTY_ROOT)
    made = frontier.extend(TEXT.leaves[size : size + more])
    last = min(size + more, LARGE)
    assert frontier.root() == TEXT.root(0, last)
    assert {each.tile: each.data for each in made} == full_tiles(size, last)
    assert as_the_text_says(made)


@pytest.mark.parametrize("size", [255, 256, 257, 65_535, 65_536, 65_537])
def test_it_goes_on_across_a_full_tile(size: int) -> None:
    frontier = Frontier(size, TEXT.edges(size))
    frontier.extend(TEXT.leaves[size : size + 3])
    assert frontier.root() == TEXT.root(0, size + 3)


def test_lower_tiles_come_before_the_ones_they_fill() -> None:
    made = Frontier().extend(TEXT.leaves[:65_536])
    assert [each.tile for each in made[-2:]] == [Tile(0, 255), Tile(1, 0)]


def test_a_copy_grows_without_the_other() -> None:
    frontier = Frontier()
    frontier.extend(TEXT.leaves[:300])
    other = frontier.copy()
    other.extend(TEXT.leaves[300:600])
    assert (frontier.size, frontier.root()) == (300, TEXT.root(0, 300))
    assert (other.size, other.root()) == (600, TEXT.root(0, 600))


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        (1, []),
        (0, [1]),
        (256, [0]),
        (256, [1, 1]),
        (256, [0, 0]),
        (257, [1, 2]),
        (300, [44]),
        (65_536, [0, 0]),
        (3, [256]),
        (-1, []),
    ],
)
def test_edges_of_another_tree_are_refused(size: int, widths: list[int]) -> None:
    edges = [TEXT.leaves[:width] for width in widths]
    with pytest.raises(MalformedError):
        Frontier(size, edges)
