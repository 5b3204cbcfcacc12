"""Attack 18: what takes the protection away is named by the self-check."""

import io

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from governance.entry_rules import demand_reasons
from governance.identifiers import uuid7
from governance.protection import missing, weaknesses
from governance.triggers import MakeTriggers
from tests import roles

pytestmark = pytest.mark.django_db
ENTRY = "governance_entry"
ONE_OF_EACH_APP = {
    ENTRY: "governance_entry_no_delete",
    "registry_version": "registry_version_no_delete",
    "deployments_release": "deployments_release_no_delete",
    "reports_reportfile": "reports_reportfile_no_delete",
}


def only_on(vendor: str) -> None:
    if connection.vendor != vendor:
        pytest.skip(f"this is done to {vendor} alone")


def as_owner(*statements: str) -> None:
    with roles.as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_after_the_migrations_nothing_is_missing() -> None:
    assert missing() == []


def test_the_app_and_the_sequencer_can_ask() -> None:
    for who in ("app", "sequencer", "owner"):
        with roles.acting_as(who):
            assert missing() == []


@pytest.mark.parametrize("table", ONE_OF_EACH_APP)
def test_a_dropped_trigger_of_any_app_is_named(table: str) -> None:
    name = f"{table}_append_only"
    if connection.vendor == "sqlite":
        name = ONE_OF_EACH_APP[table]
        as_owner(f"DROP TRIGGER {name}")
    else:
        as_owner(f"DROP TRIGGER {name} ON {table}")
    assert missing() == [f"{table}: the trigger {name} is missing"]


@pytest.mark.parametrize("mode", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_disabled_trigger_is_named(mode: str) -> None:
    only_on("postgresql")
    as_owner(f"ALTER TABLE {ENTRY} {mode} governance_entry_append_only")
    assert missing() == [
        f"{ENTRY}: the trigger governance_entry_append_only is disabled"
    ]


def test_a_trigger_that_replicas_skip_is_named() -> None:
    only_on("postgresql")
    as_owner(f"ALTER TABLE {ENTRY} ENABLE TRIGGER governance_entry_append_only")
    assert len(missing()) == 1


def test_an_emptied_function_is_named_for_every_table() -> None:
    only_on("postgresql")
    as_owner(
        "CREATE OR REPLACE FUNCTION hallmark_refuse() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    )
    found = missing()
    assert f"{ENTRY}: the trigger governance_entry_append_only was replaced" in found
    assert any(fault.startswith("registry_version: ") for fault in found)


def test_a_trigger_made_again_with_less_is_named() -> None:
    only_on("postgresql")
    name = "governance_entry_append_only"
    as_owner(
        f"DROP TRIGGER {name} ON {ENTRY}",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {ENTRY} FOR EACH ROW "
        "WHEN (OLD.id < 0) EXECUTE FUNCTION hallmark_refuse()",
        f"ALTER TABLE {ENTRY} ENABLE ALWAYS TRIGGER {name}",
    )
    assert missing() == [f"{ENTRY}: the trigger {name} was replaced"]


def test_a_trigger_with_another_body_is_named() -> None:
    only_on("sqlite")
    name = "governance_entry_no_update"
    as_owner(
        f"DROP TRIGGER {name}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {ENTRY} BEGIN SELECT 1; END",
    )
    assert missing() == [f"{ENTRY}: the trigger {name} was replaced"]


def test_a_trigger_that_swallows_entries_is_named() -> None:
    body = {
        "sqlite": "BEGIN SELECT RAISE(IGNORE); END",
        "postgresql": "FOR EACH ROW EXECUTE FUNCTION hallmark_refuse()",
    }[connection.vendor]
    as_owner(f"CREATE TRIGGER swallow BEFORE INSERT ON {ENTRY} {body}")
    assert missing() == [f"{ENTRY}: the trigger swallow was not made by a migration"]


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE RULE quiet AS ON INSERT TO {ENTRY} DO INSTEAD NOTHING",
        f"ALTER TABLE {ENTRY} ENABLE ROW LEVEL SECURITY",
    ],
)
def test_a_rule_and_row_security_are_named(statement: str) -> None:
    only_on("postgresql")
    as_owner(statement)
    assert missing() == [f"{ENTRY}: a rule or row security stands before it"]


def test_a_shorter_list_of_reasons_is_named() -> None:
    for trigger in demand_reasons(["project.shared"]).triggers[connection.vendor]:
        as_owner(trigger.dropped(), *trigger.made())
    assert missing() == [f"{ENTRY}: the trigger governance_entry_reasons was replaced"]


def test_only_applied_migrations_are_asked() -> None:
    """A trigger of a migration that is still to come is not missing."""
    name = "governance_entry_reasons"
    makers = _makers_of(name)
    assert ("governance", "0006_entry_rules") in makers
    with roles.as_owner():
        for app, migration in makers:
            MigrationRecorder(connection).record_unapplied(app, migration)
        faults = missing()
    assert f"{ENTRY}: the trigger {name} was not made by a migration" in faults
    assert not any("missing" in fault for fault in faults)


def _makers_of(trigger: str) -> list[tuple[str, str]]:
    """Each migration that makes it: a later one may make it again, with more."""
    made = MigrationLoader(connection).disk_migrations
    return [
        key
        for key, migration in made.items()
        for step in migration.operations
        if isinstance(step, MakeTriggers)
        if any(each.name == trigger for each in step.triggers[connection.vendor])
    ]


def test_the_app_binds_itself_and_the_owner_is_warned_about() -> None:
    assert weaknesses() == []
    with roles.acting_as("sequencer"):
        assert weaknesses() == []
    with roles.as_owner():
        told = weaknesses()
    if connection.vendor == "sqlite":
        assert told == []
    else:
        assert "no trigger binds it" in told[0]
        assert "create_roles" in told[0]


def test_who_can_become_the_owner_is_warned_about() -> None:
    """Without inheriting its rights: SET ROLE is enough."""
    only_on("postgresql")
    name = f"quiet_{uuid7().hex}"
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user)")
        (owner,) = cursor.fetchone()
        cursor.execute(f"CREATE ROLE {name} NOINHERIT; GRANT {owner} TO {name}")
        cursor.execute(f"SET LOCAL ROLE {name}")
        assert "owns tables of the ledger" in weaknesses()[0]


def test_check_of_the_database_fails_when_a_trigger_is_gone() -> None:
    call_command("check", databases=["default"], stdout=io.StringIO())
    on = {"sqlite": "", "postgresql": f" ON {ENTRY}"}[connection.vendor]
    as_owner(f"DROP TRIGGER governance_entry_bounded{on}")
    with pytest.raises(SystemCheckError, match="governance_entry_bounded is missing"):
        call_command("check", databases=["default"], stdout=io.StringIO())
    assert not [m for m in run_checks() if str(m.id).startswith("governance")]
