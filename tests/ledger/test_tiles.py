"""Tiles and their addresses, C2SP tlog-tiles."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.errors import MalformedError, TooFarError
from governance.ledger.tiles import (
    Tile,
    TileReader,
    hashes_of,
    parse_path,
    path_of,
    place,
    tiles_of,
    width_at,
)
from governance.ledger.tree import Node, covering
from tests.ledger.by_the_text import Tree, leaves_of

LARGE = 70_000
TEXT = Tree(leaves_of(LARGE))
INDEXES = st.integers(0, 2**55 - 1)
WIDTHS = st.integers(1, 256)


@given(st.integers(0, 16), st.data())
def test_every_node_is_a_fold_inside_one_tile(level: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, (LARGE >> level) - 1))
    found = TileReader(TEXT).read([(level, index)])
    assert found == TEXT.read([(level, index)])


@given(st.integers(0, LARGE), st.integers(0, LARGE))
def test_spans_are_covered_once_and_read(one: int, other: int) -> None:
    start, end = sorted((one, other))
    nodes = covering(start, end)
    spans = [(index << level, (index + 1) << level) for level, index in nodes]
    assert [at for span in spans for at in span] == [
        start,
        *(at for _, high in spans[:-1] for at in (high, high)),
        end,
    ][: 2 * len(spans)]
    assert len(nodes) <= 2 * max(1, (end - start).bit_length())
    assert TileReader(TEXT).read(nodes) == TEXT.read(nodes)


class Counting:
    """A source that counts how often it is asked, and for what."""

    def __init__(self) -> None:
        self.asked: list[Mapping[Tile, int]] = []

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        self.asked.append(dict(wanted))
        return TEXT.tiles(wanted)


def test_each_tile_is_asked_for_once_and_no_wider_than_needed() -> None:
    source, nodes = Counting(), [(0, 3), (1, 2), (0, 260), (8, 1)]
    TileReader(source).read(nodes)
    assert source.asked == [{Tile(0, 0): 6, Tile(0, 1): 5, Tile(1, 0): 2}]


class Short:
    """A source whose tiles lack their last hash, or a part of it."""

    def __init__(self, missing: int) -> None:
        self.missing = missing

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        return {
            tile: data[: -self.missing] for tile, data in TEXT.tiles(wanted).items()
        }


@pytest.mark.parametrize("missing", [1, 32, 33])
@pytest.mark.parametrize("node", [(0, 5), (3, 1), (8, 2)])
def test_a_tile_that_is_too_short_is_refused(missing: int, node: Node) -> None:
    with pytest.raises(TooFarError, match="has no hash"):
        TileReader(Short(missing)).read([node])


def test_a_tile_that_is_not_there_is_refused() -> None:
    class Empty:
        def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
            return {}

    with pytest.raises(TooFarError):
        TileReader(Empty()).read([(0, 0)])


def test_a_wider_tile_does_no_harm() -> None:
    class Whole:
        def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
            return {tile: TEXT.tile(tile, 256) for tile in wanted}

    nodes = [(0, 7), (2, 5), (8, 0)]
    assert TileReader(Whole()).read(nodes) == TEXT.read(nodes)


@pytest.mark.parametrize(
    ("node", "there"),
    [
        ((0, 0), (Tile(0, 0), 0, 1)),
        ((0, 256), (Tile(0, 1), 0, 1)),
        ((7, 3), (Tile(0, 1), 128, 128)),
        ((8, 3), (Tile(1, 0), 3, 1)),
        ((9, 130), (Tile(1, 1), 4, 2)),
    ],
)
def test_nodes_have_their_place(node: Node, there: tuple[Tile, int, int]) -> None:
    assert place(node) == there


@given(st.integers(0, 2**40))
def test_the_tiles_of_a_tree_hold_each_hash_of_their_levels(size: int) -> None:
    size %= 300_000
    found: dict[int, int] = {}
    for tile, width in tiles_of(size):
        assert width == width_at(tile, size)
        assert 0 < width <= 256
        found[tile.level] = found.get(tile.level, 0) + width
    assert found == {k: size >> 8 * k for k in range(9) if size >> 8 * k}


def test_the_hashes_of_a_tile_are_32_bytes_each() -> None:
    data = TEXT.tile(Tile(0, 1), 256)
    assert hashes_of(data) == TEXT.leaves[256:512]


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (1, 5, "001.p/5"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),
        (1234067, 255, "x001/x234/067.p/255"),
        (2**55, 1, "x036/x028/x797/x018/x963/968.p/1"),
    ],
)
def test_addresses_are_those_of_the_specification(
    index: int, width: int, path: str
) -> None:
    assert path_of(index, width) == path
    assert parse_path(path) == (index, width)


@given(INDEXES, WIDTHS)
def test_an_address_is_read_back(index: int, width: int) -> None:
    assert parse_path(path_of(index, width)) == (index, width)


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "00", "0000", "1234", "x000/001", "x001", "x001/", "/001", "001/"),
        *("001/234", "x1/234", "x0001/234", "x001/x234", "X001/234", "001/x234"),
        *(
            "x001//234",
            "x001/234/",
            " 001",
            "001 ",
            "001\n",
            "+01",
            "-01",
            "00a",
            "0x1",
        ),
        *(
            "001.p",
            "001.p/",
            "001.p/0",
            "001.p/256",
            "001.p/257",
            "001.p/01",
            "001.p/-1",
        ),
        *("001.p/1.p/1", "001.p/ 1", "001.p/1/", "001.P/1", "001p/1", ".p/1", "../001"),
        *("\u0660\u0660\u0661", "00\u00b2", "xx01/234", "x001/xx34", "0" * 5000),
        "/".join(["x999"] * 8 + ["999"]),
    ],
)
def test_any_other_spelling_of_an_address_is_refused(path: str) -> None:
    with pytest.raises(MalformedError):
        parse_path(path)


@given(st.text("x0123/.p-9", max_size=14))
def test_what_is_read_is_spelled_the_one_way(path: str) -> None:
    try:
        index, width = parse_path(path)
    except MalformedError:
        return
    assert path_of(index, width) == path
