"""`manage.py create_roles`: again and again, several at once, and never by accident."""

import io
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from psycopg.sql import Identifier

from governance.roles import Roles, create
from tests import roles

BY_COLUMN = "SELECT has_column_privilege(%s, 'governance_entry', 'txid', 'INSERT')"


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_roles", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def on_postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no roles")


def test_on_sqlite_there_is_nothing_to_do(db: None) -> None:
    if connection.vendor == "sqlite":
        assert "nothing to do" in told()


@pytest.mark.usefixtures("on_postgres")
def test_a_second_run_changes_nothing() -> None:
    names = (Roles().app, Roles().sequencer)
    before = [roles.privileges(name) for name in names]
    with roles.as_owner():
        assert "may do what they must" in told()
    assert [roles.privileges(name) for name in names] == before


@pytest.mark.usefixtures("on_postgres")
def test_what_somebody_granted_by_hand_is_taken_back() -> None:
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE, TRUNCATE ON governance_entry TO hallmark_app")
        cursor.execute("GRANT INSERT (txid) ON governance_entry TO hallmark_app")
        told()
    assert roles.of_table(Roles().app, "governance_entry") == {"SELECT"}
    with connection.cursor() as cursor:
        cursor.execute(BY_COLUMN, [Roles().app])
        assert cursor.fetchone() == (False,)


@pytest.mark.usefixtures("on_postgres")
def test_a_table_of_a_later_migration_can_be_read_at_once_and_written_after() -> None:
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id int)")
        assert roles.of_table(Roles().app, "later") == {"SELECT"}
        told()
    assert roles.of_table(Roles().app, "later") == {
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
    }


@pytest.fixture
def new_roles(committing_db: None) -> Iterator[Roles]:
    """Names nobody has; roles are the cluster's, so they are dropped in the end."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no roles")
    made = Roles(*(f'it\'s "{secrets.token_hex(4)}"' for _ in range(2)))
    yield made
    with roles.as_owner(), connection.cursor() as cursor:
        for name in (made.app, made.sequencer):
            quoted = Identifier(name).as_string()
            cursor.execute(f"DROP OWNED BY {quoted}")
            cursor.execute(f"DROP ROLE {quoted}")


def test_several_processes_may_make_them_at_once(new_roles: Roles) -> None:
    failed: list[Exception] = []

    def run() -> None:
        try:
            with roles.as_owner():
                create(new_roles)
        except DatabaseError as error:
            failed.append(error)
        finally:
            connections.close_all()

    several = [threading.Thread(target=run) for _ in range(4)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert failed == []
    assert roles.privileges(new_roles.app) == roles.privileges(Roles().app)


def test_a_password_comes_from_a_file_and_is_sent_as_a_verifier(
    new_roles: Roles, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse\n")
    names = ("--app", new_roles.app, "--sequencer", new_roles.sequencer)
    with roles.as_owner(), connection.cursor() as cursor:
        told(*names, "--app-password-file", str(file))
        ask = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = ANY(%s)"
        cursor.execute(ask, [[new_roles.app, new_roles.sequencer]])
        found = dict(cursor.fetchall())
    assert found[new_roles.app].startswith("SCRAM-SHA-256$")
    assert found[new_roles.sequencer] is None


@pytest.mark.usefixtures("on_postgres")
def test_a_superuser_is_refused_as_a_role() -> None:
    with (
        roles.as_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT current_user::text")
        (owner,) = cursor.fetchone()
        with pytest.raises(CommandError, match="name another one"):
            told("--app", owner)


@pytest.mark.usefixtures("on_postgres")
@pytest.mark.parametrize(
    "power",
    [
        "ALTER ROLE {role} REPLICATION",
        "ALTER ROLE {role} NOINHERIT; GRANT {owner} TO {role}",
        "GRANT pg_write_all_data TO {role}",
        "GRANT pg_execute_server_program TO {role}",
        "CREATE ROLE {role}2; GRANT {owner} TO {role}2; GRANT {role}2 TO {role}",
    ],
)
def test_a_role_with_ways_round_its_grants_is_refused(power: str) -> None:
    name = f"strong_{secrets.token_hex(4)}"
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        (owner,) = cursor.fetchone()
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        cursor.execute(power.format(role=name, owner=Identifier(owner).as_string()))
        for option in ("--app", "--sequencer"):
            with pytest.raises(CommandError, match=f"{name} .*name another one"):
                told(option, name)


@pytest.mark.usefixtures("on_postgres")
def test_an_empty_password_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("\n")
    with pytest.raises(CommandError, match="holds no password"):
        told("--sequencer-password-file", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        told("--sequencer-password-file", str(tmp_path / "none"))
