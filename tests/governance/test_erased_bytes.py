"""After an erasure that committed, the value stands in no file of ours."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from governance import redaction
from governance.actions import Action
from governance.models import Entry, User
from governance.operations.erase_disclosure import Erasure, erase_disclosure
from registry.models import Comment
from registry.operations.add_comment import add_comment
from tests import make
from tests.conftest import PEOPLE
from tests.registry import building
from tests.roles import as_owner
from tests.sequenced import sequence

SECRET = "Frau-Mueller-Luedenscheidt-0815"
PATH = "changes.comment.1"

pytestmark = pytest.mark.usefixtures("committing_db", "data_folder")
only_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL has files of its own"
)
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite knows no roles"
)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return tmp_path


@pytest.fixture
def officer() -> User:
    return made_people()["officer"]


def made_people() -> dict[str, User]:
    people = {name: make.person(name) for name in PEOPLE}
    project = make.shared_project(people)
    version = building.version(people["builder"], project)
    add_comment(actor=people["builder"], subject=version, text=SECRET)
    sequence()
    return people


def erase(officer: User) -> Erasure:
    entry = Entry.objects.filter(action=Action.COMMENT_ADDED).get()
    return erase_disclosure(actor=officer, entry=entry, path=PATH, reason=make.WHY)


def holding(folder: Path) -> list[str]:
    """The files below a folder in which the value stands."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    )


@only_sqlite
def test_no_file_of_the_database_or_of_the_data_folder_holds_it(
    officer: User, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert holding(tmp_path), "the search finds it while it is there"
    with caplog.at_level(logging.DEBUG):
        done = erase(officer)
    assert done.scrubbed.done, done.scrubbed.words
    assert holding(tmp_path) == []
    assert SECRET not in caplog.text
    connection.close()
    assert holding(tmp_path) == []


@only_sqlite
def test_a_reader_delays_the_bytes_and_the_answer_says_so(
    officer: User, tmp_path: Path
) -> None:
    reader = connection.copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM governance_entry")
        cursor.fetchone()
        _impatient()
        done = erase(officer)
        assert not done.scrubbed.done
        assert "emptied later" in done.scrubbed.words
        cursor.execute("ROLLBACK")
    reader.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert holding(tmp_path) == []


def _impatient() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")


@only_postgresql
def test_no_relation_of_postgresql_holds_it(officer: User) -> None:
    with as_owner():
        assert set(relations()) >= {"governance_disclosure", "registry_comment"}
    erase(officer)
    # A transaction of another test on this server may hold the bytes for a while.
    while not redaction.scrub([Comment]).done:
        pass
    with as_owner():
        assert list(relations()) == []


@only_postgresql
def test_a_long_transaction_delays_the_bytes_and_the_answer_says_so(
    officer: User,
) -> None:
    reader = connection.copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM governance_entry")
        done = erase(officer)
        cursor.execute("ROLLBACK")
    reader.close()
    assert not done.scrubbed.done
    assert "VACUUM (FULL, ANALYZE) governance_disclosure;" in done.scrubbed.words


def relations() -> Iterator[str]:
    """The relations of this database whose files hold the value."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) "
            "FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL "
            "AND NOT relisshared AND relkind <> 'S' AND relpersistence = 'p'"
        )
        for name, content in cursor.fetchall():
            if SECRET.encode() in bytes(content):
                yield name
