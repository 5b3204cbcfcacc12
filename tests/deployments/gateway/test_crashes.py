"""What is lost when something dies: unanswered requests at most, never an answer."""

import json
import os
import signal
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest

from tests.deployments.gateway.harness import BODY, Place, alive, until
from tests.deployments.scoring import tiny
from tests.load import CUT, Load, post

pytestmark = pytest.mark.enable_socket
SCORE = post("/cooler/model/score", BODY)


def started(place: Place) -> Place:
    place.route("cooler", place.worker("one"), "first")
    place.write()
    place.start()
    place.healthy("cooler", "first")
    return place


def worker_pid(place: Place) -> int | None:
    pid: int | None = place.status()["workers"]["one"]["pid"]
    return pid


def sockets(place: Place) -> Path:
    told = json.loads((place.folder / "state" / "sockets.json").read_text())
    return Path(tempfile.gettempdir(), told["folder"])


def replaced(place: Place, pid: int) -> bool:
    return worker_pid(place) not in (pid, None)


def test_a_killed_worker_comes_back_and_no_caller_notices(place: Place) -> None:
    started(place)
    with Load(place.address, SCORE, keep_alive=8, new=8, think=0.01) as load:
        for _ in range(2):
            pid = until(lambda: worker_pid(place))
            os.kill(pid, signal.SIGKILL)
            until(partial(replaced, place, pid))
            place.healthy("cooler", "first")
            time.sleep(0.1)
    assert load.tally.failures == 0
    assert load.tally.statuses[200] > 20


def test_a_stopped_worker_is_replaced_like_a_killed_one(place: Place) -> None:
    started(place)
    pid = until(lambda: worker_pid(place))
    with Load(place.address, SCORE, keep_alive=8, think=0.01) as load:
        os.kill(pid, signal.SIGTERM)
        until(partial(replaced, place, pid))
        place.healthy("cooler", "first")
    assert load.tally.failures == 0


def test_a_killed_gateway_loses_no_answered_prediction(place: Place) -> None:
    started(place)
    pid = until(lambda: worker_pid(place))
    with Load(place.address, SCORE, keep_alive=8, new=8, think=0.005) as load:
        until(lambda: load.tally.statuses[200] > 50)
        place.stop(signal.SIGKILL)
        until(lambda: not alive(pid))
        answered_before = load.tally.statuses[200]
        place.start()
        place.healthy("cooler", "first")
        until(lambda: load.tally.statuses[200] > answered_before + 50)
    assert set(load.tally.statuses) == {200}
    # Only what was on an open connection at the kill ends; the queue waits.
    assert all(error.startswith(CUT) for error in load.tally.errors)
    assert len(load.tally.errors) <= 16
    logged = {record.header["id"] for record in place.log("cooler")}
    assert {number for _, _, _, number in load.tally.answers} <= logged
    assert place.status()["routes"]["cooler"]["requests"] > 50


def test_a_gateway_ends_at_sigterm_without_losing_a_request(place: Place) -> None:
    started(place)
    pid = until(lambda: worker_pid(place))
    with Load(place.address, SCORE, keep_alive=8, new=8, think=0.02) as load:
        until(lambda: load.tally.statuses[200] > 50)
        assert place.stop() == 0
        assert not alive(pid)
        place.start()
        place.healthy("cooler", "first")
    assert load.tally.failures == 0
    answered = {number for _, _, _, number in load.tally.answers}
    assert answered == {record.header["id"] for record in place.log("cooler")}
    row = place.status()["routes"]["cooler"]
    assert row["requests"] == load.tally.statuses[200]


def test_a_gateway_with_a_socket_of_its_own_ends_as_gently(place: Place) -> None:
    host, port = place.address
    place.socket.close()
    place.route("cooler", place.worker("one"), "first")
    place.write()
    place.start("--host", host, "--port", str(port), inherited=False)
    place.healthy("cooler", "first")
    with Load((host, port), SCORE, keep_alive=8, new=8, think=0.01) as load:
        until(lambda: load.tally.statuses[200] > 50)
        assert place.stop() == 0
    # Afterwards nobody listens; before that, every request was answered.
    assert all(error.startswith("no connection") for error in load.tally.errors)
    assert set(load.tally.statuses) == {200}


def test_a_log_that_cannot_be_written_answers_503(place: Place) -> None:
    place.predictions.mkdir()
    in_the_way = place.predictions / "cooler"
    in_the_way.write_text("a file where the folder should be")
    started(place)
    answer = place.ask("/cooler/model/score")
    assert answer.status == 503
    assert "prediction log" in answer.json["detail"]
    assert b"score" not in answer.body
    assert answer.headers["X-Hallmark-Prediction"] is None
    assert "prediction log" in place.status()["error"]
    in_the_way.unlink()
    assert place.ask("/cooler/model/score").status == 200
    until(lambda: place.status()["error"] is None)


def test_a_restarted_gateway_does_not_jump_to_an_unproven_release(place: Place) -> None:
    started(place)
    broken = tiny.spec()
    broken["model"] |= {"sha256": "0" * 64}
    place.route("cooler", place.worker("broken", broken), "second")
    place.write()
    until(lambda: place.status()["routes"]["cooler"]["state"] == "Failed")
    left = sockets(place)
    place.stop(signal.SIGKILL)
    place.start()
    assert left != sockets(place)
    assert not left.exists()
    answer = place.ask("/cooler/model/score")  # waits for the worker to be ready
    assert answer.status == 200
    assert answer.headers["X-Hallmark-Release"] == "first"
    row = until(lambda: place.status()["routes"]["cooler"])
    assert (row["release"], row["wanted"]) == ("first", "second")
