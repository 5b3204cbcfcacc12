"""Reads the whole ledger again and says what does not hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from governance.actions import Action
from governance.ledger.canonical import parse_object
from governance.ledger.disclosures import Disclosure
from governance.ledger.errors import NotCanonicalError
from governance.ledger.hashing import leaf_hash, root_hash
from governance.models import Disclosure as DisclosureRow
from governance.models import Entry, Leaf

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verification found: counts, the root, and each thing that is wrong."""

    entries: int
    numbered: int
    disclosures: int
    root: str
    wrong: tuple[str, ...]


def verify(progress: Callable[[int, int], None] = lambda done, total: None) -> Findings:
    """Every body canonical, hashed and equal to its columns; every number there.

    And every disclosure the value that was recorded. Memory grows with the number of
    entries (about 1 kB each). progress is told (done, total) entries.
    """
    total = Entry.objects.count()
    wrong: list[str] = []
    sealed: dict[UUID, dict[str, Any]] = {}
    for done, entry in enumerate(Entry.objects.order_by("pk").iterator(CHUNK), start=1):
        body, faults = _check_entry(entry)
        wrong += [f"entry {entry.pk}: {fault}" for fault in faults]
        sealed[entry.uuid] = body
        if done % CHUNK == 0:
            progress(done, total)
    hashes, faults = _check_numbers()
    wrong += faults
    count, faults = _check_disclosures(sealed)
    wrong += faults
    progress(total, total)
    return Findings(total, len(hashes), count, root_hash(hashes).hex(), tuple(wrong))


def root_at(size: int) -> str:
    """The root when the log had this many entries, as hex."""
    rows = Leaf.objects.filter(seq__lt=size).order_by("seq")
    hashes = rows.values_list("leaf_hash", flat=True)
    return root_hash(bytes(digest) for digest in hashes.iterator(CHUNK)).hex()


def _check_entry(entry: Entry) -> tuple[dict[str, Any], list[str]]:
    text = bytes(entry.body)
    faults = []
    if leaf_hash(text) != bytes(entry.leaf_hash):
        faults.append("the body is not the one that was hashed")
    try:
        body = dict(parse_object(text))
        faults += _check_columns(entry, body)
    except (NotCanonicalError, KeyError, TypeError) as error:
        return {}, [*faults, f"the body cannot be read: {error}"]
    return body, faults


def _check_columns(entry: Entry, body: dict[str, Any]) -> list[str]:
    """The index columns say what the body says."""
    why = body["why"]
    at = entry.ts.isoformat(timespec="microseconds").replace("+00:00", "Z")
    pairs = {
        "id": (str(entry.uuid), body["id"]),
        "ts": (at, body["ts"]),
        "actor": (str(entry.actor_id), body["actor"]["id"]),
        "action": (entry.action, body["action"]),
        "object type": (entry.object_type, body["object"]["type"]),
        "object": (str(entry.object_id), body["object"]["id"]),
        "project": (entry.project_id and str(entry.project_id), body["project"]),
        "request": (str(entry.request_id), body["request"]["id"]),
        "why": (entry.why_digest, why["_sd"] if why else None),
    }
    faults = [
        f"the column {name} says {column!r}, the body {told!r}"
        for name, (column, told) in pairs.items()
        if column != told
    ]
    if body["action"] not in set(Action):
        faults.append(f"the action {body['action']} is in no catalogue")
    return faults


def _check_numbers() -> tuple[list[bytes], list[str]]:
    """Gapless from 0, each leaf the hash of its entry."""
    hashes: list[bytes] = []
    wrong: list[str] = []
    leaves = Leaf.objects.order_by("seq").values_list(
        "seq", "leaf_hash", "entry_id", "entry__leaf_hash"
    )
    for expected, (seq, leaf, entry_id, hashed) in enumerate(leaves.iterator(CHUNK)):
        hashes.append(bytes(leaf))
        if seq != expected:
            wrong.append(f"number {seq}: number {expected} is missing before it")
            break
        if bytes(hashed or b"") != bytes(leaf):
            wrong.append(f"number {seq}: its hash is not that of entry {entry_id}")
    return hashes, wrong


def _check_disclosures(bodies: dict[UUID, dict[str, Any]]) -> tuple[int, list[str]]:
    """Each value is the one whose digest the body holds."""
    count, wrong = 0, []
    for row in DisclosureRow.objects.iterator(CHUNK):
        count += 1
        if row.entry_uuid not in bodies:
            wrong += _without_entry(row)
            continue
        told = Disclosure(row.path, bytes(row.salt), row.value)
        if not told.opens(_at(bodies[row.entry_uuid], row.path)):
            wrong.append(f"entry {row.entry_uuid}: {row.path} is not what was recorded")
    return count, wrong


def _without_entry(row: DisclosureRow) -> list[str]:
    """A fault, unless the entry was written after we had read the entries."""
    if Entry.objects.filter(uuid=row.entry_uuid).exists():
        return []
    return [f"entry {row.entry_uuid}: {row.path} belongs to no entry"]


def _at(body: Any, path: str) -> Any:
    for step in _steps(path):
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return None
    return body


def _steps(path: str) -> Iterator[str]:
    yield from path.split(".")
