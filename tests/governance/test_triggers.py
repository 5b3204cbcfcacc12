"""What the database itself refuses: attacks 6, 10, 18 and 22 of the ledger's list."""

import hashlib
from base64 import b64encode
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from governance.actions import RULES, Action
from governance.entry_rules import MAX_BODY_BYTES
from governance.exceptions import TooLarge
from governance.identifiers import uuid7
from governance.models import Checkpoint, Cosignature, Disclosure, Entry, Tile, User
from governance.operations.grant_site_role import grant_site_role
from governance.recording import governed
from tests import make, roles, sequenced

pytestmark = pytest.mark.django_db
WHY = b64encode(hashlib.sha256(b"why").digest()).decode()
ON_POSTGRES = "PostgreSQL has no REPLACE; ON CONFLICT DO UPDATE is an UPDATE"


def only_on(vendor: str, because: str) -> None:
    if connection.vendor != vendor:
        pytest.skip(because)


def execute(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def values(**given: Any) -> dict[str, Any]:
    def key() -> Any:
        made = uuid7()
        return made if connection.features.has_native_uuid_field else made.hex

    return {
        "uuid": key(),
        "ts": connection.ops.adapt_datetimefield_value(timezone.now()),
        "actor_id": key(),
        "action": "session.opened",
        "object_type": "person",
        "object_id": key(),
        "project_id": None,
        "request_id": key(),
        "why_digest": None,
        "body": b"{}",
        "leaf_hash": b"0" * 32,
    } | given


def insert(**given: Any) -> None:
    """An entry by raw SQL, past every operation."""
    row = values(**given)
    marks = ", ".join("%s" for _ in row)
    columns = ", ".join(row)
    into = f"INSERT INTO governance_entry ({columns})"
    execute(f"{into} VALUES ({marks})", *row.values())


def refused(**given: Any) -> bool:
    try:
        insert(**given)
    except DatabaseError:
        return True
    return False


# --- attack 10: a missing reason, by raw SQL


def test_the_database_demands_reasons_exactly_where_the_catalogue_does() -> None:
    demanded = {action for action in Action if refused(action=action.value)}
    assert demanded == {action for action in Action if RULES[action].reason_required}


def test_with_the_digest_of_a_reason_each_action_is_accepted() -> None:
    assert not any(refused(action=action, why_digest=WHY) for action in Action)


@pytest.mark.parametrize("digest", ["", "because", "x" * 43])
def test_what_is_no_digest_is_no_reason(digest: str) -> None:
    with pytest.raises(DatabaseError, match="demands a reason"):
        insert(action="project.shared", why_digest=digest)


# --- attack 22: an entry of more than 65,535 bytes


def test_a_body_of_65535_bytes_is_the_longest() -> None:
    insert(body=b"x" * MAX_BODY_BYTES)
    with pytest.raises(DatabaseError, match="65535 bytes"):
        insert(body=b"x" * (MAX_BODY_BYTES + 1))


@pytest.mark.parametrize("body", [b"\n", b"{}\n", b"\0\n", b"\xff\nx"])
def test_a_body_of_two_lines_is_refused(body: bytes) -> None:
    """An export could never hold it: each body is a line there."""
    with pytest.raises(DatabaseError, match="one line"):
        insert(body=body)


@pytest.mark.parametrize("body", [b"\r", b"\\n", b"\\x0a", b"0A", b"\xa0\xa0", b""])
def test_a_body_of_one_line_is_taken_whatever_it_holds(body: bytes) -> None:
    insert(body=body)


def test_a_body_of_text_is_refused() -> None:
    with pytest.raises(DatabaseError):
        insert(body="ü" * 40_000)


def test_a_change_whose_entry_is_too_long_is_not_made() -> None:
    person, operator = make.person("ds1"), User.objects.system("operator")
    with pytest.raises(TooLarge):
        _rename_at_length(operator, person)
    person.refresh_from_db()
    assert person.name == "Ds1"


def _rename_at_length(operator: User, person: User) -> None:
    with governed(operator, Action.PERSON_UPDATED, person) as record:
        User.objects.filter(pk=person.pk).update(name="Changed")
        for number in range(200):
            record.change(f"field {number}", None, "x" * 900)


# --- attack 6: an id or a transaction's number below the sequencer's mark


@pytest.mark.parametrize("forged", [-5, 0, 1])
def test_a_forged_id_is_refused(forged: int) -> None:
    make.person("somebody")
    make.person("another")
    with pytest.raises(DatabaseError):
        insert(id=forged)


def test_a_smaller_free_id_is_refused() -> None:
    only_on("sqlite", "on PostgreSQL nobody but the owner may name an id")
    insert(id=1000)
    with pytest.raises(DatabaseError, match="given by the database"):
        insert(id=999)


def test_a_forged_transaction_number_is_refused() -> None:
    only_on("postgresql", "SQLite has no such column")
    with pytest.raises(DatabaseError, match="permission denied"):
        insert(txid="1")


# --- attack 18: what empties or overwrites tables that only grow


@pytest.fixture
def rows() -> dict[str, Any]:
    """One row in each table of the log."""
    operator = User.objects.system("operator")
    with roles.as_sequencer():
        Tile.objects.create(level=0, index=0, data=b"0" * 8192, root=b"0" * 32)
    make.person("ds1")
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    sequenced.sequence()
    checkpoint = Checkpoint.objects.latest("size")
    with roles.as_sequencer():
        Cosignature.objects.create(
            checkpoint=checkpoint, witness="w", line="-", created_at=timezone.now()
        )
    return {
        "governance_entry": "action = action",
        "governance_leaf": "leaf_hash = leaf_hash",
        "governance_tile": "root = root",
        "governance_checkpoint": "note = note",
        "governance_cosignature": "line = line",
        "governance_disclosure": "value = value",
    }


@pytest.mark.parametrize("who", ["app", "sequencer", "owner"])
def test_nobody_updates_a_table_of_the_ledger(rows: dict[str, str], who: str) -> None:
    for table, change in rows.items():
        with roles.acting_as(who), pytest.raises(DatabaseError):
            execute(f"UPDATE {table} SET {change}")  # noqa: S608 - our own names


@pytest.mark.parametrize("who", ["app", "sequencer", "owner"])
def test_nobody_deletes_but_disclosures(rows: dict[str, str], who: str) -> None:
    for table in rows.keys() - {"governance_disclosure"}:
        with roles.acting_as(who), pytest.raises(DatabaseError):
            execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    execute("DELETE FROM governance_disclosure")
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("who", ["app", "sequencer", "owner"])
def test_nobody_truncates(rows: dict[str, str], who: str) -> None:
    only_on("postgresql", "SQLite has no TRUNCATE")
    for table in rows:
        with roles.acting_as(who), pytest.raises(DatabaseError):
            execute(f"TRUNCATE {table} CASCADE")


def test_the_role_of_a_replica_opens_nothing() -> None:
    only_on("postgresql", "SQLite has no replicas")
    make.person("somebody")
    with pytest.raises(DatabaseError, match="permission denied"):
        execute("SET session_replication_role = replica")
    with roles.as_owner(), pytest.raises(DatabaseError, match="append-only"):
        execute(
            "SET LOCAL session_replication_role = replica; DELETE FROM governance_entry"
        )


REPLACED = {
    "governance_entry": ("id", "uuid"),
    "governance_leaf": ("seq", "entry_id"),
    "governance_tile": ("level",),
    "governance_checkpoint": ("size",),
    "governance_cosignature": ("id", "checkpoint_id"),
    "governance_disclosure": ("id", "entry_uuid"),
}


@pytest.mark.parametrize("table", REPLACED)
def test_replace_is_refused_on_every_unique_key(
    rows: dict[str, str], table: str
) -> None:
    """Each key alone: the other keys of the row get values nobody has."""
    only_on("sqlite", ON_POSTGRES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - our own names
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    keys = REPLACED[table]
    for key in keys:
        others = {other: _unused(row[other]) for other in keys if other != key}
        marks = ", ".join("%s" for _ in row)
        columns = ", ".join(f'"{name}"' for name in row)
        with pytest.raises(DatabaseError, match="append-only: REPLACE"):
            execute(
                f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
                *(row | others).values(),
            )


def _unused(value: Any) -> Any:
    return value + 1_000_000 if isinstance(value, int) else uuid7().hex


def test_an_entry_is_not_put_in_the_place_of_another() -> None:
    only_on("postgresql", "SQLite's REPLACE is tested above")
    make.person("somebody")
    taken = Entry.objects.latest("pk").uuid
    row = values(uuid=taken)
    marks, columns = ", ".join("%s" for _ in row), ", ".join(row)
    for who in ("app", "owner"):
        with roles.acting_as(who), pytest.raises(DatabaseError):
            execute(
                f"INSERT INTO governance_entry ({columns}) VALUES ({marks}) "  # noqa: S608 - our own names
                "ON CONFLICT (uuid) DO UPDATE SET body = EXCLUDED.body",
                *row.values(),
            )
