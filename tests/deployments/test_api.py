"""The API of deployments, by session and by token."""

from typing import Any

import pytest
from django.test import Client

from deployments.models import Deployment, Release
from governance.jobs import run_job
from governance.models import User
from governance.operations.create_token import create_token
from registry.models import Project, Version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db

API = "/api/v1"


def post(client: Client, where: str, data: dict[str, Any]) -> Any:
    return client.post(f"{API}{where}", data, content_type="application/json")


@pytest.fixture
def release(fake: FakeRuntime, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[0])


def test_deploy_look_roll_back_and_delete(
    browser_of: Any,
    fake: FakeRuntime,
    builder: User,
    project: Project,
    versions: list[Version],
) -> None:
    client = browser_of(builder)
    where = f"/projects/{project.pk}/deployments"
    data = {"version": str(versions[0].pk), "environment": "DEV", "reason": make.WHY}
    first = post(client, where, {**data, "name": "cooler-dev"}).json()
    run_job(building.job_of(Release.objects.get()).pk)
    second = post(client, where, {**data, "version": str(versions[1].pk)})
    assert second.status_code == 201
    assert second.json()["deployment"] == first["deployment"]
    run_job(building.job_of(Release.objects.get(number=2)).pk)
    one = f"/deployments/{first['deployment']}"
    found = client.get(f"{API}{one}").json()
    assert (found["state"], found["name"]) == ("Healthy", "cooler-dev")
    assert found["newest_release"]["version"] == "hydraulic_model_2"
    assert [row["number"] for row in _rows(client, f"{one}/releases")] == [2, 1]
    back = {"release": first["id"], "reason": make.WHY, "revision": found["revision"]}
    assert post(client, f"{one}/rollback", back).json()["kind"] == "rollback"
    assert post(client, f"{one}/rollback", back).status_code == 409
    assert post(client, f"{one}/delete", {"reason": make.WHY}).status_code == 204
    assert _rows(client, where) == []


def _rows(client: Client, where: str) -> Any:
    return client.get(f"{API}{where}").json()["results"]


NOWHERE = "018f2c3a-6b1d-7c44-9a02-4f6d1e9d3b71"
BAD = [
    ({"reason": ""}, 400),
    ({"environment": "STAGE"}, 400),
    ({"version": "nonsense"}, 400),
    ({"version": NOWHERE}, 404),
    ({"deployment": NOWHERE}, 404),
    ({"name": "no good"}, 400),
    ({"environment": "PROD"}, 403),
]


def test_bad_input_is_a_problem_that_says_what_is_wrong(
    browser_of: Any, builder: User, versions: list[Version]
) -> None:
    client, where = browser_of(builder), f"/projects/{versions[0].project_id}"
    good = {
        "version": str(versions[0].pk),
        "environment": "DEV",
        "name": "cooler-dev",
        "reason": make.WHY,
    }
    for change, status in BAD:
        answer = post(client, f"{where}/deployments", {**good, **change})
        assert answer.status_code == status, change
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert not Deployment.objects.exists()


def test_without_a_name_there_must_be_one_endpoint_that_fits(
    browser_of: Any, builder: User, release: Release, versions: list[Version]
) -> None:
    building.brought_up(builder, versions[0], name="another")
    data = {"version": str(versions[1].pk), "environment": "DEV", "reason": make.WHY}
    where = f"/projects/{versions[0].project_id}/deployments"
    answer = post(browser_of(builder), where, data)
    assert answer.status_code == 400
    assert "another" in answer.json()["detail"]


def test_the_sample_request_and_the_environments_are_told(
    browser_of: Any, builder: User, release: Release
) -> None:
    client = browser_of(builder)
    one = f"{API}/deployments/{release.deployment_id}"
    sample = client.get(f"{one}/sample_request").json()
    assert sample["outputs"] == ["cool.3", "cool.20", "cool.100"]
    assert sample["curl"].startswith("curl -X POST ")
    names = [row["name"] for row in client.get(f"{API}/environments").json()]
    assert names == ["DEV", "TEST", "PROD"]
    assert client.get(f"{one}/monitoring").status_code == 503


def test_a_token_that_may_only_read_cannot_deploy(
    client: Client, builder: User, project: Project, versions: list[Version]
) -> None:
    _, secret = create_token(actor=builder, name="ci", scopes=["read"], days=1)
    headers = {"authorization": f"Bearer {secret}"}
    where = f"{API}/projects/{project.pk}/deployments"
    assert client.get(where, headers=headers).status_code == 200
    answer = client.post(where, {}, content_type="application/json", headers=headers)
    assert answer.status_code == 403


def test_a_token_that_may_write_deploys(
    client: Client, builder: User, project: Project, versions: list[Version]
) -> None:
    _, secret = create_token(actor=builder, name="ci", scopes=["write"], days=1)
    data = {
        "version": str(versions[0].pk),
        "environment": "DEV",
        "name": "cooler-dev",
        "reason": make.WHY,
    }
    answer = client.post(
        f"{API}/projects/{project.pk}/deployments",
        data,
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 201
    assert answer.json()["state"] == "Deployment data not found"


def test_for_strangers_nothing_is_there(
    browser_of: Any, outsider: User, release: Release
) -> None:
    client, where = browser_of(outsider), f"{API}/deployments/{release.deployment_id}"
    for path in ("", "/releases", "/sample_request", "/monitoring"):
        assert client.get(f"{where}{path}").status_code == 404, path
