"""The page about access says what the code does."""

from governance.rights import Right, Role
from tests.permissions.tables import table


def test_the_table_of_roles_is_the_code() -> None:
    told = {
        (row["right"].split("`")[1], label): cell == "yes"
        for row in table("Roles and rights")
        for label, cell in row.items()
        if label != "right"
    }
    assert told == {
        (right.value, role.label): right in role.rights
        for right in Right
        for role in Role
    }
