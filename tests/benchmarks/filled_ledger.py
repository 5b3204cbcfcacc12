"""A database with many entries, numbered and signed, written past all operations."""

import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from governance.ledger.canonical import canonical
from governance.ledger.checkpoints import Checkpoint
from governance.ledger.frontier import Frontier
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import NOTE, Signer
from governance.ledger.notes import sign_note

SIGNER = Signer("hallmark.bench/ledger", NOTE, bytes(range(32)))
BATCH = 2000
START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = [UUID(int=number << 80 | 0x70008000 << 48) for number in range(50)]
COLUMNS = (
    "id, uuid, ts, actor_id, action, object_type, object_id, project_id, request_id, "
    "why_digest, body, leaf_hash"
)
LEAF = "INSERT INTO governance_leaf (seq, entry_id, leaf_hash) VALUES (?,?,?)"
TILE = 'INSERT INTO governance_tile (level, "index", data, root) VALUES (?,?,?,?)'
CHECKPOINT = (
    "INSERT INTO governance_checkpoint (size, root, note, created_at, low, system_id) "
    "VALUES (?,?,?,?,?,'')"
)
TOLD = (
    "INSERT INTO governance_disclosure (id, entry_uuid, path, salt, value) "
    "VALUES (?,?,?,?,?)"
)
SALT = bytes(16)


def fill(count: int, *, told: int) -> int:
    """`count` entries in batches of 2,000; each `told`-th tells a reason (0: none).

    SQLite alone. Returns the bytes of the last body.
    """
    connection.close()
    file = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    file.execute("PRAGMA synchronous = OFF")
    (used,) = file.execute(
        "SELECT coalesce(max(id), 0) FROM governance_entry"
    ).fetchone()
    frontier, bodies = Frontier(), _bodies(count, told)
    length = 0
    while batch := list(islice(bodies, BATCH)):
        file.execute("BEGIN")
        length = len(batch[-1][1])
        _write(file, used + frontier.size + 1, frontier, batch)
        file.execute("COMMIT")
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    return length


def _write(
    file: sqlite3.Connection,
    first: int,
    frontier: Frontier,
    batch: list[tuple[dict[str, Any], bytes]],
) -> None:
    start = frontier.size
    hashes = [leaf_hash(text) for _, text in batch]
    file.executemany(
        f"INSERT INTO governance_entry ({COLUMNS}) "  # noqa: S608 - our names
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            _row(first + place, body, text, hashes[place])
            for place, (body, text) in enumerate(batch)
        ),
    )
    file.executemany(TOLD, (row for body, _ in batch for row in _told(body)))
    places = range(len(batch))
    file.executemany(LEAF, ((start + at, first + at, hashes[at]) for at in places))
    tiles = frontier.extend(hashes)
    file.executemany(TILE, ((*each.tile, each.data, each.root) for each in tiles))
    text = Checkpoint(SIGNER.name, frontier.size, frontier.root()).text
    now = timezone.now().astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    note, low = sign_note(text, [SIGNER]), str(first + len(batch) - 1)
    file.execute(CHECKPOINT, (frontier.size, frontier.root(), note, now, low))


def _row(key: int, body: dict[str, Any], text: bytes, digest: bytes) -> tuple[Any, ...]:
    return (
        *(key, _hex(body["id"]), _time(body["ts"]), _hex(body["actor"]["id"])),
        *(body["action"], body["object"]["type"], _hex(body["object"]["id"])),
        *(
            _hex(body["project"]) if body["project"] else None,
            _hex(body["request"]["id"]),
        ),
        body["why"]["_sd"] if body["why"] else None,
        *(text, digest),
    )


def _told(body: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if body["action"] == "project.shared":
        key = _hex(body["id"])
        yield key[::-1], key, "why", SALT, f'"{_reason(body["ts"])}"'


def _hex(key: str) -> str:
    return key.replace("-", "")


def _time(at: str) -> str:
    return at[:-1].replace("T", " ")


def _reason(at: str) -> str:
    return f"Asked for at {at} by the validation team."


def _sealed(path: str, value: str) -> dict[str, str]:
    digest = sha256(SALT + canonical([path, value])).digest()
    return {"_sd": b64encode(digest).decode()}


def _bodies(count: int, told: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    for number in range(count):
        body = _body(number, tells=bool(told) and number % told == 0)
        if number == 0:
            body["action"] = "ledger.key_changed"
            body["changes"] = {"key": [None, SIGNER.verifier.vkey]}
            body["why"] = _sealed("why", "erased")
        yield body, canonical(body)


def _body(number: int, *, tells: bool) -> dict[str, Any]:
    moment = START + timedelta(milliseconds=number)
    at = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    key = UUID(
        int=(0x0198C6A1 << 96) + (number << 80) + (0x7000 << 64) + (1 << 63) + number
    )
    person = PEOPLE[number % len(PEOPLE)]
    return {
        "v": 1,
        "id": str(key),
        "ts": at,
        "actor": {
            "id": str(person),
            "kind": "person",
            "auth": "session",
            "name": _sealed("actor.name", "erased"),
        },
        "on_behalf_of": None,
        "action": "project.shared" if tells else "comment.added",
        "object": {"type": "project", "id": str(person), "label": "hydraulic system"},
        "project": str(person),
        "request": {"id": str(UUID(int=key.int ^ 1)), "source": "web"},
        "why": _sealed("why", _reason(at)) if tells else None,
        "changes": {"state": ["Preparing", f"Healthy {number}"]},
        "hashes": {},
        "refs": [],
    }
