"""Attack 18, where it needs a connection of its own."""

import pytest
from django.db import connection

from governance.protection import missing


def test_triggers_cut_out_of_the_schema_are_named(committing_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps its schema in a table that can be edited")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = 1")
        cursor.execute(
            "DELETE FROM sqlite_master WHERE type = 'trigger' "
            "AND tbl_name = 'governance_leaf'"
        )
    connection.close()
    assert {fault.partition(":")[0] for fault in missing()} == {"governance_leaf"}
