"""An owner of the database who covers the tracks: the triggers are back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from governance.protection import LEDGER
from tests.roles import as_owner

SQLITE = (
    "SELECT 'DROP TRIGGER ' || name, sql FROM sqlite_master "
    "WHERE type = 'trigger' AND tbl_name = %s"
)
POSTGRES = """
    SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', %s, tgname),
        format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %%I', %s, tgname)
    FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal
"""


def edit(statement: str, *values: Any) -> None:
    """Run one statement that everything should refuse."""
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def unprotected() -> Iterator[None]:
    """Be the owner of tables without triggers and foreign keys, for a moment."""
    is_sqlite = connection.vendor == "sqlite"
    with as_owner(), connection.cursor() as cursor:
        pairs = []
        for table in LEDGER:
            names = [table] if is_sqlite else [table] * 3
            cursor.execute(SQLITE if is_sqlite else POSTGRES, names)
            pairs += cursor.fetchall()
        keys = "PRAGMA foreign_keys = {}"
        if not is_sqlite:
            keys = "SET session_replication_role = {}"
        off, on = ("OFF", "ON") if is_sqlite else ("replica", "origin")
        for statement in [away for away, _ in pairs] + [keys.format(off)]:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in [keys.format(on)] + [back for _, back in pairs]:
                cursor.execute(statement)
