"""Whether the entries of a range make the signed root, and if not, which do not fit."""

from collections.abc import Iterator

from governance.ledger.errors import ProofError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.manifest import Manifest
from governance.ledger.ranges import RangeProof, range_root
from governance.ledger.tiles import hashes_of
from governance.ledger.verification_report import Report


def check_range(
    manifest: Manifest, leaves: bytes, listed: bytes, root: bytes, report: Report
) -> bool:
    """Whether the range holds; tells the report what does not.

    `leaves` are the hashes of the bodies, `listed` those that the bundle lists. When
    the listed ones make the root, whatever differs from them was changed for sure.
    """
    if makes_root(manifest, leaves, root):
        for place in _differing(leaves, listed):
            report.wrong_entry(
                manifest.first + place,
                "leaves.bin lists another hash for it; the entry itself holds",
            )
        return True
    before = report.found
    if makes_root(manifest, listed, root):
        _compare(manifest.first, leaves, listed, report)
    else:
        for place in _differing(leaves, listed):
            report.wrong_entry(manifest.first + place, "its hash is not the listed one")
    if report.found == before:
        report.wrong(
            f"entries {told(manifest)} and the hashes beside them do not make the root "
            "that the log signed"
        )
    return False


def told(manifest: Manifest) -> str:
    """A range in words."""
    first, last = manifest.first, manifest.first + len(manifest.indexes) - 1
    return f"{first} to {last}" if last >= first else "of an empty range"


def makes_root(manifest: Manifest, leaves: bytes, root: bytes) -> bool:
    """Whether these leaves stand between the two sides of the range below the root."""
    if len(leaves) != len(manifest.indexes) * HASH_BYTES:
        return False
    try:
        made = range_root(manifest.first, manifest.size, each(leaves), manifest.proof)
    except ProofError:
        return False
    return made == root


def prefix_root(manifest: Manifest, leaves: bytes, size: int) -> bytes | None:
    """The root of the first `size` entries of the log, when the range reaches it."""
    last = manifest.first + len(manifest.indexes)
    if not manifest.is_range or not manifest.first <= size <= last:
        return None
    part = leaves[: (size - manifest.first) * HASH_BYTES]
    return range_root(
        manifest.first, size, each(part), RangeProof(manifest.proof.left, ())
    )


def each(leaves: bytes) -> Iterator[bytes]:
    """The hashes one after the other."""
    for at in range(0, len(leaves), HASH_BYTES):
        yield bytes(leaves[at : at + HASH_BYTES])


def _differing(leaves: bytes, listed: bytes) -> list[int]:
    if leaves == listed:
        return []
    pairs = zip(each(leaves), each(listed), strict=False)
    places = [place for place, (ours, theirs) in enumerate(pairs) if ours != theirs]
    shorter, longer = sorted((len(leaves), len(listed)))
    return places + list(range(shorter // HASH_BYTES, longer // HASH_BYTES))


def _compare(first: int, leaves: bytes, listed: bytes, report: Report) -> None:
    """Name what is changed, missing, there twice, foreign or in another's place."""
    ours, theirs = hashes_of(leaves), hashes_of(listed)
    true_place = {digest: place for place, digest in enumerate(theirs)}
    present = set(ours)
    for place, digest in enumerate(theirs):
        if digest not in present:
            is_changed = len(ours) == len(theirs) and ours[place] not in true_place
            what = "the body is not the one in the log" if is_changed else "is missing"
            report.wrong_entry(first + place, what)
    seen: set[bytes] = set()
    for place, digest in enumerate(ours):
        true = true_place.get(digest)
        if digest in seen and true is not None:
            report.wrong_entry(first + true, "stands there twice")
        elif true is None and len(ours) != len(theirs):
            report.wrong(f"line {place + 1} of the entries is no entry of this range")
        elif true is not None and len(ours) == len(theirs) and true != place:
            report.wrong_entry(
                first + place, f"entry {first + true} stands in its place"
            )
        seen.add(digest)
