"""What each role of PostgreSQL may do, and that it is enough."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.actions import Action
from governance.models import Disclosure, Entry, Grant, Leaf, User
from governance.operations.grant_site_role import grant_site_role
from governance.recording import Record
from governance.roles import Roles
from tests import make, roles, sequenced

EMPTIED = (
    "CREATE OR REPLACE FUNCTION hallmark_refuse() RETURNS trigger "
    "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
)
LOG = ("leaf", "tile", "checkpoint", "cosignature")


@pytest.fixture
def on_postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no roles")


@pytest.mark.usefixtures("on_postgres")
def test_the_tests_are_the_app(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, session_user::text")
        current, session = cursor.fetchone()
    assert current == "hallmark_app"
    assert session != current


@pytest.mark.usefixtures("on_postgres")
def test_the_app_reads_everything_and_writes_no_table_of_the_log() -> None:
    app = Roles().app
    for name in LOG:
        assert roles.of_table(app, f"governance_{name}") == {"SELECT"}
    assert roles.of_table(app, "governance_entry") == {"SELECT"}  # INSERT is by column
    disclosures = {"SELECT", "INSERT", "DELETE"}
    assert roles.of_table(app, "governance_disclosure") == disclosures
    assert roles.of_table(app, "django_migrations") == {"SELECT"}
    assert not {held for held in roles.privileges(app) if "TRUNCATE" in held}
    assert not {held for held in roles.privileges(app) if "TRIGGER" in held}


@pytest.mark.usefixtures("on_postgres")
def test_the_sequencer_writes_the_log_and_reads_no_session() -> None:
    sequencer = Roles().sequencer
    for name in LOG:
        assert roles.of_table(sequencer, f"governance_{name}") == {"SELECT", "INSERT"}
    assert roles.of_table(sequencer, "governance_disclosure") == {"SELECT", "INSERT"}
    assert roles.of_table(sequencer, "django_session") == set()
    written = {
        held for held in roles.privileges(sequencer) if not held.endswith(" SELECT")
    }
    assert {held.split()[0] for held in written} == {
        *(f"governance_{name}" for name in LOG),
        *("governance_disclosure", "governance_denialtally"),
    }


@pytest.mark.usefixtures("on_postgres")
def test_nobody_names_the_id_or_the_transaction_of_an_entry() -> None:
    ask = "SELECT has_column_privilege(%s, 'governance_entry', %s, 'INSERT')"
    for role in (Roles().app, Roles().sequencer):
        for column, allowed in (("id", False), ("txid", False), ("body", True)):
            with connection.cursor() as cursor:
                cursor.execute(ask, [role, column])
                assert cursor.fetchone() == (allowed,), (role, column)


@pytest.mark.usefixtures("on_postgres")
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE governance_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER governance_entry_append_only ON governance_entry",
        EMPTIED,
        "CREATE TABLE of_ours (id int)",
        "DELETE FROM django_migrations",
        "SELECT setval('governance_entry_id_seq', 1)",
    ],
)
@pytest.mark.parametrize("who", ["app", "sequencer"])
def test_a_process_cannot_take_the_protection_away(who: str, statement: str) -> None:
    with (
        roles.acting_as(who),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_app_cannot_number_and_the_sequencer_cannot_change(
    on_postgres: None,
) -> None:
    person = make.person("somebody")
    entry = Entry.objects.latest("pk")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Leaf.objects.create(seq=10**6, entry=entry, leaf_hash=b"0" * 32)
    with (
        roles.as_sequencer(),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=person.pk).update(name="Changed")


def test_the_app_writes_entries_and_erases_disclosures(db: None) -> None:
    person = make.person("somebody")
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="somebody", role="admin", reason=make.WHY)
    assert Grant.objects.filter(user=person).exists()
    assert Disclosure.objects.filter(path="why").delete()[0] == 1


def test_the_sequencer_writes_its_own_entries_and_numbers_all(db: None) -> None:
    make.person("somebody")
    sequenced.begin()
    assert sequenced.sequence() >= 0
    assert not Entry.objects.filter(leaf=None).exists()


def test_an_entry_written_by_the_sequencer_is_one_like_any(db: None) -> None:
    sequencer = User.objects.system("sequencer")
    with roles.as_sequencer(), transaction.atomic():
        Record(sequencer, Action.LEDGER_HEARTBEAT, sequencer, "").write()
    assert Entry.objects.filter(action="ledger.heartbeat").exists()
