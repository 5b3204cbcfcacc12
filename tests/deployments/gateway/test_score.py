"""One request through the gateway: right, limits, answer, log."""

import json
import time

import pytest

from deployments.scoring.limits import MAX_BODY
from tests.deployments.gateway.conftest import OLD_TOKEN, TOKEN
from tests.deployments.gateway.harness import BODY, Place
from tests.deployments.scoring import tiny

pytestmark = pytest.mark.enable_socket


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_an_answer_names_version_release_and_prediction(running: Place) -> None:
    answer = running.ask("/open/model/score")
    assert answer.status == 200
    assert answer.json["fields"] == tiny.OUTPUTS
    assert answer.headers["X-Hallmark-Version"] == "one"
    assert answer.headers["X-Hallmark-Release"] == "release-open"
    logged = running.log("open")[-1]
    assert logged.header["id"] == answer.headers["X-Hallmark-Prediction"]
    assert logged.request == BODY
    assert logged.response == answer.body
    assert logged.header["status"] == 200
    assert logged.header["version"] == "one"
    assert abs(logged.header["ts"] - time.time()) < 60


def test_predictions_are_numbered_in_order(running: Place) -> None:
    names = [
        running.ask("/open/model/score").headers["X-Hallmark-Prediction"]
        for _ in range(3)
    ]
    assert names == sorted(set(names))
    assert names[0][:8] == time.strftime("%Y%m%d", time.gmtime())
    logged = [record.header["id"] for record in running.log("open")]
    assert logged == sorted(logged)


def test_a_refused_input_is_logged_in_short(running: Place) -> None:
    rows = [["x", "1", "1"]] * 2000
    body = json.dumps({"fields": tiny.FIELDS, "rows": rows}).encode()
    answer = running.ask("/open/model/score", body)
    assert answer.status == 400
    assert "Row 1, field 'PS1'" in answer.json["detail"]
    logged = running.log("open")[-1]
    assert logged.header["id"] == answer.headers["X-Hallmark-Prediction"]
    assert logged.header["status"] == 400
    assert logged.header["request_length"] == len(body)
    assert logged.request == body[:4096]


def test_too_many_rows_are_refused_with_the_limit(running: Place) -> None:
    body = {"fields": tiny.FIELDS, "rows": [["1", "1", "1"]] * 10_001}
    answer = running.ask("/open/model/score", json.dumps(body).encode())
    assert answer.status == 413
    assert "10000 rows" in answer.json["detail"]


def test_the_largest_batch_is_scored(running: Place) -> None:
    body = {"fields": tiny.FIELDS, "rows": tiny.ROWS[:1] * 10_000}
    answer = running.ask("/open/model/score", json.dumps(body).encode())
    assert answer.status == 200
    assert len(answer.json["score"]) == 10_000


def test_a_body_that_is_too_large_is_refused_with_the_limit(running: Place) -> None:
    answer = running.ask("/open/model/score", b"x" * (MAX_BODY + 1))
    assert answer.status == 413
    assert "16 MiB" in answer.json["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Basic x"}, 401),
        (bearer("wrong"), 401),
        (bearer(""), 401),
        (bearer(OLD_TOKEN), 401),
        (bearer(TOKEN), 200),
        ({"authorization": f"bearer {TOKEN}"}, 200),
    ],
)
def test_a_closed_deployment_needs_a_valid_token(
    running: Place, headers: dict[str, str], status: int
) -> None:
    before = len(running.log("closed"))
    answer = running.ask("/closed/model/score", headers=headers)
    assert answer.status == status
    assert len(running.log("closed")) - before == (status == 200)
    if status == 401:
        assert "token" in answer.json["detail"]
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["X-Hallmark-Release"] is None
    else:
        assert running.log("closed")[-1].header["key"] == f"key-of-{TOKEN}"


def test_the_schema_of_a_closed_deployment_needs_a_token_too(running: Place) -> None:
    assert running.get("/closed/model/schema").status == 401


def test_a_strict_route_answers_after_its_sync(running: Place) -> None:
    answer = running.ask("/synced/model/score")
    assert answer.status == 200
    last = running.log("synced")[-1]
    assert last.header["id"] == answer.headers["X-Hallmark-Prediction"]


def test_the_model_describes_itself(running: Place) -> None:
    assert running.get("/open/model/id").body == b"hydraulic_model_one"
    assert running.get("/open/model/capabilities").json == ["SCORE"]
    assert running.get("/open/readyz").status == 200
    schema = running.get("/open/model/schema").json["schema"]
    assert [field["name"] for field in schema["inputFields"]] == tiny.FIELDS


def test_the_sample_request_scores(running: Place) -> None:
    sample = running.get("/open/model/sample_request")
    assert running.ask("/open/model/score", sample.body).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/nobody/model/score", 404),
        ("GET", "/", 404),
        ("GET", "/open", 404),
        ("GET", "/open/../closed/model/schema", 404),
        ("GET", "/open/model/score", 405),
        ("POST", "/open/model/contribution", 501),
        ("POST", "/open/model/media-score", 501),
        ("HEAD", "/open/model/schema", 200),
    ],
)
def test_other_paths_are_answered_in_words(
    running: Place, method: str, path: str, status: int
) -> None:
    body = BODY if method == "POST" else None
    answer = running.ask(path, body, method=method)
    assert answer.status == status
    if status != 200:
        assert answer.json["detail"]


def test_the_status_counts_answers_and_errors(running: Place) -> None:
    def row() -> dict[str, int]:
        found: dict[str, int] = running.status()["routes"]["open"]
        return found

    before = row()
    running.ask("/open/model/score")
    running.ask("/open/model/score", b"{}")
    running.get("/open/model/schema")
    after = running.status()["routes"]["open"]
    assert after["requests"] - before["requests"] == 2
    assert after["errors"] - before["errors"] == 1
    assert after["latency_ms"]["p50"] > 0
    assert sum(minute[1] for minute in after["minutes"]) >= 2


def test_the_control_socket_is_for_this_user_only(running: Place) -> None:
    assert running.control.stat().st_mode & 0o077 == 0
