"""Tells whether the database still protects what only grows.

Nothing stops an owner from taking a trigger away. So what the applied migrations made
is compared with what is there: at the start of the sequencer, by `verify_ledger` and
by `manage.py check --database default`.
"""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from governance.triggers import MakeTriggers, Trigger

Name = tuple[str, str]  # table and trigger
LEDGER = (
    *("governance_entry", "governance_leaf", "governance_tile"),
    *("governance_checkpoint", "governance_cosignature", "governance_disclosure"),
)
ALWAYS = "A"  # pg_trigger.tgenabled: fires for replicas too
TRIGGERS = {
    "sqlite": "SELECT tbl_name, name, 'A', sql FROM sqlite_master WHERE type='trigger'",
    "postgresql": """
        SELECT c.relname, t.tgname, t.tgenabled::text,
            concat_ws(' ', t.tgtype, l.lanname, p.proname, pg_get_expr(t.tgqual, c.oid),
                nullif(t.tgattr::text, ''), p.prosrc)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    """,
}
# A rule could turn an INSERT into nothing, and row security could hide rows.
BENT = """
    SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s)
        AND c.relnamespace = current_schema()::regnamespace AND (c.relrowsecurity
            OR EXISTS (SELECT 1 FROM pg_rewrite rule WHERE rule.ev_class = c.oid))
"""
POWERS = """
    SELECT current_user::text, rolsuper, EXISTS (
        SELECT 1 FROM pg_class WHERE relname = ANY(%s)
            AND relnamespace = current_schema()::regnamespace
            AND pg_has_role(current_user, relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""
ADVICE = (
    "Run `manage.py create_roles` as the owner, and give each process its own role."
)


def missing() -> list[str]:
    """Say what is missing, disabled, replaced or added; nothing when all is there.

    Of every app: the migrations themselves are asked, not a second list.
    """
    expected, found = _expected(), _found()
    tables = {table for table, _ in expected}
    faults = [
        f"{table}: the trigger {name} {fault}"
        for (table, name), trigger in expected.items()
        if (fault := _fault(trigger, found.get((table, name))))
    ]
    faults += [
        f"{table}: the trigger {name} was not made by a migration"
        for table, name in found
        if table in tables and (table, name) not in expected
    ]
    return sorted([*faults, *_bent(tables)])


def weaknesses() -> list[str]:
    """Say what lets the current database user get round the protection."""
    if connection.vendor == "sqlite":
        return []  # whoever writes the file owns it; docs/threat-model.md
    with connection.cursor() as cursor:
        cursor.execute(POWERS, [list(LEDGER)])
        user, is_superuser, is_owner = cursor.fetchone()
    power = "is a superuser" if is_superuser else "owns tables of the ledger"
    told = f"The database user {user} {power}, so no trigger binds it. {ADVICE}"
    return [told] if is_superuser or is_owner else []


def _expected() -> dict[Name, Trigger]:
    """What the applied migrations made; a later one replaces an earlier one."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    expected: dict[Name, Trigger] = {}
    for migration, _ in executor.migration_plan(leaves, clean_start=True):
        key = (migration.app_label, migration.name)
        if key not in executor.loader.applied_migrations:
            continue
        for step in migration.operations:
            if isinstance(step, MakeTriggers):
                made = step.triggers[connection.vendor]
                expected |= {(each.table, each.name): each for each in made}
    return expected


def _found() -> dict[Name, tuple[str, str]]:
    """What the database has: whether it fires, and what it does."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _fault(trigger: Trigger, found: tuple[str, str] | None) -> str:
    if found is None:
        return "is missing"
    fires, does = found
    if fires != ALWAYS:
        return "is disabled"
    return "" if _plain(does) == _plain(_told(trigger)) else "was replaced"


def _told(trigger: Trigger) -> str:
    """What the database would say about it, as TRIGGERS reads it."""
    if trigger.function is None:
        return trigger.made()[0]
    function = trigger.function
    return f"{trigger.kind} plpgsql {function.name} {function.source}"


def _plain(statement: str) -> str:
    """Without what means nothing: quotes around names, line breaks."""
    return " ".join(statement.replace('"', "").split())


def _bent(tables: set[str]) -> list[str]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(BENT, [list(tables)])
        rows: list[Any] = cursor.fetchall()
    return [f"{table}: a rule or row security stands before it" for (table,) in rows]
