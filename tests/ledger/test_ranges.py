"""Range proofs: these entries are all that stand between two numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.errors import ProofError, TooFarError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.ranges import RangeProof, range_proof, range_root
from governance.ledger.tiles import TileReader
from tests.ledger.by_the_text import Tree, flipped, leaves_of

SMALL, LARGE = 40, 70_000
TEXT = Tree(leaves_of(LARGE))
READER = TileReader(TEXT)


def root_over(first: int, size: int, leaves: list[bytes], proof: RangeProof) -> bytes:
    """What the leaves and the proof make; no root when they do not fit."""
    try:
        return range_root(first, size, iter(leaves), proof)
    except ProofError:
        return b""


def test_every_range_of_every_small_tree_makes_its_root() -> None:
    for size in range(1, SMALL):
        for first in range(size + 1):
            for last in range(first, size + 1):
                proof = range_proof(first, last, size, TEXT)
                leaves = TEXT.leaves[first:last]
                assert range_root(first, size, leaves, proof) == TEXT.root(0, size)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[int, int, int]:
    """Any range of at most 600 entries in a tree of any size."""
    size = draw(st.integers(1, LARGE))
    first = draw(st.integers(0, size))
    return first, draw(st.integers(first, min(size, first + 600))), size


@given(ranges())
def test_any_range_of_any_tree_makes_its_root(which: tuple[int, int, int]) -> None:
    first, last, size = which
    proof = range_proof(first, last, size, READER)
    leaves = TEXT.leaves[first:last]
    assert range_root(first, size, leaves, proof) == TEXT.root(0, size)
    assert len(proof.left) <= size.bit_length(), "one a level at most"
    assert len(proof.right) <= 2 * size.bit_length(), "two a level at most"


@given(ranges(), st.data())
def test_a_leaf_dropped_doubled_moved_or_changed_is_caught(
    which: tuple[int, int, int], data: st.DataObject
) -> None:
    first, last, size = which
    leaves, root = TEXT.leaves[first:last], TEXT.root(0, size)
    proof = range_proof(first, last, size, TEXT)
    if not leaves:
        assert root_over(first, size, [EMPTY_ROOT], proof) != root
        return
    at = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    head, leaf, tail = leaves[:at], leaves[at], leaves[at + 1 :]
    wrong = [[*head, *tail], [*head, leaf, leaf, *tail], [*leaves, EMPTY_ROOT]]
    wrong += [[*head, flipped(leaf, other), *tail], [*head, EMPTY_ROOT, leaf, *tail]]
    if at != other:
        swapped = leaves.copy()
        swapped[at], swapped[other] = swapped[other], swapped[at]
        wrong.append(swapped)
    for bad in wrong:
        assert root_over(first, size, bad, proof) != root


@given(ranges(), st.integers(0, 255), st.data())
def test_a_changed_proof_is_caught(
    which: tuple[int, int, int], bit: int, data: st.DataObject
) -> None:
    first, last, size = which
    leaves, root = TEXT.leaves[first:last], TEXT.root(0, size)
    proof = range_proof(first, last, size, TEXT)
    sides = [*proof.left, *proof.right]
    cut = len(proof.left)
    wrong = [[*sides, EMPTY_ROOT], [EMPTY_ROOT, *sides]]
    if sides:
        at = data.draw(st.integers(0, len(sides) - 1))
        wrong.append([*sides[:at], flipped(sides[at], bit), *sides[at + 1 :]])
        wrong.append([*sides[:at], *sides[at + 1 :]])
    for bad in wrong:
        changed = RangeProof(tuple(bad[:cut]), tuple(bad[cut:]))
        assert root_over(first, size, leaves, changed) != root


@given(ranges(), st.integers(-3, 3).filter(bool))
def test_a_range_at_another_place_is_caught(
    which: tuple[int, int, int], step: int
) -> None:
    first, last, size = which
    proof = range_proof(first, last, size, TEXT)
    if first < last and first + step >= 0:
        leaves, root = TEXT.leaves[first:last], TEXT.root(0, size)
        assert root_over(first + step, size, leaves, proof) != root


def test_the_whole_tree_needs_nothing_beside_its_leaves() -> None:
    proof = range_proof(0, 1000, 1000, TEXT)
    assert proof == RangeProof((), ())
    assert range_root(0, 1000, TEXT.leaves[:1000], proof) == TEXT.root(0, 1000)
    assert range_root(0, 0, [], proof) == EMPTY_ROOT


@pytest.mark.parametrize(
    ("first", "last", "size"), [(-1, 2, 5), (3, 2, 5), (0, 6, 5), (6, 6, 5)]
)
def test_a_range_beyond_the_log_is_refused(first: int, last: int, size: int) -> None:
    with pytest.raises(TooFarError):
        range_proof(first, last, size, TEXT)


def test_more_leaves_than_the_tree_are_refused() -> None:
    with pytest.raises(ProofError):
        range_root(0, 3, TEXT.leaves[:4], RangeProof((), ()))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_side_that_is_no_hash_is_refused(length: int) -> None:
    proof = range_proof(4, 6, 11, TEXT)
    bad = RangeProof((proof.left[0][:length].ljust(length, b"0"),), proof.right)
    with pytest.raises(ProofError, match="32 bytes"):
        range_root(4, 11, TEXT.leaves[4:6], bad)


def test_a_byte_moved_from_one_hash_to_the_next_is_refused() -> None:
    """Joined they are the same bytes, and would make the same root."""
    proof = range_proof(0, 4, 11, TEXT)
    one, two, three = proof.right
    moved = RangeProof((), (one, two + three[:1], three[1:]))
    with pytest.raises(ProofError, match="32 bytes"):
        range_root(0, 11, TEXT.leaves[:4], moved)
