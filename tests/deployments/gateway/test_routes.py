"""The routes file: everything in it is checked before anything follows it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from deployments.gateway.access import allowed
from deployments.gateway.routes import BadRoutesError, Key, parse_routes

DIGEST = "ab" * 32
GOOD: dict[str, Any] = {
    "revision": 7,
    "workers": [
        {
            "key": DIGEST,
            "version": "hydraulic_model_1",
            "version_digest": DIGEST,
            "python": "/bin/python",
            "code": "/code",
            "spec": "/spec.json",
        }
    ],
    "routes": [
        {
            "deployment": "7d9f",
            "name": "cooler-dev",
            "environment": "DEV",
            "release": "r1",
            "release_number": 3,
            "worker": DIGEST,
            "open": False,
            "keys": [{"id": "k1", "sha256": DIGEST, "expires": 1790000000}],
            "fsync_each": False,
        }
    ],
}


def test_a_good_file_is_read() -> None:
    routes = parse_routes(GOOD)
    assert routes.revision == 7
    assert routes.routes["7d9f"].keys == (Key("k1", DIGEST.encode(), 1790000000),)
    assert routes.workers[DIGEST].version == "hydraulic_model_1"


Change = Callable[[dict[str, Any]], object]
BAD: dict[str, Change] = {
    "no revision": lambda d: d.pop("revision"),
    "revision is true": lambda d: d.update(revision=True),
    "no workers": lambda d: d.pop("workers"),
    "routes is an object": lambda d: d.update(routes={}),
    "worker is text": lambda d: d["workers"].append("x"),
    "worker twice": lambda d: d["workers"].append(d["workers"][0]),
    "deployment twice": lambda d: d["routes"].append(d["routes"][0]),
    "unknown worker": lambda d: d["routes"][0].update(worker="other"),
    "way out of the folder": lambda d: d["routes"][0].update(deployment="../x"),
    "hidden folder": lambda d: d["routes"][0].update(deployment=".x"),
    "header line in a release": lambda d: d["routes"][0].update(release="a\r\nb: c"),
    "open is text": lambda d: d["routes"][0].update(open="no"),
    "open is missing": lambda d: d["routes"][0].pop("open"),
    "keys are missing": lambda d: d["routes"][0].pop("keys"),
    "key in upper case": lambda d: d["routes"][0]["keys"][0].update(sha256="AB" * 32),
    "expiry is text": lambda d: d["routes"][0]["keys"][0].update(expires="soon"),
    "expiry is missing": lambda d: d["routes"][0]["keys"][0].pop("expires"),
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_whole(change: Change) -> None:
    document = copy.deepcopy(GOOD)
    change(document)
    with pytest.raises(BadRoutesError):
        parse_routes(document)


def test_a_file_that_is_no_object_is_refused() -> None:
    with pytest.raises(BadRoutesError):
        parse_routes([])


def test_a_key_ends_at_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256  # noqa: PLC0415 - one use

    document = copy.deepcopy(GOOD)
    document["routes"][0]["keys"][0]["sha256"] = sha256(b"secret").hexdigest()
    route = parse_routes(document).routes["7d9f"]
    for now, may in ((1789999999.9, True), (1790000000.0, False)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        assert allowed(route, b"Bearer secret") == (may, "k1" if may else None)
