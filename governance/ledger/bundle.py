"""The evidence bundle: entries of the log with all it takes to check them elsewhere.

A zip of stored members: `checkpoint` (signed note), `log.vkey` (for information),
`entries.ndjson` (one body a line), `leaves.bin` (a range: the hashes of its leaves, to
name what was changed) or `proofs/<number>.tlog-proof` (a selection: one for each),
`disclosures.ndjson` (values that entries hold the digest of), `manifest.json`,
`README.txt`. docs/adr/0010 says why a range needs no more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from governance.ledger.bundle_readme import README
from governance.ledger.canonical import canonical, parse_object
from governance.ledger.checkpoints import Checkpoint, parse_checkpoint
from governance.ledger.container import Container, ContainerWriter
from governance.ledger.disclosures import SALT_BYTES, Disclosure
from governance.ledger.encoding import from_base64, to_base64
from governance.ledger.entry_bundle import MAX_ENTRY_BYTES, MAX_SURPLUS
from governance.ledger.errors import LedgerError, MalformedError
from governance.ledger.glance import Told, glance_at_disclosure, told
from governance.ledger.hashing import HASH_BYTES, leaf_hash
from governance.ledger.manifest import (
    MAX_MANIFEST_BYTES,
    MAX_SELECTION,
    Manifest,
    Since,
    parse_manifest,
)
from governance.ledger.notes import MAX_NOTE_BYTES, parse_note
from governance.ledger.proofs import consistency_proof, inclusion_proof, tree_root
from governance.ledger.ranges import RangeProof, range_proof
from governance.ledger.tile_cache import TileCache
from governance.ledger.tiles import TileSource
from governance.ledger.tlog_proof import MAX_PROOF_BYTES, TlogProof

CHECKPOINT, VKEYS, MANIFEST = "checkpoint", "log.vkey", "manifest.json"
ENTRIES, LEAVES = "entries.ndjson", "leaves.bin"
DISCLOSURES, README_NAME = "disclosures.ndjson", "README.txt"
MAX_DISCLOSURE_BYTES = 1_000_000
MAX_INFORMATION_BYTES = 100_000
_FIXED = {CHECKPOINT, VKEYS, MANIFEST, ENTRIES, DISCLOSURES, README_NAME}
_PROOF = re.compile(r"proofs/(0|[1-9][0-9]{0,15})\.tlog-proof", re.ASCII)
_DISCLOSURE_KEYS = {"index", "path", "salt", "value"}
_AT_ONCE = 256

Numbered = tuple[int, Disclosure]


@dataclass(frozen=True)
class Content:
    """What a bundle is made of. Bodies and disclosures come in the order of indexes."""

    checkpoint: str
    vkeys: Sequence[str]
    indexes: Sequence[int]
    bodies: Iterable[bytes]
    disclosures: Iterable[Numbered] | None
    tiles: TileSource
    asked: Mapping[str, str | int] = field(default_factory=dict)
    since: int | None = None


def write_bundle(file: BinaryIO, content: Content) -> Manifest:
    """Write a bundle into a file that can be read back; the same content, same bytes.

    A `range` as indexes makes a complete range, anything else a selection. Raises
    LedgerError when the content does not fit together.
    """
    signed = parse_checkpoint(parse_note(content.checkpoint)[0])
    reader = TileCache(content.tiles, signed.size)
    is_range = isinstance(content.indexes, range)
    if not is_range and len(content.indexes) > MAX_SELECTION:
        raise LedgerError(f"a selection has at most {MAX_SELECTION:,} entries")
    writer = ContainerWriter(file)
    writer.add(README_NAME, [README.encode()])
    writer.add(CHECKPOINT, [content.checkpoint.encode()])
    writer.add(VKEYS, [f"{vkey}\n".encode() for vkey in content.vkeys])
    leaves: list[bytes] = []
    writer.add(ENTRIES, _entry_lines(content, leaves if is_range else None))
    if is_range:
        writer.add(LEAVES, leaves)
    passed = _Counted(content.disclosures or ())
    writer.add(DISCLOSURES, (_disclosure_line(*each) for each in passed))
    count = None if content.disclosures is None else passed.count
    manifest = _manifest(content, signed, reader, count)
    writer.add(MANIFEST, [manifest.to_json()])
    if not is_range:
        for name, proof in _proofs(content, signed.size, reader):
            writer.add(name, [proof])
    writer.close()
    return manifest


def _entry_lines(content: Content, leaves: list[bytes] | None) -> Iterator[bytes]:
    count = 0
    for body in content.bodies:
        if b"\n" in body or len(body) > MAX_ENTRY_BYTES:
            raise LedgerError(f"the body of number {count} is no canonical JSON")
        if leaves is not None:
            leaves.append(leaf_hash(body))
        count += 1
        yield body + b"\n"
    if count != len(content.indexes):
        raise LedgerError(f"{count} bodies for {len(content.indexes)} numbers")


class _Counted:
    """Counts what passes."""

    def __init__(self, items: Iterable[Numbered]) -> None:
        self._items, self.count = items, 0

    def __iter__(self) -> Iterator[Numbered]:
        for item in self._items:
            self.count += 1
            yield item


def _disclosure_line(index: int, one: Disclosure) -> bytes:
    line = {"index": index, "path": one.path, "salt": to_base64(one.salt)}
    return canonical({**line, "value": one.value}) + b"\n"


def _manifest(
    content: Content, signed: Checkpoint, reader: TileCache, count: int | None
) -> Manifest:
    indexes, proof = content.indexes, RangeProof((), ())
    if isinstance(indexes, range):
        proof = range_proof(indexes.start, indexes.stop, signed.size, reader)
    return Manifest(
        origin=signed.origin,
        size=signed.size,
        indexes=indexes,
        asked=content.asked,
        proof=proof,
        since=None if content.since is None else _since(content.since, signed, reader),
        disclosures=count,
    )


def _since(size: int, signed: Checkpoint, reader: TileCache) -> Since:
    """The proof from an earlier size; raises TooFarError when the log never had it."""
    proof = consistency_proof(size, signed.size, reader)
    return Since(size, tree_root(size, reader), tuple(proof))


def _proofs(
    content: Content, size: int, reader: TileCache
) -> Iterator[tuple[str, bytes]]:
    remaining = iter(content.indexes)
    while some := list(islice(remaining, _AT_ONCE)):
        reader.warm(some)
        for index in some:
            hashes = tuple(inclusion_proof(index, size, reader))
            text = TlogProof(index, hashes, content.checkpoint).text
            yield proof_name(index), text.encode()


def proof_name(index: int) -> str:
    """The member that holds the proof of an entry."""
    return f"proofs/{index}.tlog-proof"


class Bundle:
    """A bundle as it is read: parsed strictly, nothing in it believed."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises MalformedError when it is no bundle."""
        self.container = Container(file, _is_member)
        self.manifest = parse_manifest(
            self.container.read(MANIFEST, MAX_MANIFEST_BYTES)
        )
        self._check_members()
        self.disclosures_read = 0
        self.checkpoint = self.container.read(CHECKPOINT, MAX_NOTE_BYTES)
        self.vkeys = self.container.read(VKEYS, MAX_INFORMATION_BYTES)
        self.readme = self.container.read(README_NAME, MAX_INFORMATION_BYTES)

    def _check_members(self) -> None:
        names = _FIXED | (
            {LEAVES}
            if self.manifest.is_range
            else {proof_name(index) for index in self.manifest.indexes}
        )
        for name in sorted(names - self.container.members.keys()):
            raise MalformedError(f"{name} is missing")
        for name in sorted(self.container.members.keys() - names):
            raise MalformedError(f"{name} belongs to no entry of the manifest")

    def bodies(self) -> Iterator[bytes]:
        """The body of each entry, as its line has it."""
        return self.container.lines(ENTRIES, MAX_ENTRY_BYTES)

    def listed_leaves(self) -> bytes:
        """The hashes that a range lists for its leaves; a hint, no proof."""
        size = self.container.size(LEAVES)
        most = len(self.manifest.indexes) + MAX_SURPLUS
        if size % HASH_BYTES or size > most * HASH_BYTES:
            raise MalformedError(f"{LEAVES} is no list of hashes")
        return self.container.read(LEAVES, size)

    def proof(self, index: int) -> bytes:
        """The proof file of an entry of a selection."""
        return self.container.read(proof_name(index), MAX_PROOF_BYTES)

    def disclosures(self) -> Iterator[Told]:
        """The disclosed values, by rising number and path; raises MalformedError."""
        before: tuple[int, str] = (-1, "")
        lines = self.container.lines(DISCLOSURES, MAX_DISCLOSURE_BYTES)
        for number, line in enumerate(lines, start=1):
            found = glance_at_disclosure(line)
            try:
                found = found or told(*_disclosure(parse_object(line)))
            except LedgerError as error:
                raise MalformedError(f"{DISCLOSURES} line {number}: {error}") from error
            if found[:2] <= before:
                raise MalformedError(
                    f"{DISCLOSURES} line {number}: out of order, or there twice"
                )
            before = found[:2]
            self.disclosures_read = number
            yield found


def _is_member(name: str) -> bool:
    return name in _FIXED or name == LEAVES or _PROOF.fullmatch(name) is not None


def _disclosure(value: Mapping[str, Any]) -> Numbered:
    if value.keys() != _DISCLOSURE_KEYS:
        raise MalformedError("a disclosure has index, path, salt and value")
    index, path, salt = value["index"], value["path"], value["salt"]
    if type(index) is not int or type(path) is not str or type(salt) is not str:
        raise MalformedError("a disclosure has a number, a path and a salt")
    if type(value["value"]) in {dict, list}:
        raise MalformedError("a disclosed value is plain")
    return index, Disclosure(path, from_base64(salt, SALT_BYTES), value["value"])
