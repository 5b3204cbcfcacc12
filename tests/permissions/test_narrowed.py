"""A token of one project, at every route of the API."""

import pytest
from django.test import Client

from governance.models import Entry
from governance.operations.create_service_account import create_service_account
from governance.operations.create_token import create_token
from tests import make
from tests.conftest import PEOPLE
from tests.permissions.asking import address, as_json, routes
from tests.permissions.requests import POSTS
from tests.permissions.tables import table
from tests.permissions.world import World, rolled_back

READS = [
    row["route"].strip("`")
    for row in table("Who gets which answer")
    if row["method"] == "GET" and "_api:" in row["route"]
]
WRITES = {
    row["route"].strip("`"): next(who for who in PEOPLE if row[who].startswith("2"))
    for row in table("Who gets which answer")
    if row["method"] == "POST"
    and "_api:" in row["route"]
    and any(row[who].startswith("2") for who in PEOPLE)
}
# What stands in no project and is told to everybody who is logged in.
OF_NOBODY = {
    "governance_api:me",
    "governance_api:policies",
    "governance_api:log",
    "governance_api:consistency",
    "deployments_api:environments",
}


def test_the_reads_are_all_there() -> None:
    assert len(READS) > 30
    assert set(READS) <= {name for name, _ in routes()}


@pytest.mark.parametrize("route", READS)
@pytest.mark.parametrize("who", ["builder", "auditor", "service"])
def test_it_tells_nothing_of_another_project(
    world: World, route: str, who: str
) -> None:
    with rolled_back():
        secret = _secret(world, who)
        client = Client(raise_request_exception=False)
        headers = {"Authorization": f"Bearer {secret}"}
        answer = client.get(address(world, route), headers=headers)
        body = b"".join(answer) if answer.streaming else answer.content
    if route in OF_NOBODY:
        assert answer.status_code == 200
        return
    assert answer.status_code in {200, 403, 404}
    assert str(world.project.pk).encode() not in body
    assert world.project.name.encode() not in body


@pytest.mark.parametrize("route", WRITES)
def test_it_changes_nothing_in_another_project(world: World, route: str) -> None:
    """The account may: `test_matrix` shows the same request granted."""
    world.actor = WRITES[route]
    with rolled_back():
        where = address(world, route)
        data = POSTS[route](world) if route in POSTS else {}
        secret = _secret(world, WRITES[route])
        before = Entry.objects.count()
        answer = Client(raise_request_exception=False).post(
            where,
            data,
            headers={"Authorization": f"Bearer {secret}"},
            **as_json(where, data),
        )
        written = {entry.action for entry in make.entries_since(before)}
    assert answer.status_code in {403, 404}
    assert written <= {"access.denied"}


def _secret(world: World, who: str) -> str:
    """Of somebody who reads all of the world's project with any other token."""
    builder = world.people["builder"]
    other = make.project(builder, "another place")
    person = world.people["builder" if who == "service" else who]
    if who not in {"builder", "service"}:
        make.share(builder, other, who)
    account = None
    if who == "service":
        account = create_service_account(
            actor=builder,
            project=other,
            name="elsewhere",
            role="data_scientist",
            days=5,
            reason=make.WHY,
        )
    return create_token(
        actor=person,
        account=account,
        name="narrow",
        scopes=["read", "write"],
        days=1,
        project_id=other.pk,
    )[1]
