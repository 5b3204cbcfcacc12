"""What somebody who owns the database can do to it: take triggers away, then edit."""

from django.db import connection

from governance.protection import LEDGER
from tests.roles import as_owner


def as_owner_edit(statement: str, *values: str | int | bytes) -> None:
    """Run one statement on tables that are no longer protected."""
    with as_owner(), connection.cursor() as cursor:
        for table in LEDGER:
            for drop in _unprotected(table):
                cursor.execute(drop)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute(statement, values)


def _unprotected(table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER ALL"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            [table],
        )
        return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
