"""Rolling back again and again while callers ask: no request is lost, ever.

The callers never retry. Meanwhile web, worker and sequencer are killed with -9, and the
callers must not notice.
"""

import json
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.load import Load, Tally, post
from tests.tutorial.person import Person
from tests.tutorial.product import Product, until

WHY = "To see whether a caller notices."
KEEP_ALIVE, NEW = 16, 16
THINK_SECONDS = 0.02
Api = Callable[..., Any]


@pytest.fixture(scope="session")
def api(product: Product) -> Api:
    """The REST API in the name of ds1, with a personal access token."""
    form = {"name": "load", "scopes": ["read", "write"], "days": "1"}
    with Person(product, "ds1") as ds1:
        ds1.log_in()
        made = ds1.send(ds1.open("/tokens/"), form)
    token = re.search(r'id="fresh-token">([^<]+)<', made.text)
    assert token, made.text
    headers = {"Authorization": f"Bearer {token[1]}"}

    def call(path: str, **data: Any) -> Any:
        url = f"{product.url}/api/v1{path}"
        method = "POST" if data else "GET"
        answer = httpx.request(
            method, url, json=data or None, headers=headers, timeout=30
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    return call


@pytest.fixture(scope="session")
def endpoint(api: Api) -> dict[str, Any]:
    """An endpoint of its own with two releases that were Healthy."""
    project = rows(api("/projects"))[0]["id"]
    versions = {
        row["name"]: row["id"] for row in rows(api(f"/projects/{project}/versions"))
    }
    release = api(
        f"/projects/{project}/deployments",
        version=versions["hydraulic_model_1"],
        environment="DEV",
        name="under-load",
        reason=WHY,
    )
    deployment = release["deployment"]
    first = settled(api, deployment)
    api(
        f"/projects/{project}/deployments",
        version=versions["hydraulic_model_3"],
        environment="DEV",
        deployment=deployment,
        reason=WHY,
    )
    second = settled(api, deployment)
    return {"deployment": deployment, "releases": [first, second]}


def rows(answer: Any) -> list[dict[str, Any]]:
    """A page's rows, or the list itself."""
    found: list[dict[str, Any]] = (
        answer["results"] if isinstance(answer, dict) else answer
    )
    return found


def settled(api: Api, deployment: str) -> str:
    """The newest release, once it is Healthy."""

    def newest() -> str | None:
        last = rows(api(f"/deployments/{deployment}/releases"))[0]
        assert last["state"] != "Failed", last
        return str(last["id"]) if last["state"] == "Healthy" else None

    found: str = until(newest, 60)
    return found


def test_a_few_rollbacks_lose_no_request(
    product: Product, api: Api, endpoint: dict[str, Any]
) -> None:
    tally = rolled_back(product, api, endpoint, times=3)
    assert_nothing_was_lost(tally)


@pytest.mark.full
def test_twenty_rollbacks_lose_no_request(
    product: Product, api: Api, endpoint: dict[str, Any]
) -> None:
    tally = rolled_back(product, api, endpoint, times=20)
    assert_nothing_was_lost(tally)


def rolled_back(
    product: Product, api: Api, endpoint: dict[str, Any], times: int
) -> Tally:
    """Roll back between the two versions under load, killing the rest meanwhile."""
    deployment = endpoint["deployment"]
    sample = api(f"/deployments/{deployment}/sample_request")["request"]
    request = post(f"/{deployment}/model/score", json.dumps(sample).encode())
    where = urlsplit(product.scoring)
    address = (str(where.hostname), int(where.port or 0))
    known = set(endpoint["releases"])
    kills = {1: "sequence_ledger", times // 2: "gunicorn", times - 1: "celery"}
    with Load(
        address, request, keep_alive=KEEP_ALIVE, new=NEW, think=THINK_SECONDS
    ) as load:
        for turn in range(times):
            target = endpoint["releases"][turn % 2]
            api(f"/deployments/{deployment}/rollback", release=target, reason=WHY)
            known.add(settled(api, deployment))
            if turn in kills:
                assert product.kill(kills[turn]), f"no {kills[turn]} was running"
                until(lambda: answers(product))
    tally = load.tally
    assert set(tally.releases) <= known, "an answer named an unknown release"
    sys.stdout.write(
        f"\n{times} rollbacks: {sum(tally.statuses.values()):,} answers, "
        f"{sum(tally.statuses.values()) / tally.seconds:,.0f}/s, "
        f"{tally.failures} failures, p99 {tally.percentile(0.99):.1f} ms\n"
    )
    return tally


def answers(product: Product) -> bool:
    """Whether the web answers again."""
    try:
        return httpx.get(f"{product.url}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def assert_nothing_was_lost(tally: Tally) -> None:
    assert tally.errors == []
    assert set(tally.statuses) == {200}
