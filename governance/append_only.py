"""Triggers that refuse UPDATE and DELETE, for migrations of tables that only grow.

They stop accidents and every role that does not own the tables. An owner can drop
them: the ledger can only show that later, by hashes kept elsewhere.
"""

from collections.abc import Callable
from typing import Any

from django.db.migrations import RunPython

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION hallmark_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table}
    FOR EACH ROW EXECUTE FUNCTION hallmark_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION hallmark_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate
"""
_SQLITE = (
    "CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table} is refused'); END"
)
# INSERT OR REPLACE deletes without firing the DELETE trigger.
_SQLITE_REPLACE = (
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
    "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE on {table} is refused'); END"
)


def _statements(vendor: str, table: str, key: str, verbs: tuple[str, ...]) -> list[str]:
    if vendor == "postgresql":
        joined = " OR ".join(verbs)
        made = _POSTGRES.format(table=table, verbs=joined)
        return [_POSTGRES_FUNCTION, *made.split(";\n")]
    triggers = [
        _SQLITE.format(table=table, verb=verb, lower=verb.lower()) for verb in verbs
    ]
    return [*triggers, _SQLITE_REPLACE.format(table=table, key=key)]


def append_only(table: str, key: str = "id", *, deletable: bool = False) -> RunPython:
    """A migration step: rows of `table` may only be added.

    key is the primary key's column. deletable leaves DELETE open (disclosures).
    """
    verbs = ("UPDATE",) if deletable else ("UPDATE", "DELETE")

    def run(apps: Any, editor: Any) -> None:
        for statement in _statements(editor.connection.vendor, table, key, verbs):
            # The function's %-signs are SQL, not parameters.
            editor.execute(statement, params=None)

    backwards: Callable[[Any, Any], None] = RunPython.noop
    return RunPython(run, backwards)
