"""PostgreSQL: the roles of the processes, and what each may do to which table.

The owner migrates and is nobody else's role. The app cannot change, renumber or hide an
entry; the sequencer, which alone can read the key, cannot touch anything but the log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from governance.models import (
    Checkpoint,
    Cosignature,
    DenialTally,
    Disclosure,
    Entry,
    Leaf,
    Tile,
)

ADVISORY_LOCK = 0x726F_6C65  # "role"; any number that is ours
LOG = tuple(
    model._meta.db_table  # noqa: SLF001 - Django's documented name
    for model in (Leaf, Tile, Checkpoint, Cosignature)
)
ENTRY, DISCLOSURE, TALLY = (
    model._meta.db_table  # noqa: SLF001 - Django's documented name
    for model in (Entry, Disclosure, DenialTally)
)
MIGRATIONS = "django_migrations"
REWRITE = "hallmark_rewrite(regclass)"  # frees the bytes of what was erased
# Whose grants decide: a grant can be given to a group.
ALSO_READ = ("auth_group", "governance_user_groups", "django_content_type", MIGRATIONS)
# MEMBER, not USAGE: who inherits nothing can still SET ROLE.
POWERFUL = """
    SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s) AND (
        r.rolsuper OR r.rolcreaterole OR r.rolbypassrls OR r.rolreplication
        OR pg_has_role(r.oid, current_user, 'MEMBER')
        OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = ANY(%s)
            AND c.relnamespace = current_schema()::regnamespace
            AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
        OR EXISTS (SELECT 1 FROM pg_roles power WHERE power.rolname = ANY(%s)
            AND pg_has_role(r.oid, power.oid, 'MEMBER')))
"""
# Predefined roles that write every table, or reach the files below them.
BEYOND_TABLES = [
    "pg_write_all_data",
    "pg_write_server_files",
    "pg_execute_server_program",
]


class RolesError(Exception):
    """The roles cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the two roles that processes log in as."""

    app: str = "hallmark_app"
    sequencer: str = "hallmark_sequencer"


def create(roles: Roles, passwords: Mapping[str, str] | None = None) -> None:
    """Make the roles where they are missing, and grant exactly what each may do.

    Run as the owner of the tables, again after each migration. Several processes may
    do it at once. `passwords` is by role; without one a role keeps what it has.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        for role in (roles.app, roles.sequencer):
            cursor.execute(_login(role))
        _refuse_powerful(roles)
        for role, password in (passwords or {}).items():
            cursor.execute(f"ALTER ROLE {_q(role)} PASSWORD '{_scram(role, password)}'")
        for statement in _statements(roles):
            cursor.execute(statement)


def _login(role: str) -> str:
    """Roles are the whole cluster's: another database's process may be faster."""
    name = role.replace("'", "''")
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') "  # noqa: S608 - the operator's own name, quoted
        f"THEN CREATE ROLE {_q(role)} LOGIN; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _refuse_powerful(roles: Roles) -> None:
    with connection.cursor() as cursor:
        names, tables = [roles.app, roles.sequencer], [ENTRY, DISCLOSURE, *LOG]
        cursor.execute(POWERFUL, [names, tables, BEYOND_TABLES])
        found = [name for (name,) in cursor.fetchall()]
    if found:
        raise RolesError(
            f"The role {found[0]} is the owner's own, or may do more than its tables: "
            "name another one, or take SUPERUSER, CREATEROLE, BYPASSRLS, REPLICATION "
            f"and membership of the owner and of {', '.join(BEYOND_TABLES)} from it."
        )


def _scram(role: str, password: str) -> str:
    """The verifier (RFC 5803): the password itself never enters a server's log."""
    connection.ensure_connection()
    sent = connection.connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    return str(sent.decode())


def _statements(roles: Roles) -> Iterator[str]:
    app, sequencer, schema = _q(roles.app), _q(roles.sequencer), _q(_schema())
    both, everything = f"{app}, {sequencer}", f"ALL TABLES IN SCHEMA {schema}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {both}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {both}"
    yield f"REVOKE ALL ON {everything} FROM PUBLIC, {both}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {both}"
    yield from _app(app, schema)
    yield from _sequencer(sequencer)


def _app(app: str, schema: str) -> Iterator[str]:
    """Everything but: entries by column, disclosures without UPDATE, the log to read.

    UPDATE stays on other tables that only grow: SELECT FOR UPDATE needs it, and their
    triggers refuse the rest.
    """
    everything = f"ALL TABLES IN SCHEMA {schema}"
    kept = ", ".join(_q(table) for table in (ENTRY, DISCLOSURE, *LOG, MIGRATIONS))
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {everything} TO {app}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {kept} FROM {app}"
    yield f"GRANT INSERT ({_entry_columns()}) ON {ENTRY} TO {app}"
    yield f"GRANT INSERT, DELETE ON {DISCLOSURE} TO {app}"
    yield f"GRANT EXECUTE ON FUNCTION {REWRITE} TO {app}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {app}"
    # What a later migration makes can be read at once; the rest by running this again.
    defaults = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"
    yield f"{defaults} GRANT SELECT ON TABLES TO {app}"


def _sequencer(sequencer: str) -> Iterator[str]:
    """Reads governance, writes the log and entries of its own. Never sessions."""
    models = apps.get_app_config("governance").get_models()
    own = [model._meta.db_table for model in models]  # noqa: SLF001 - documented
    read = ", ".join(_q(table) for table in dict.fromkeys([*own, *ALSO_READ]))
    yield f"GRANT SELECT ON {read} TO {sequencer}"
    yield f"GRANT INSERT ({_entry_columns()}) ON {ENTRY} TO {sequencer}"
    yield f"GRANT INSERT ON {DISCLOSURE}, {', '.join(LOG)} TO {sequencer}"
    yield f"GRANT INSERT, UPDATE ON {TALLY} TO {sequencer}"


def _entry_columns() -> str:
    """All but the id and the transaction's number: these the database gives."""
    fields = Entry._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    return ", ".join(_q(f.column) for f in fields if f.column and not f.primary_key)


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _q(name: str) -> str:
    return str(connection.ops.quote_name(name.replace('"', '""')))
