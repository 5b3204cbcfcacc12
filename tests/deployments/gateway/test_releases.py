"""Going live, failing to, and going back: what the callers see meanwhile."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.deployments.gateway.harness import BODY, Place, until
from tests.deployments.scoring import tiny
from tests.load import Load, post

pytestmark = pytest.mark.enable_socket


def stand(place: Place, deployment: str) -> dict[str, Any]:
    found: dict[str, Any] = place.status()["routes"][deployment]
    return found


def failed(place: Place, deployment: str) -> dict[str, Any] | None:
    row = stand(place, deployment)
    return row if row["state"] == "Failed" else None


def script(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_release_that_fails_leaves_the_old_one_answering(place: Place) -> None:
    good = tiny.spec()
    broken = good | {"model": good["model"] | {"sha256": "0" * 64}}
    golden = good | {"golden": good["golden"] | {"outputs": [[0.2, 0.2, 0.6]] * 3}}
    crash = script(place.folder, "crash", "exit 7")
    hang = script(place.folder, "hang", "exec sleep 60")
    place.worker("good")
    bad = {
        "hash": (place.worker("hash", broken), "SHA-256"),
        "golden": (place.worker("golden", golden), "Golden row 1, cool_cond_y"),
        "crash": (place.worker("crash", python=crash), "exit status 7"),
        "hang": (place.worker("hang", python=hang), "not ready within"),
        "python": (place.worker("python", python="/nowhere"), "cannot be started"),
        "code": (place.worker("code", code="/nowhere"), "exit status 1"),
    }
    for name in bad:
        place.route(name, "good", "old")
    place.write()
    place.start("--launch-limit", "4")
    place.healthy("hash", "old")
    for name, (worker, _) in bad.items():
        place.route(name, worker, "new")
    place.write()
    for name, (_, words) in bad.items():
        row = until(partial(failed, place, name))
        assert words in row["reason"]
        assert (row["release"], row["wanted"]) == ("old", "new")
        answer = place.ask(f"/{name}/model/score")
        assert answer.status == 200
        assert answer.headers["X-Hallmark-Release"] == "old"
    place.route("hash", "good", "newer")
    place.write()
    place.healthy("hash", "newer")


def test_a_first_release_is_awaited_in_words(place: Place) -> None:
    hang = script(place.folder, "hang", "exec sleep 60")
    place.route("cooler", place.worker("slow", python=hang), "first")
    place.write()
    place.start()
    answer = place.ask("/cooler/model/score")
    assert answer.status == 503
    assert "not ready" in answer.json["detail"]
    assert stand(place, "cooler")["state"] == "Launching"


def swap(place: Place, times: int) -> set[str]:
    """Flip between two warm releases and give their names."""
    names = set()
    for number in range(times):
        release = f"r{number}"
        names.add(release)
        place.route("cooler", ("one", "two")[number % 2], release)
        place.write()
        place.healthy("cooler", release)
    return names


@pytest.mark.parametrize("times", [20, pytest.param(100, marks=pytest.mark.full)])
def test_swaps_under_load_lose_nothing(place: Place, times: int) -> None:
    place.worker("one", tiny.spec("one"))
    place.worker("two", tiny.spec("two"))
    place.route("cooler", "one", "start")
    place.write()
    place.start()
    place.healthy("cooler", "start")
    request = post("/cooler/model/score", BODY)
    with Load(place.address, request, keep_alive=16, new=16, think=0.03) as load:
        names = swap(place, times)
        place.worker("three", tiny.spec("two"))  # a cold one, and the others leave
        place.workers = place.workers[-1:]
        place.route("cooler", "three", "last")
        place.write()
        place.healthy("cooler", "last")
        until(lambda: list(place.status()["workers"]) == ["three"])
        time.sleep(0.1)
    assert load.tally.errors == []
    assert set(load.tally.statuses) == {200}
    assert set(load.tally.releases) <= names | {"start", "last"}
    assert load.tally.answers[-1][2] == "last"
    answered = {number for _, _, _, number in load.tally.answers}
    logged = [record.header["id"] for record in place.log("cooler")]
    assert answered == set(logged)
    assert len(logged) == len(answered)


def test_a_bad_routes_file_is_reported_and_not_followed(place: Place) -> None:
    place.route("cooler", place.worker("one"), "first")
    place.write()
    place.start()
    place.healthy("cooler", "first")
    place.write('{"revision": 2, "workers": [')
    until(lambda: "routes file" in (place.status()["error"] or ""))
    assert place.status()["revision"] == 1
    assert place.ask("/cooler/model/score").status == 200
    place.stop()
    place.start()
    place.healthy("cooler", "first")
    place.write()
    until(lambda: place.status()["error"] is None)


def test_a_deleted_deployment_is_gone_and_its_worker_ends(place: Place) -> None:
    place.route("cooler", place.worker("one"), "first")
    place.write()
    place.start()
    place.healthy("cooler", "first")
    place.routes, place.workers = [], []
    place.write()
    until(lambda: not place.status()["workers"])
    assert place.ask("/cooler/model/score").status == 404
