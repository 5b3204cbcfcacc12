"""The root against RFC 6962 section 2.1, written as the recursion of the text."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash, root_hash

BODIES = st.lists(st.binary(max_size=40), max_size=70)


def by_the_text(bodies: list[bytes]) -> bytes:
    """MTH(D[n]) with k the largest power of two smaller than n."""
    if not bodies:
        return hashlib.sha256(b"").digest()
    if len(bodies) == 1:
        return hashlib.sha256(b"\x00" + bodies[0]).digest()
    k = 1 << (len(bodies) - 1).bit_length() - 1
    left, right = by_the_text(bodies[:k]), by_the_text(bodies[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(BODIES)
def test_the_root_is_that_of_the_text(bodies: list[bytes]) -> None:
    assert root_hash(map(leaf_hash, bodies)) == by_the_text(bodies)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_hash([]) == EMPTY_ROOT


def test_a_node_cannot_pass_as_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
