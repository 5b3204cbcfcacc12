"""A small log in memory and good bundles of it, from which the bad ones are made."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from governance.ledger.bundle import Content, Numbered, write_bundle
from governance.ledger.canonical import canonical
from governance.ledger.checkpoints import Checkpoint
from governance.ledger.disclosures import Disclosure
from governance.ledger.encoding import to_base64
from governance.ledger.frontier import Frontier
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import COSIGNATURE, NOTE, Signer
from governance.ledger.notes import sign_note, signature_line
from governance.ledger.tiles import WIDTH, Tile
from governance.ledger.tree import complete_root

__all__ = ["sign_note", "to_base64"]

ORIGIN = "hallmark.example/ledger"
COSIGNED_AT = 1_800_000_000  # January 2027, after every entry


def signer(name: str, kind: int = NOTE) -> Signer:
    """The same key for the same name."""
    return Signer(name, kind, hashlib.sha256(f"{name} {kind}".encode()).digest())


LOG = signer(ORIGIN)
OTHER_LOG = Signer(ORIGIN, NOTE, bytes(32))
WITNESS = signer("witness.example", COSIGNATURE)
SECOND = signer("second.example", COSIGNATURE)


def salt(index: int, path: str) -> bytes:
    """16 bytes that look random and are not."""
    return hashlib.sha256(f"{index} {path}".encode()).digest()[:16]


def disclosures(index: int) -> list[Disclosure]:
    """The name and the reason of an entry."""
    told = {"actor.name": f"person {index % 5}", "why": f"Reason of number {index}."}
    return [
        Disclosure(path, salt(index, path), text) for path, text in sorted(told.items())
    ]


def body(index: int, **changed: Any) -> dict[str, Any]:
    """The body of an entry; each has its own id and a later time."""
    name, why = disclosures(index)
    return {
        "v": 1,
        "id": str(UUID(int=index)),
        "ts": f"2026-11-23T{index // 3600:02d}:{index // 60 % 60:02d}:"
        f"{index % 60:02d}.123456Z",
        "actor": {
            "id": str(UUID(int=index % 5)),
            "kind": "person",
            "auth": "oidc",
            "name": name.sealed(),
        },
        "on_behalf_of": None,
        "action": "release.deployed",
        "object": {"type": "deployment", "id": str(UUID(int=7)), "label": "Kühler"},
        "project": str(UUID(int=9)),
        "request": {"id": str(UUID(int=index)), "source": "web"},
        "why": why.sealed(),
        "changes": {"version": ["1", str(index)]},
        "hashes": {},
        "refs": [],
        **changed,
    }


@dataclass
class Log:
    """Bodies in order, and the tiles over them."""

    bodies: list[bytes]
    leaves: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.leaves = [leaf_hash(one) for one in self.bodies]

    def tiles(self, wanted: Mapping[Tile, int]) -> dict[Tile, bytes]:
        """Every hash a tile has in the whole log."""
        return {tile: b"".join(self._hashes(tile)) for tile in wanted}

    def _hashes(self, tile: Tile) -> Iterator[bytes]:
        span = 1 << (8 * tile.level)
        for number in range(tile.number * WIDTH, (tile.number + 1) * WIDTH):
            part = self.leaves[number * span : (number + 1) * span]
            if len(part) < span:
                return
            yield complete_root(part)

    def root(self, size: int) -> bytes:
        """The root of the first entries."""
        frontier = Frontier()
        frontier.extend(self.leaves[:size])
        return frontier.root()

    def checkpoint(
        self, size: int | None = None, *signers: Signer, origin: str = ORIGIN
    ) -> str:
        """A note; by the log's key, unless others are named."""
        size = len(self.bodies) if size is None else size
        text = Checkpoint(origin, size, self.root(size)).text
        return sign_note(text, signers or (LOG,))

    def cosigned(self, *witnesses: Signer) -> str:
        """The newest checkpoint with the lines of witnesses."""
        note = self.checkpoint()
        text = note.split("\n\n", maxsplit=1)[0] + "\n"
        lines = (signature_line(text, one, COSIGNED_AT) for one in witnesses)
        return note + "".join(lines)


def log(count: int = 600) -> Log:
    """A log; number 40 corrects number 17, number 50 erases the reason of 18."""
    made = Log([canonical(body(index)) for index in range(min(count, 40))])
    for index in range(40, count):
        changed: dict[str, Any] = {}
        if index == 40:
            ref = {"index": 17, "leaf": made.leaves[17].hex()}
            changed = {"action": "annotation.corrected", "refs": [ref]}
        if index == 50:
            ref = {"index": 18, "leaf": made.leaves[18].hex()}
            changes = {"path": ["why", None], "entry": [None, 18]}
            changed = {"action": "disclosure.erased", "refs": [ref]}
            changed["changes"] = changes
        text = canonical(body(index, **changed))
        made.bodies.append(text)
        made.leaves.append(leaf_hash(text))
    return made


def numbered(indexes: Sequence[int]) -> Iterator[Numbered]:
    """The disclosures of these entries, without the erased one."""
    for index in indexes:
        for told in disclosures(index):
            if (index, told.path) != (18, "why"):
                yield index, told


def _asked(indexes: Sequence[int]) -> dict[str, str | int]:
    if not isinstance(indexes, range):
        return {"what": "a test"}
    return {"what": "range", "first": indexes.start, "last": indexes.stop - 1}


def write(
    path: Path,
    made: Log,
    indexes: Sequence[int],
    *,
    checkpoint: str | None = None,
    since: int | None = None,
    is_disclosed: bool = True,
) -> Path:
    """A good bundle in a file."""
    content = Content(
        checkpoint=checkpoint or made.checkpoint(),
        vkeys=[LOG.verifier.vkey],
        indexes=indexes,
        bodies=(made.bodies[index] for index in indexes),
        disclosures=numbered(indexes) if is_disclosed else None,
        tiles=made,
        asked=_asked(indexes),
        since=since,
    )
    with path.open("wb") as file:
        write_bundle(file, content)
    return path
