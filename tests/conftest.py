"""What every test may ask for: people, a project, and databases that may commit."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from governance.identifiers import uuid7
from governance.models import User
from registry.models import Project
from tests import make, report_key, roles

PEOPLE = (
    "builder",
    "validator",
    "engineer",
    "officer",
    "admin",
    "auditor",
    "business",
    "outsider",
)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,  # one database for each process of the run
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The migrated test database, for whoever asks.

    pytest-django makes it only for tests that ask for `db`; ours that commit do not.
    On PostgreSQL it is migrated by its owner, and used by the role of the app.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        roles.become_app()
    yield
    with django_db_blocker.unblock():
        roles.become_owner()
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def sealing_key() -> Iterator[None]:
    """Reports are sealed, as by a worker."""
    with report_key.given():
        yield


@pytest.fixture
def committing_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[None]:
    """A throw-away copy of the migrated database, in which transactions commit.

    Append-only triggers forbid the flush of pytest-django's `transactional_db`.
    """
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        connection.close()
        copy = _copied(template, tmp_path)
        connection.settings_dict["NAME"] = copy
        yield
        connections.close_all()
        connection.settings_dict["NAME"] = template
        _dropped(copy)


def _copied(template: str, folder: Path) -> str:
    if connection.vendor == "sqlite":
        copy = folder / "copy.sqlite3"
        shutil.copy(template, copy)
        return str(copy)
    name = f"copy_{uuid7().hex}"
    _at_maintenance(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def _dropped(copy: str) -> None:
    if connection.vendor == "postgresql":
        _at_maintenance(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _at_maintenance(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own test door
        cursor.execute("SET ROLE NONE")
        cursor.execute(statement)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Everybody, without any right yet."""
    return {name: make.person(name) for name in PEOPLE}


@pytest.fixture
def project(people: dict[str, User]) -> Project:
    """The builder's project, shared with each persona in their role."""
    return make.shared_project(people)


def _persona(name: str) -> Any:
    @pytest.fixture(name=name)
    def persona(people: dict[str, User]) -> User:
        return people[name]

    return persona


builder, validator, engineer, officer = map(_persona, PEOPLE[:4])
admin, auditor, business, outsider = map(_persona, PEOPLE[4:])


@pytest.fixture
def browser_of() -> Any:
    """A client that is logged in as somebody: `browser_of(builder).get("/")`."""

    def logged_in(person: User) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(person, backend="governance.authentication.OpenIdBackend")
        return client

    return logged_in
