"""Hashes of the Merkle tree, RFC 6962 section 2.1, with SHA-256.

A leaf and a node are told apart by their first byte, so that a node cannot be passed
off as a leaf (second pre-image).
"""

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order; the hash of nothing for an empty tree.

    Keeps one hash per level (at most log2 N): the stack holds the roots of the
    complete subtrees of the prefix, whose sizes are the bits of the count.
    """
    stack: list[bytes] = []
    for count, leaf in enumerate(leaves, start=1):
        node, size = leaf, count
        while size % 2 == 0:
            node, size = node_hash(stack.pop(), node), size // 2
        stack.append(node)
    if not stack:
        return EMPTY_ROOT
    root = stack.pop()
    while stack:
        root = node_hash(stack.pop(), root)
    return root
