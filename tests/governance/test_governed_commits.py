"""The one door on a database that really commits."""

import pytest
from django.db import connection, transaction

from governance.actions import Action
from governance.exceptions import LedgerUnavailable
from governance.models import User
from governance.operations.grant_site_role import grant_site_role
from governance.recording import governed
from tests import make, roles


def test_an_operation_refuses_to_run_inside_another_transaction(
    committing_db: None,
) -> None:
    person = make.person("ds1")
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="durable"),
        governed(person, Action.SESSION_OPENED, person),
    ):
        pytest.fail("the block ran")


def test_an_unwritable_ledger_stops_the_change(committing_db: None) -> None:
    operator = User.objects.system("operator")
    person = make.person("ds1")
    make_ledger_unwritable()
    with pytest.raises(LedgerUnavailable):
        grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    assert not person.grants.exists()


def make_ledger_unwritable() -> None:
    """A trigger that refuses every entry, as a full disk would."""
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(REFUSE_EVERY_ENTRY[connection.vendor])


REFUSE_EVERY_ENTRY = {
    "sqlite": "CREATE TRIGGER full_disk BEFORE INSERT ON governance_entry "
    "BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "CREATE TRIGGER full_disk BEFORE INSERT ON governance_entry "
    "FOR EACH ROW EXECUTE FUNCTION hallmark_refuse()",
}
