"""A ledger that somebody edited: each kind of edit is found and named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from governance import verification
from governance.identifiers import uuid7
from governance.models import Disclosure, Entry, User
from governance.operations.grant_site_role import grant_site_role
from governance.verification import verify
from tests import make, roles, sequenced

_REAL_CHECK = verification._check_numbers  # noqa: SLF001 - a moment between two reads
TRIGGERS = {
    "governance_entry": ("no_update", "no_delete", "no_replace"),
    "governance_leaf": ("no_update", "no_delete", "no_replace"),
    "governance_disclosure": ("no_update", "no_replace"),
}

EDITS = {
    "governance_entry": "UPDATE governance_entry SET action = action",
    "governance_leaf": "UPDATE governance_leaf SET leaf_hash = leaf_hash",
    "governance_disclosure": "UPDATE governance_disclosure SET path = path",
}
DELETIONS = {
    "governance_entry": "DELETE FROM governance_entry",
    "governance_leaf": "DELETE FROM governance_leaf",
}


@pytest.fixture
def ledger(committing_db: None) -> Entry:
    """Some entries, numbered; the last of them."""
    make.person("ds1")
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    sequenced.sequence()
    return Entry.objects.latest("pk")


def as_owner(statement: str, *values: str | int | bytes) -> None:
    """What a database owner can do: drop the triggers, then edit."""
    with roles.as_owner(), connection.cursor() as cursor:
        for table, names in TRIGGERS.items():
            _drop(cursor, table, names)
        cursor.execute(statement, values)


def _drop(cursor: object, table: str, names: tuple[str, ...]) -> None:
    run = cursor.execute  # type: ignore[attr-defined] # Django's cursor
    if connection.vendor == "postgresql":
        run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        return
    for name in names:
        run(f"DROP TRIGGER IF EXISTS {table}_{name}")


def test_an_untouched_ledger_holds(ledger: Entry) -> None:
    found = verify()
    assert found.wrong == ()
    assert found.numbered == found.entries == Entry.objects.count()
    call_command("verify_ledger")


@pytest.mark.parametrize("table", EDITS)
def test_the_database_refuses_edits(ledger: Entry, table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(EDITS[table])


@pytest.mark.parametrize("table", DELETIONS)
def test_the_database_refuses_deletion(ledger: Entry, table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(DELETIONS[table])


def test_an_edited_body_is_named(ledger: Entry) -> None:
    edited = bytes(ledger.body).replace(b"admin", b"owner")
    as_owner("UPDATE governance_entry SET body = %s WHERE id = %s", edited, ledger.pk)
    assert verify().wrong == (
        f"entry {ledger.pk}: the body is not the one that was hashed",
    )
    with pytest.raises(CommandError, match="1 things do not hold"):
        call_command("verify_ledger")


def test_an_edited_column_is_named(ledger: Entry) -> None:
    as_owner(
        "UPDATE governance_entry SET action = %s WHERE id = %s",
        "comment.added",
        ledger.pk,
    )
    (fault,) = verify().wrong
    assert "the column action says 'comment.added'" in fault


def test_a_removed_entry_leaves_a_gap(ledger: Entry) -> None:
    first = Entry.objects.earliest("pk")
    as_owner("DELETE FROM governance_leaf WHERE entry_id = %s", first.pk)
    assert any("number 0 is missing" in fault for fault in verify().wrong)


def test_two_swapped_numbers_are_named(ledger: Entry) -> None:
    as_owner("UPDATE governance_leaf SET leaf_hash = %s WHERE seq = 0", b"0" * 32)
    assert any(fault.startswith("number 0: its hash") for fault in verify().wrong)


def test_an_edited_reason_is_named(ledger: Entry) -> None:
    as_owner(
        "UPDATE governance_disclosure SET value = %s WHERE path = 'why'",
        '"Another story entirely"',
    )
    assert any("why is not what was recorded" in fault for fault in verify().wrong)


def test_an_erased_disclosure_leaves_everything_valid(ledger: Entry) -> None:
    Disclosure.objects.filter(entry_uuid=ledger.uuid).delete()
    assert verify().wrong == ()


def test_entries_written_meanwhile_are_no_fault(
    ledger: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is not stopped while somebody verifies it."""
    monkeypatch.setattr(
        verification,
        "_check_numbers",
        lambda: (make.person("late"), _REAL_CHECK())[1],
    )
    assert verify().wrong == ()


def test_a_disclosure_of_no_entry_is_named(ledger: Entry) -> None:
    Disclosure.objects.create(entry_uuid=uuid7(), path="why", salt=b"0" * 16, value="x")
    assert any("belongs to no entry" in fault for fault in verify().wrong)
