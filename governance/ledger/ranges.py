"""Range proofs: that some entries are all those from `first` up to `last`.

The subtrees to the left of the range, at most one hash per level, and to the right, at
most two, stand beside its leaves; together they make the root (compact ranges).
With first = 0
and last = size both sides are empty: the root is computed from the leaves alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.ledger.errors import ProofError, TooFarError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.tiles import HashReader
from governance.ledger.tree import covering, fold, merged


@dataclass(frozen=True, slots=True)
class RangeProof:
    """The hashes of `covering(0, first)` and of `covering(last, size)`."""

    left: tuple[bytes, ...]
    right: tuple[bytes, ...]


def range_proof(first: int, last: int, size: int, reader: HashReader) -> RangeProof:
    """What stands beside the leaves [first, last) in a tree of `size`."""
    if not 0 <= first <= last <= size:
        raise TooFarError(f"a log of {size} entries has no range {first} to {last}")
    left, right = covering(0, first), covering(last, size)
    found = reader.read([*left, *right]) if left or right else {}
    return RangeProof(
        tuple(found[node] for node in left), tuple(found[node] for node in right)
    )


def range_root(
    first: int, size: int, leaves: Iterable[bytes], proof: RangeProof
) -> bytes:
    """The root that the leaves from `first` on and the proof make together.

    Reads the leaves once and keeps one hash per level. Raises ProofError when the
    proof has not the shape of such a range.
    """
    left = covering(0, first)
    if len(left) != len(proof.left):
        raise ProofError("the left side of the range is not complete")
    if any(len(digest) != HASH_BYTES for digest in (*proof.left, *proof.right)):
        raise ProofError(f"a hash has {HASH_BYTES} bytes")
    nodes = merged(zip(left, proof.left, strict=True))
    count = 0

    def numbered() -> Iterable[tuple[tuple[int, int], bytes]]:
        nonlocal count
        yield from nodes
        for leaf in leaves:
            yield (0, first + count), leaf
            count += 1

    stack = merged(numbered())
    right = covering(first + count, size)
    if first + count > size or len(right) != len(proof.right):
        raise ProofError(f"{count} entries from {first} on do not fit into {size}")
    return _whole(stack, list(zip(right, proof.right, strict=True)), size)


def _whole(
    stack: list[tuple[tuple[int, int], bytes]],
    right: list[tuple[tuple[int, int], bytes]],
    size: int,
) -> bytes:
    peaks = merged([*stack, *right])
    if [node for node, _ in peaks] != covering(0, size):
        raise ProofError("the range and its sides do not make a tree")
    return fold([digest for _, digest in peaks])
