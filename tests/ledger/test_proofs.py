"""Proofs against the text of RFC 6962: made the same, and nothing else is believed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.errors import ProofError, TooFarError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from governance.ledger.tiles import HashReader, TileReader
from tests.ledger.by_the_text import Tree, flipped, half, leaves_of

SMALL, LARGE = 300, 70_000
TEXT = Tree(leaves_of(LARGE))
READER = TileReader(TEXT)
SIZES = st.integers(1, LARGE)
BITS = st.integers(0, 255)


def included(index: int, size: int, reader: HashReader) -> None:
    """Check the proof of an entry against the text, and that it is believed."""
    proof = inclusion_proof(index, size, reader)
    assert proof == TEXT.path(index, 0, size)
    verify_inclusion(index, size, TEXT.leaves[index], proof, TEXT.root(0, size))


def consistent(old: int, new: int, reader: HashReader) -> None:
    """Check the proof of a prefix against the text, and that it is believed."""
    proof = consistency_proof(old, new, reader)
    assert proof == TEXT.proof(old, 0, new)
    verify_consistency(old, new, TEXT.root(0, old), TEXT.root(0, new), proof)


@pytest.mark.parametrize("start", range(1, SMALL, 50))
def test_every_leaf_of_every_small_tree_is_proven(start: int) -> None:
    for size in range(start, start + 50):
        for index in range(size):
            included(index, size, TEXT)


@pytest.mark.parametrize("start", range(1, SMALL, 50))
def test_every_prefix_of_every_small_tree_is_consistent(start: int) -> None:
    for new in range(start, start + 50):
        for old in range(1, new + 1):
            consistent(old, new, TEXT)


@given(SIZES, st.data())
def test_any_leaf_of_any_tree_is_proven(size: int, data: st.DataObject) -> None:
    included(data.draw(st.integers(0, size - 1)), size, READER)


@given(SIZES, st.data())
def test_any_prefix_of_any_tree_is_consistent(new: int, data: st.DataObject) -> None:
    consistent(data.draw(st.integers(1, new)), new, READER)


@given(SIZES)
def test_the_root_of_any_size_is_that_of_the_text(size: int) -> None:
    assert tree_root(size, READER) == TEXT.root(0, size)
    assert tree_root(0, READER) == EMPTY_ROOT


@given(SIZES, BITS, st.data())
def test_a_flipped_bit_of_an_inclusion_is_caught(
    size: int, bit: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root = TEXT.path(index, 0, size), TEXT.root(0, size)
    leaf = TEXT.leaves[index]
    wrong = [(flipped(leaf, bit), proof, root), (leaf, proof, flipped(root, bit))]
    wrong += [(leaf, changed, root) for changed in spoiled(proof, bit)]
    for bad_leaf, bad_proof, bad_root in wrong:
        with pytest.raises(ProofError):
            verify_inclusion(index, size, bad_leaf, bad_proof, bad_root)


@given(st.integers(2, LARGE), BITS, st.data())
def test_a_flipped_bit_of_a_consistency_is_caught(
    new: int, bit: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new - 1))
    proof = TEXT.proof(old, 0, new)
    before, after = TEXT.root(0, old), TEXT.root(0, new)
    wrong = [(flipped(before, bit), after, proof), (before, flipped(after, bit), proof)]
    wrong += [(before, after, changed) for changed in spoiled(proof, bit)]
    wrong += [(after, before, proof)]
    for bad_before, bad_after, bad_proof in wrong:
        with pytest.raises(ProofError):
            verify_consistency(old, new, bad_before, bad_after, bad_proof)


def spoiled(proof: list[bytes], bit: int) -> list[list[bytes]]:
    """One bit flipped in each hash, one hash less, more, twice, cut or exchanged."""
    flips = [
        [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        for at in range(len(proof))
    ]
    longer = [[*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof]]
    if not proof:
        return longer
    shorter = [proof[1:], proof[:-1], [*proof[:-1], proof[-1][:-1]]]
    swapped = [[*proof[2:], *proof[:2]]] if len(proof) > 2 else []
    return [*flips, *longer, *shorter, [*proof, proof[-1]], *swapped]


def sides(index: int, size: int) -> list[bool]:
    """Whether each sibling of a path is on the left, by the text."""
    if size == 1:
        return []
    k = half(size)
    if index < k:
        return [*sides(index, k), False]
    return [*sides(index - k, size - k), True]


def test_another_index_or_shape_of_tree_is_caught() -> None:
    """Only trees in which the path has the same turns make the same root.

    That is why a checkpoint signs the size beside the root.
    """
    for size in range(1, 20):
        for index in range(size):
            proof, leaf = TEXT.path(index, 0, size), TEXT.leaves[index]
            for claimed in range(1, 24):
                for place in range(claimed):
                    same = sides(place, claimed) == sides(index, size)
                    held = holds(place, claimed, leaf, proof, TEXT.root(0, size))
                    assert held == same, (index, size, place, claimed)


def holds(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """Whether a proof is believed."""
    try:
        verify_inclusion(index, size, leaf, proof, root)
    except ProofError:
        return False
    return True


def test_a_prefix_of_another_size_is_caught() -> None:
    for new in range(2, 40):
        for old, wrong in pairwise(range(1, new)):
            proof = TEXT.proof(old, 0, new)
            with pytest.raises(ProofError):
                verify_consistency(
                    wrong, new, TEXT.root(0, wrong), TEXT.root(0, new), proof
                )


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    root, other = TEXT.root(0, 7), TEXT.root(0, 8)
    verify_consistency(7, 7, root, root, [])
    for before, after, proof in [(root, other, []), (root, root, [root])]:
        with pytest.raises(ProofError):
            verify_consistency(7, 7, before, after, proof)


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 5), (5, 5), (6, 5), (0, 0), (0, -1), (2**70, 2**64)]
)
def test_an_entry_beyond_the_log_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(TooFarError):
        inclusion_proof(index, size, READER)
    with pytest.raises(ProofError):
        verify_inclusion(index, size, TEXT.leaves[0], [], TEXT.leaves[0])


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5), (0, -1)])
def test_a_log_never_had_more_entries_before(old: int, new: int) -> None:
    with pytest.raises(TooFarError):
        consistency_proof(old, new, READER)
    with pytest.raises(ProofError):
        verify_consistency(old, new, EMPTY_ROOT, EMPTY_ROOT, [])


def test_an_empty_tree_proves_nothing() -> None:
    assert consistency_proof(0, 5, READER) == []
    with pytest.raises(ProofError):
        verify_consistency(0, 5, EMPTY_ROOT, TEXT.root(0, 5), [])


def test_a_proof_for_a_huge_log_is_checked_at_once() -> None:
    """The length of a proof is bounded by the size: 63 hashes at most."""
    size = 2**63 - 1
    proof = [EMPTY_ROOT] * 63
    with pytest.raises(ProofError, match="does not lead"):
        verify_inclusion(0, size, EMPTY_ROOT, proof, EMPTY_ROOT)
    with pytest.raises(ProofError, match="64 hashes instead of 63"):
        verify_inclusion(0, size, EMPTY_ROOT, [*proof, EMPTY_ROOT], EMPTY_ROOT)
