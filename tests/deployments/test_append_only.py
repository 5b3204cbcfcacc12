"""The database itself refuses to change a release or its states."""

import pytest
from django.db import DatabaseError, connection, transaction

from deployments.models import Release, ReleaseState
from governance.models import User
from registry.models import Version
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Release, ReleaseState])
def test_rows_are_neither_changed_nor_removed(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    model: type[Release | ReleaseState],
) -> None:
    building.brought_up(builder, versions[0])
    table = model._meta.db_table  # noqa: SLF001 - Django's documented name
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608 - our own table
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
