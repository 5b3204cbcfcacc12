"""Who gets which answer from which route: the page, the code and the product agree."""

import pytest

from tests.conftest import PEOPLE
from tests.permissions.asking import address, ask, routes
from tests.permissions.tables import Row, table
from tests.permissions.world import World, rolled_back

ROWS = table("Who gets which answer")
EVERYBODY = (*PEOPLE, "anonymous")
GRANTED = {"200", "201", "202", "204", "302"}
PUBLIC = {
    "governance:login",
    "governance:emergency_login",
    "governance:health",
    "oidc_authentication_init",
    "oidc_authentication_callback",
}


def key(row: Row) -> tuple[str, str]:
    return row["route"].strip("`"), row["method"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(key(row)))
def test_everybody_gets_the_answer_the_page_promises(row: Row, world: World) -> None:
    route, method = key(row)
    answers = {}
    for person in EVERYBODY:
        with rolled_back():
            answers[person] = str(ask(world, route, method, person).status_code)
    assert answers == {person: row[person] for person in EVERYBODY}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(key(row)))
def test_each_refused_request_is_one_that_somebody_is_granted(row: Row) -> None:
    people = set(PEOPLE) if key(row)[0] not in PUBLIC else set(EVERYBODY)
    granted = {person for person in people if row[person] in GRANTED}
    bad_by_itself = {"governance:emergency_login", "oidc_authentication_callback"}
    assert granted or key(row)[0] in bad_by_itself


def test_every_route_has_a_row() -> None:
    told = {route for route, _ in map(key, ROWS)}
    assert {name for name, _ in routes()} == told


def test_no_row_stands_twice() -> None:
    keys = [key(row) for row in ROWS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_has_no_row_is_no_method(world: World, method: str) -> None:
    """A route that answers a method which the page does not name fails here."""
    told = set(map(key, ROWS))
    for route, _ in routes():
        if (route, method) not in told:
            with rolled_back():
                status = ask(world, route, method, "builder").status_code
            assert status == 405, f"{route} answers {method} with {status}"


def test_other_methods_are_no_methods(world: World) -> None:
    client = world.browser_of("builder")
    for route, _ in routes():
        for method in ("put", "patch", "delete"):
            status = getattr(client, method)(address(world, route)).status_code
            assert status == 405, f"{route} answers {method} with {status}"
