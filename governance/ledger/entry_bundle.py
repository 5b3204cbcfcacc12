"""Entry bundles, C2SP tlog-tiles section "Log entries": uint16 length, then bytes."""

import struct
from collections.abc import Iterable

from governance.ledger.errors import MalformedError

MAX_ENTRY_BYTES = 65_535
MAX_SURPLUS = 1000  # lines or hashes beyond the manifest: a verifier keeps each


def write_entries(bodies: Iterable[bytes]) -> bytes:
    """Bodies, each behind its big-endian length; raises MalformedError if too long."""
    parts = []
    for body in bodies:
        if len(body) > MAX_ENTRY_BYTES:
            raise MalformedError(f"an entry has at most {MAX_ENTRY_BYTES:,} bytes")
        parts += [struct.pack(">H", len(body)), body]
    return b"".join(parts)


def read_entries(data: bytes) -> list[bytes]:
    """The bodies of a bundle; raises MalformedError when the last one is cut."""
    bodies, at = [], 0
    while at < len(data):
        if at + 2 > len(data):
            raise MalformedError("the bundle ends inside a length")
        (length,) = struct.unpack_from(">H", data, at)
        body = data[at + 2 : at + 2 + length]
        if len(body) != length:
            raise MalformedError("the bundle ends inside an entry")
        bodies.append(body)
        at += 2 + length
    return bodies
