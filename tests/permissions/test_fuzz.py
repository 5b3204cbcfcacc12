"""The API is sent what its document allows, and what it does not, by three people.

Every answer is one that the document names, or a refusal with its reason. None is a
fault of ours, and nothing of an invisible project stands in one.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.architecture.test_openapi import document
from tests.permissions import asking
from tests.permissions.requests import POSTS
from tests.permissions.tables import table
from tests.permissions.test_matrix import key
from tests.permissions.world import World, rolled_back

PEOPLE = ("builder", "engineer", "outsider")
REFUSALS = {400, 403, 404, 409, 413, 415, 422, 429}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(["", "\x00", "a" * 5000, "../x", "<b>", "\ud800", "1e999", "{}"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
Operation = tuple[str, str, str, dict[str, Any]]  # route, method, address, described


def _operations(world: World) -> Iterator[Operation]:
    described = document()
    for row in table("Who gets which answer"):
        route, method = key(row)
        if "_api:" in route:
            where = asking.address(world, route)
            found = resolve(where.partition("?")[0]).route
            path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", found)
            yield route, method, where, described["paths"][path][method.lower()]


def _bodies(good: dict[str, Any]) -> st.SearchStrategy[Any]:
    """A body that is granted to somebody, with parts changed, gone, or added."""
    plain = {k: v for k, v in good.items() if not hasattr(v, "read")}
    changed = st.dictionaries(
        st.sampled_from([*plain, "extra", "project", "actor"]), ODD, max_size=3
    )
    gone = st.sets(st.sampled_from([*plain, ""]), max_size=2)
    mixed = st.builds(
        lambda other, less: {k: v for k, v in (plain | other).items() if k not in less},
        changed,
        gone,
    )
    return st.one_of(mixed, mixed, mixed, ODD)


@contextmanager
def _unlucky(problem: str) -> Iterator[None]:
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{problem}: {error}") from error


def _sendable(value: object) -> bytes:
    """Half a surrogate has no bytes of its own in an address."""
    return str(value).encode(errors="replace")


def _check(world: World, operation: Operation, who: str, body: Any) -> None:
    route, method, where, described = operation
    client = world.browser_of(who)
    with rolled_back(), _unlucky(f"{who} {method} {route} {body!r}"):
        answer: Any
        if method == "GET":
            asked = body if isinstance(body, dict) else {"page": body}
            sent = urlencode({_sendable(k): _sendable(v) for k, v in asked.items()})
            answer = client.get(f"{where}?{sent}")
        else:
            text = json.dumps(body, default=str)
            answer = client.post(where, text, content_type="application/json")
        status = answer.status_code
        documented = {int(code) for code in described["responses"]}
        assert status in documented | REFUSALS, f"{status} {answer.content[:300]!r}"
        if status in REFUSALS:
            assert answer["Content-Type"] == "application/problem+json"
            told = answer.json()
            assert told["status"] == status
            assert told["detail"]
        if who == "outsider" and not answer.streaming:
            assert str(world.project).encode() not in answer.content


def _fuzz(world: World, examples: int) -> None:
    operations = list(_operations(world))
    bodies = {
        (route, method): _bodies(
            POSTS[route](world) if method == "POST" and route in POSTS else {}
        )
        for route, method, _, _ in operations
    }

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(data=st.data(), operation=st.sampled_from(operations))
    def ask(data: st.DataObject, operation: Operation) -> None:
        who = data.draw(st.sampled_from(PEOPLE), label="who")
        body = data.draw(bodies[operation[:2]], label="body")
        _check(world, operation, who, body)

    ask()


def test_no_request_gets_an_answer_that_is_not_foretold(world: World) -> None:
    _fuzz(world, 300)


@pytest.mark.full
def test_neither_do_many(world: World) -> None:
    _fuzz(world, 6000)
