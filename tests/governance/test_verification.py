"""A ledger that somebody edited: each kind of edit is found and named."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from governance import verification
from governance.identifiers import uuid7
from governance.ledger.canonical import canonical
from governance.ledger.hashing import leaf_hash
from governance.models import Disclosure, Entry, Leaf, User
from governance.operations.erase_disclosure import erase_disclosure
from governance.operations.grant_site_role import grant_site_role
from governance.verification import Snapshot, verify
from governance.verifying import pages
from tests import make, sequenced
from tests.covered_edits import edit, unprotected

EDITS = {
    "governance_entry": "UPDATE governance_entry SET action = action",
    "governance_leaf": "UPDATE governance_leaf SET leaf_hash = leaf_hash",
    "governance_disclosure": "UPDATE governance_disclosure SET path = path",
}
DELETIONS = {
    "governance_entry": "DELETE FROM governance_entry",
    "governance_leaf": "DELETE FROM governance_leaf",
}
COLUMNS = {
    "action": ("action", "comment.added"),
    "object_type": ("object type", "version"),
    "why_digest": ("why", "A" * 43 + "="),
    "ts": ("ts", "2020-01-01 00:00:00"),
    "actor_id": ("actor", "0198c6a111117222833344445555666f"),
    "object_id": ("object", "0198c6a111117222833344445555666f"),
    "project_id": ("project", "0198c6a111117222833344445555666f"),
    "request_id": ("request", "0198c6a111117222833344445555666f"),
    "uuid": ("id", "0198c6a111117222833344445555666f"),
}


@pytest.fixture
def ledger(committing_db: None) -> Leaf:
    """Some entries, numbered and signed; the last of them."""
    sequenced.begin()
    make.person("ds1")
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    sequenced.sequence()
    return Leaf.objects.select_related("entry").latest("seq")


def hashed_anew(leaf: Leaf, body: bytes) -> None:
    """Put another body with all of its hashes in the place of one."""
    digest = leaf_hash(body)
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_entry SET body = %s, leaf_hash = %s WHERE id = %s",
            [body, digest, leaf.entry_id],
        )
        cursor.execute(
            "UPDATE governance_leaf SET leaf_hash = %s WHERE seq = %s",
            [digest, leaf.seq],
        )


def test_an_untouched_ledger_holds(ledger: Leaf) -> None:
    found = verify()
    assert (found.wrong, found.remarks) == ((), ())
    assert found.numbered == found.entries == Entry.objects.count()
    assert found.checkpoints > 0
    assert found.disclosures == Disclosure.objects.count() > 0
    call_command("verify_ledger")


def test_a_ledger_read_by_several_processes_says_the_same(
    ledger: Leaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("DELETE FROM governance_leaf WHERE seq = 1")
    alone = verify()
    monkeypatch.setattr(verification, "PARALLEL_FROM", 0)
    monkeypatch.setattr(pages, "PAGE", 1)
    assert {*verify().wrong} >= {*alone.wrong}
    assert alone.count == len(alone.wrong) > 0


@pytest.mark.parametrize("table", EDITS)
def test_the_database_refuses_edits(ledger: Leaf, table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(EDITS[table])


@pytest.mark.parametrize("table", DELETIONS)
def test_the_database_refuses_deletion(ledger: Leaf, table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(DELETIONS[table])


def test_attack_1_an_edited_body_is_named(ledger: Leaf) -> None:
    edited = bytes(ledger.entry.body).replace(b"admin", b"owner")
    edit("UPDATE governance_entry SET body = %s WHERE id = %s", edited, ledger.entry_id)
    assert verify().wrong == (
        f"number {ledger.seq}: the body is not the one that was hashed",
    )
    with pytest.raises(CommandError, match="1 things do not hold"):
        call_command("verify_ledger", stderr=StringIO())


@pytest.mark.parametrize("column", COLUMNS)
def test_attack_1_an_edited_column_is_named(ledger: Leaf, column: str) -> None:
    name, value = COLUMNS[column]
    statement = f"UPDATE governance_entry SET {column} = %s WHERE id = %s"  # noqa: S608 - ours
    edit(statement, value, ledger.entry_id)
    found = verify().wrong
    assert any(
        fault.startswith(f"number {ledger.seq}: the column {name} says")
        for fault in found
    ), found


def test_attack_2_an_edit_with_all_hashes_makes_another_root(ledger: Leaf) -> None:
    hashed_anew(ledger, bytes(ledger.entry.body).replace(b"admin", b"owner"))
    (fault,) = verify().wrong
    size = ledger.seq + 1
    assert fault == (
        f"checkpoint {size}: its root is not that of the first {size} entries"
    )


def test_attack_4_a_removed_number_is_named(ledger: Leaf) -> None:
    edit("DELETE FROM governance_leaf WHERE seq = 1")
    found = verify().wrong
    assert found[0] == "number 1 is missing"
    assert any("cannot be compared: number 1 is missing" in fault for fault in found)


def test_attack_4_a_removed_entry_is_named(ledger: Leaf) -> None:
    edit("DELETE FROM governance_entry WHERE id = %s", ledger.entry_id)
    found = verify().wrong
    assert found[0] == f"number {ledger.seq}: its entry {ledger.entry_id} is not there"
    assert any("belongs to no entry" in fault for fault in found)


def test_attack_4_a_removed_tail_is_named(ledger: Leaf) -> None:
    with unprotected(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_leaf WHERE seq >= 2")
        cursor.execute("DELETE FROM governance_entry WHERE id >= %s", [ledger.entry_id])
    size = ledger.seq + 1
    told = f"checkpoint {size} signs {size} entries, the log has 2"
    assert told in verify().wrong


def test_attack_4_an_emptied_ledger_is_named(ledger: Leaf) -> None:
    with unprotected(), connection.cursor() as cursor:
        for table in ("leaf", "disclosure", "entry"):
            cursor.execute(f"DELETE FROM governance_{table}")  # noqa: S608 - ours
    assert any("the log has 0" in fault for fault in verify().wrong)


def test_attack_5_two_swapped_numbers_are_named(ledger: Leaf) -> None:
    with unprotected(), connection.cursor() as cursor:
        for before, after in ((0, -1), (1, 0), (-1, 1)):
            cursor.execute(
                "UPDATE governance_leaf SET seq = %s WHERE seq = %s", [after, before]
            )
    (fault,) = verify().wrong
    assert fault.startswith("checkpoint ")
    assert "its root is not that of the first" in fault


def test_attack_5_a_number_with_another_hash_is_named(ledger: Leaf) -> None:
    edit("UPDATE governance_leaf SET leaf_hash = %s WHERE seq = 0", b"0" * 32)
    assert any(fault.startswith("number 0: its hash") for fault in verify().wrong)


def test_attack_6_an_entry_below_the_mark_is_hidden_and_named(ledger: Leaf) -> None:
    """It would never get a number: the sequencer does not look there again."""
    make.person("late")
    hidden = Entry.objects.latest("pk")
    column, value = ("id", -5) if connection.vendor == "sqlite" else ("txid", "3")
    statement = f"UPDATE governance_entry SET {column} = %s WHERE id = %s"  # noqa: S608 - ours
    edit(statement, value, hidden.pk)
    assert sequenced.sequence() == 0
    key = -5 if connection.vendor == "sqlite" else hidden.pk
    told = f"entry {key}: it has no number, and the sequencer has passed it: hidden"
    assert verify().wrong == (told,)


def test_entries_that_wait_are_no_fault_but_are_read(ledger: Leaf) -> None:
    make.person("waiting")
    assert verify().wrong == ()
    last = Entry.objects.latest("pk")
    edit("UPDATE governance_entry SET body = %s WHERE id = %s", b"{}", last.pk)
    assert any(
        fault.startswith(f"entry {last.pk} (without a number): the body")
        for fault in verify().wrong
    )


def test_attack_10_an_edited_reason_is_named(ledger: Leaf) -> None:
    edit(
        "UPDATE governance_disclosure SET value = %s WHERE path = 'why'",
        '"Another story entirely"',
    )
    assert any("why is not what was recorded" in fault for fault in verify().wrong)


def test_attack_10_a_correction_of_another_entry_is_named(ledger: Leaf) -> None:
    entry = ledger.entry
    body = json.loads(bytes(entry.body))
    body["refs"] = [{"index": 0, "leaf": bytes(ledger.leaf_hash).hex()}]
    hashed_anew(ledger, canonical(body))
    told = f"number {ledger.seq}: it points to number 0, which is another entry or none"
    assert told in verify().wrong


def test_attack_10_a_reason_taken_from_an_entry_is_named(ledger: Leaf) -> None:
    body = json.loads(bytes(ledger.entry.body))
    body["why"] = None
    hashed_anew(ledger, canonical(body))
    edit("UPDATE governance_entry SET why_digest = NULL WHERE id = %s", ledger.entry_id)
    told = f"number {ledger.seq}: site.role_granted needs a reason and has none"
    assert told in verify().wrong


@pytest.mark.parametrize("refs", [[{"index": "x", "leaf": 1}], [{}], [5], {"a": 1}, 7])
def test_references_of_no_shape_break_nothing(ledger: Leaf, refs: Any) -> None:
    body = json.loads(bytes(ledger.entry.body))
    hashed_anew(ledger, canonical(body | {"refs": refs}))
    assert any(f.startswith(f"number {ledger.seq}: ") for f in verify().wrong)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b"null", b'{"v":1,"v":1}', b"[" * 5000]
)
def test_a_body_that_is_none_is_named(ledger: Leaf, body: bytes) -> None:
    hashed_anew(ledger, body)
    found = verify().wrong
    assert any(
        f.startswith(f"number {ledger.seq}: the body cannot be read") for f in found
    )


def test_attack_13_a_clock_that_goes_back_is_remarked(ledger: Leaf) -> None:
    """Order is by number; times prove nothing and fail nothing."""
    body = json.loads(bytes(ledger.entry.body))
    body["ts"] = "2020-01-01T00:00:00.000000Z"
    hashed_anew(ledger, canonical(body))
    edit(
        "UPDATE governance_entry SET ts = %s WHERE id = %s",
        "2020-01-01 00:00:00+00"
        if connection.vendor != "sqlite"
        else "2020-01-01 00:00:00",
        ledger.entry_id,
    )
    found = verify()
    assert [f for f in found.wrong if "root" not in f] == []
    (remark,) = found.remarks
    assert remark.startswith(f"number {ledger.seq}: the clock went back by")


def test_attack_18_a_missing_trigger_is_named(ledger: Leaf) -> None:
    with unprotected():
        found = verify().wrong
    assert any(f.startswith("protection: governance_leaf: ") for f in found)
    assert verify().wrong == ()


def test_an_erased_disclosure_leaves_everything_valid(ledger: Leaf) -> None:
    operator = User.objects.system("operator")
    why = "The person asked us to."
    erase_disclosure(actor=operator, entry=ledger.entry, path="why", reason=why)
    assert verify().wrong == ()
    sequenced.sequence()
    assert verify().wrong == ()


def test_a_value_that_was_deleted_past_the_ledger_is_missed(ledger: Leaf) -> None:
    """The app's role may delete disclosures; only an entry makes it an erasure."""
    gone, _ = Disclosure.objects.filter(entry_uuid=ledger.entry.uuid).delete()
    assert verify().wrong == (
        f"number {ledger.seq}: values are gone that no entry erased: {gone}",
    )


def test_entries_written_meanwhile_are_no_fault(
    ledger: Leaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is not stopped while somebody verifies it."""
    before = Snapshot.read()
    make.person("late")
    sequenced.sequence()
    make.person("waiting")
    monkeypatch.setattr(verification.Snapshot, "read", lambda: before)
    assert verify().wrong == ()


def test_a_disclosure_of_no_entry_is_named(ledger: Leaf) -> None:
    Disclosure.objects.create(entry_uuid=uuid7(), path="why", salt=b"0" * 16, value="x")
    assert any("belongs to no entry" in fault for fault in verify().wrong)


@pytest.mark.parametrize("salt", [b"", b"0" * 15, b"0" * 17])
def test_a_salt_of_another_length_opens_nothing(ledger: Leaf, salt: bytes) -> None:
    edit("UPDATE governance_disclosure SET salt = %s WHERE path = 'why'", salt)
    assert any("why is not what was recorded" in fault for fault in verify().wrong)


def test_only_the_first_hundred_lines_are_told(ledger: Leaf) -> None:
    for number in range(120):
        Disclosure.objects.create(
            entry_uuid=uuid7(), path=f"changes.{number}.0", salt=b"0" * 16, value="x"
        )
    told = StringIO()
    with pytest.raises(CommandError, match="120 things do not hold"):
        call_command("verify_ledger", stderr=told)
    assert len(told.getvalue().splitlines()) == 101
    assert told.getvalue().endswith("... and 20 more.\n")
