"""Inclusion and consistency proofs: made from tiles, checked without anything.

RFC 6962 sections 2.1.1 and 2.1.2. Maker and checker agree on what each hash of a proof
covers (`tree.inclusion_spans`, `tree.consistency_spans`); the checker needs no more.
"""

import hmac
from collections.abc import Mapping, Sequence

from governance.ledger.errors import ProofError, TooFarError
from governance.ledger.hashing import EMPTY_ROOT, HASH_BYTES, node_hash
from governance.ledger.tiles import HashReader
from governance.ledger.tree import (
    Node,
    Span,
    consistency_spans,
    covering,
    fold,
    inclusion_spans,
)

MAX_PROOF = 63  # hashes; a tree has fewer than 2**63 leaves


def inclusion_proof(index: int, size: int, reader: HashReader) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the first `size` leaves.

    Raises TooFarError when the leaf is not in that tree.
    """
    if not 0 <= index < size:
        raise TooFarError(f"a log of {size} entries has no entry {index}")
    return _read_spans(inclusion_spans(index, size), reader)


def consistency_proof(old: int, new: int, reader: HashReader) -> list[bytes]:
    """The hashes that show that the tree of `new` leaves begins with that of `old`.

    Raises TooFarError unless 0 <= old <= new. Empty for old = 0 and for old = new.
    """
    if not 0 <= old <= new:
        raise TooFarError(f"a log of {new} entries never had {old}")
    return _read_spans(consistency_spans(old, new) if old else [], reader)


def tree_root(size: int, reader: HashReader) -> bytes:
    """The root of the first `size` leaves."""
    if not size:
        return EMPTY_ROOT
    return _read_spans([(0, size)], reader)[0]


def _read_spans(spans: Sequence[Span], reader: HashReader) -> list[bytes]:
    nodes = {span: covering(*span) for span in spans}
    wanted = sorted({node for parts in nodes.values() for node in parts})
    found: Mapping[Node, bytes] = reader.read(wanted) if wanted else {}
    return [fold([found[node] for node in nodes[span]]) for span in spans]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise ProofError unless `leaf` (a leaf hash) is number `index` below `root`."""
    if not 0 <= index < size:
        raise ProofError(f"a log of {size} entries has no entry {index}")
    if len(leaf) != HASH_BYTES or len(root) != HASH_BYTES:
        raise ProofError(f"a hash has {HASH_BYTES} bytes")
    spans = inclusion_spans(index, size)
    _check_hashes(proof, len(spans))
    digest = leaf
    for (low, _), sibling in zip(spans, proof, strict=True):
        is_left = low < index
        digest = node_hash(sibling, digest) if is_left else node_hash(digest, sibling)
    if not hmac.compare_digest(digest, root):
        raise ProofError(f"entry {index} does not lead to the root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ProofError unless the tree of `new` leaves begins with that of `old`.

    An empty old tree proves nothing and is refused.
    """
    if not 0 < old <= new:
        raise ProofError(f"no proof leads from {old} to {new} entries")
    spans = consistency_spans(old, new)
    _check_hashes(proof, len(spans))
    hashes = list(zip(spans, proof, strict=True))
    # The deepest subtree is the old tree itself, or the first hash of the proof.
    begins_inside = bool(spans) and spans[0][1] == old
    before = after = hashes.pop(0)[1] if begins_inside else old_root
    for (_, high), sibling in hashes:
        if high <= old:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if not hmac.compare_digest(before, old_root):
        raise ProofError(f"the proof does not lead to the root of {old} entries")
    if not hmac.compare_digest(after, new_root):
        raise ProofError(f"the proof does not lead to the root of {new} entries")


def _check_hashes(proof: Sequence[bytes], count: int) -> None:
    if len(proof) != count:
        raise ProofError(f"the proof has {len(proof)} hashes instead of {count}")
    if any(len(digest) != HASH_BYTES for digest in proof):
        raise ProofError(f"a hash has {HASH_BYTES} bytes")
