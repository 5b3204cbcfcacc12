"""Who a test is to the database: the app, the sequencer or the owner of the tables.

On PostgreSQL the connections of the tests log in as the owner and become the app at
once, by a startup option. SQLite knows no roles: there nothing here does anything.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.core.management import call_command
from django.db import connection
from psycopg.pq import TransactionStatus

from governance.roles import Roles

NAMES = Roles()
TABLES = """
    SELECT format('%%s %%s', tablename, privilege)
    FROM pg_tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
        'REFERENCES', 'TRIGGER']) AS privilege
    WHERE schemaname = current_schema()
        AND has_table_privilege(%s, quote_ident(tablename), privilege)
"""
AS_APP = f" -c role={NAMES.app}"


def become_app() -> None:
    """Make the roles in the migrated database; be the app from now on."""
    if connection.vendor == "postgresql":
        call_command("create_roles", verbosity=0, stdout=_Silence())
        connection.close()
        connection.settings_dict["OPTIONS"]["options"] += AS_APP


def become_owner() -> None:
    """Be the owner again, to drop the database."""
    if connection.vendor == "postgresql":
        connection.close()
        options = connection.settings_dict["OPTIONS"]
        options["options"] = options["options"].removesuffix(AS_APP)


def as_sequencer() -> AbstractContextManager[None]:
    """The one who numbers and signs."""
    return _as(NAMES.sequencer)


def as_owner() -> AbstractContextManager[None]:
    """The one who made the tables, and can do everything to them."""
    return _as("none")


def acting_as(who: str) -> AbstractContextManager[None]:
    """The same by a word, for tests of each: "app", "sequencer" or "owner"."""
    return _as({"owner": "none"}.get(who, f"hallmark_{who}"))


@contextmanager
def _as(role: str) -> Iterator[None]:
    if connection.vendor == "sqlite":
        yield
        return
    before = _role()
    _become(role)
    try:
        yield
    finally:
        _become(before)


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW role")
        return str(cursor.fetchone()[0])


def _become(role: str) -> None:
    connection.ensure_connection()
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return  # what follows is taken back, and with it the role
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


def privileges(role: str) -> set[str]:
    """What a role may do to whole tables: {"governance_leaf SELECT", ...}."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [role])
        return {row[0] for row in cursor.fetchall()}


def of_table(role: str, table: str) -> set[str]:
    """What a role may do to one table."""
    held = (held.split() for held in privileges(role))
    return {privilege for name, privilege in held if name == table}


class _Silence:
    def write(self, text: str) -> None: ...
