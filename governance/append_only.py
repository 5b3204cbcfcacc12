"""Triggers that refuse UPDATE and DELETE, for migrations of tables that only grow."""

from governance.triggers import Function, MakeTriggers, Trigger

REFUSE = Function(
    "hallmark_refuse",
    "\nBEGIN RAISE EXCEPTION 'append-only: % on % is refused', "
    "TG_OP, TG_TABLE_NAME; END ",
)


def append_only(
    table: str, key: str | tuple[str, ...] = "id", *, deletable: bool = False
) -> MakeTriggers:
    """A migration step: rows of `table` may only be added.

    key is the primary key's column or columns. deletable leaves DELETE open
    (disclosures).
    """
    verbs = ("UPDATE",) if deletable else ("UPDATE", "DELETE")
    columns = (key,) if isinstance(key, str) else key
    return MakeTriggers(
        postgresql=[
            Trigger(table, f"{table}_append_only", verbs=verbs, function=REFUSE),
            Trigger(
                table, f"{table}_no_truncate", verbs=("TRUNCATE",), function=REFUSE
            ),
        ],
        sqlite=[
            *(_no(verb, table) for verb in verbs),
            _no_replace(table, f"{table}_no_replace", columns),
        ],
    )


def no_replace(table: str, *keys: tuple[str, ...]) -> MakeTriggers:
    """A migration step: no REPLACE over unique keys other than the primary one.

    SQLite only: PostgreSQL knows no REPLACE, and ON CONFLICT DO UPDATE is an UPDATE.
    """
    triggers = [
        _no_replace(table, f"{table}_no_replace_{'_'.join(key)}", key) for key in keys
    ]
    return MakeTriggers(postgresql=[], sqlite=triggers)


def _no(verb: str, table: str) -> Trigger:
    return Trigger(
        table,
        f"{table}_no_{verb.lower()}",
        f"BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table} is refused'); END",
    )


def _no_replace(table: str, name: str, columns: tuple[str, ...]) -> Trigger:
    """INSERT OR REPLACE deletes without firing the DELETE trigger."""
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
    refuse = f"SELECT RAISE(ABORT, 'append-only: REPLACE on {table} is refused')"
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our names
    return Trigger(
        table, name, f"BEFORE INSERT ON {table} WHEN {there} BEGIN {refuse}; END"
    )
