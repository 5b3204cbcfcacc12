"""The database itself refuses to change a release or its states."""

import pytest
from django.db import DatabaseError, connection, transaction

from deployments.models import Release, ReleaseState
from governance.models import User
from registry.models import Version
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


TABLES = [model._meta.db_table for model in (Release, ReleaseState)]  # noqa: SLF001 - Django's documented name
STATEMENTS = [
    words.format(table)
    for table in TABLES
    for words in ("UPDATE {} SET id = id", "DELETE FROM {}")
]


def test_rows_are_neither_changed_nor_removed(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    building.brought_up(builder, versions[0])
    for statement in STATEMENTS:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
