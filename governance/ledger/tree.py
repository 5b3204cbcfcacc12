"""Where things are in the Merkle tree of RFC 6962 section 2.1.

A node (level, index) is a complete subtree: it covers the 2**level leaves from
index * 2**level on. Every hash of a tree, a proof or a range is a fold of such nodes.
"""

from collections.abc import Iterable, Sequence

from governance.ledger.hashing import EMPTY_ROOT, node_hash

Node = tuple[int, int]
Span = tuple[int, int]  # leaves from, up to but not including

_NO_LIMIT = 64


def covering(start: int, end: int) -> list[Node]:
    """The fewest complete subtrees that cover the leaves [start, end), in order.

    For start = 0 these are the peaks of a tree of `end` leaves: the bits of its size.
    """
    nodes = []
    while start < end:
        aligned = (start & -start).bit_length() - 1 if start else _NO_LIMIT
        level = min(aligned, (end - start).bit_length() - 1)
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size, from the right (section 2.1)."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def _split(count: int) -> int:
    """The largest power of two smaller than count (section 2.1)."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """What the hashes of an inclusion proof cover, leaf's sibling first.

    PATH(m, D[n]) of RFC 6962 section 2.1.1, without its recursion.
    """
    low, high = 0, size
    spans = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """What the hashes of a consistency proof cover, in the order of the proof.

    PROOF(m, D[n]) of RFC 6962 section 2.1.2; the old tree itself is left out when it
    is a complete subtree on the left edge, because its root is known.
    """
    low, high = 0, new
    spans = []
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    if low:
        spans.append((low, high))
    return spans[::-1]


def merged(nodes: Iterable[tuple[Node, bytes]]) -> list[tuple[Node, bytes]]:
    """Neighbours joined while they are two halves of one subtree; keeps the order.

    The nodes must follow each other without a gap; from leaf 0 on, what is left are
    the peaks. One hash per level is kept, as in a compact range.
    """
    stack: list[tuple[Node, bytes]] = []
    for node, digest in nodes:
        (level, index), joined = node, digest
        while index & 1 and stack and stack[-1][0] == (level, index - 1):
            joined = node_hash(stack.pop()[1], joined)
            level, index = level + 1, index >> 1
        stack.append(((level, index), joined))
    return stack
