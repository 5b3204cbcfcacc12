"""The manifest of a bundle: what it holds, and what stands beside a range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.ledger.canonical import canonical, parse_object
from governance.ledger.encoding import from_base64, to_base64
from governance.ledger.errors import LedgerError, MalformedError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.proofs import MAX_PROOF
from governance.ledger.ranges import RangeProof

VERSION = 1
MAX_MANIFEST_BYTES = 2_000_000
MAX_SELECTION = 50_000
MAX_SIZE = 2**53 - 1  # the largest integer of canonical JSON here
_COMMON = {"v", "kind", "origin", "size", "count", "asked", "since", "disclosures"}
_RANGE = _COMMON | {"first", "last", "left", "right"}
_SELECTION = _COMMON | {"indexes"}


@dataclass(frozen=True, slots=True)
class Since:
    """The receiver's last size of the log, and the proof that it has only grown."""

    size: int
    root: bytes
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`indexes` is a `range` when every entry in it is there, else the chosen ones.

    `disclosures` is their number, None when they were left out.
    """

    origin: str
    size: int
    indexes: Sequence[int]
    asked: Mapping[str, str | int]
    proof: RangeProof = field(default=RangeProof((), ()))
    since: Since | None = None
    disclosures: int | None = None

    @property
    def is_range(self) -> bool:
        """Whether it claims to be complete between two numbers."""
        return isinstance(self.indexes, range)

    @property
    def proves_asked(self) -> bool:
        """Whether the entries of a range are what `asked` says, no more and no less."""
        if not isinstance(self.indexes, range):
            return False
        first, end = self.indexes.start, self.indexes.stop
        if self.asked == {"what": "every entry"}:
            return (first, end) == (0, self.size)
        return self.asked == {"what": "range", "first": first, "last": end - 1}

    @property
    def first(self) -> int:
        """The number of the first entry of a range."""
        return self.indexes.start if isinstance(self.indexes, range) else 0

    def to_json(self) -> bytes:
        """Its canonical bytes."""
        value: dict[str, Any] = {
            "v": VERSION,
            "kind": "range" if self.is_range else "selection",
            "origin": self.origin,
            "size": self.size,
            "count": len(self.indexes),
            "asked": dict(self.asked),
            "since": None if self.since is None else _since_to_json(self.since),
            "disclosures": self.disclosures,
        }
        if isinstance(self.indexes, range):
            value |= {"first": self.indexes.start, "last": self.indexes.stop}
            value["left"] = [to_base64(digest) for digest in self.proof.left]
            value["right"] = [to_base64(digest) for digest in self.proof.right]
        else:
            value["indexes"] = list(self.indexes)
        return canonical(value)


def _since_to_json(since: Since) -> dict[str, Any]:
    hashes = [to_base64(digest) for digest in since.hashes]
    return {"size": since.size, "root": to_base64(since.root), "hashes": hashes}


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest strictly; raises MalformedError."""
    try:
        value = parse_object(data)
        return _range(value) if value.get("kind") == "range" else _selection(value)
    except LedgerError as error:
        raise MalformedError(f"manifest.json: {error}") from error


def _range(value: Mapping[str, Any]) -> Manifest:
    if value.keys() != _RANGE:
        raise MalformedError("a range has other fields")
    first, last = _number(value["first"], "first"), _number(value["last"], "last")
    if first > last:
        raise MalformedError(
            f"a range does not end at {last} when it begins at {first}"
        )
    if last > _number(value["size"], "size"):
        raise MalformedError(
            f"a log of {value['size']} entries has no range up to {last}"
        )
    proof = RangeProof(_hashes(value["left"], "left"), _hashes(value["right"], "right"))
    return _manifest(value, range(first, last), proof)


def _selection(value: Mapping[str, Any]) -> Manifest:
    if value.keys() != _SELECTION or value["kind"] != "selection":
        raise MalformedError("a selection has other fields")
    indexes = value["indexes"]
    if not isinstance(indexes, list) or len(indexes) > MAX_SELECTION:
        raise MalformedError(f"a selection has at most {MAX_SELECTION:,} entries")
    before = -1
    for index in indexes:
        if _number(index, "indexes") <= before:
            raise MalformedError("the numbers of the entries do not rise")
        before = index
    return _manifest(value, tuple(indexes), RangeProof((), ()))


def _manifest(
    value: Mapping[str, Any], indexes: Sequence[int], proof: RangeProof
) -> Manifest:
    if _number(value["v"], "v") != VERSION:
        raise MalformedError(f"version {value['v']} is unknown; get a newer verifier")
    if _number(value["count"], "count") != len(indexes):
        raise MalformedError(f"it counts {value['count']} and names {len(indexes)}")
    if not isinstance(value["origin"], str):
        raise MalformedError("origin is no text")
    told = value["disclosures"]
    return Manifest(
        origin=value["origin"],
        size=_number(value["size"], "size"),
        indexes=indexes,
        asked=_asked(value["asked"]),
        proof=proof,
        since=None if value["since"] is None else _since(value["since"]),
        disclosures=None if told is None else _number(told, "disclosures"),
    )


def _since(value: Any) -> Since:
    if not isinstance(value, dict) or value.keys() != {"size", "root", "hashes"}:
        raise MalformedError("since has other fields")
    hashes = _hashes(value["hashes"], "since")
    return Since(_number(value["size"], "since"), _hash(value["root"]), hashes)


def _asked(value: Any) -> dict[str, str | int]:
    fits = isinstance(value, dict) and len(value) <= 20
    if not fits or any(type(inner) not in {str, int} for inner in value.values()):
        raise MalformedError("asked is not what was asked for")
    return dict(value)


def _number(value: Any, name: str) -> int:
    if type(value) is not int or not 0 <= value <= MAX_SIZE:
        raise MalformedError(f"{name} is no number from 0 to 2**53 - 1")
    return value


def _hashes(value: Any, name: str) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > 2 * MAX_PROOF:
        raise MalformedError(f"{name} is no list of hashes")
    return tuple(_hash(text) for text in value)


def _hash(text: Any) -> bytes:
    if not isinstance(text, str):
        raise MalformedError("a hash is a text")
    return from_base64(text, HASH_BYTES)
