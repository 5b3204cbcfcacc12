"""The real thing: uv environment, gateway process, worker, HTTP; nothing is faked."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from deployments import queries
from deployments.lifecycle import State
from deployments.models import Deployment, Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.roll_back import roll_back
from deployments.states import state_of
from governance.jobs import run_job
from governance.models import Job, User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from registry.models import Version
from registry.snapshots import serving_spec
from tests import make
from tests.deployments import building
from tests.deployments.started_gateway import ROOT, Started, started

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment for all tests here: its name says what is in it."""
    return tmp_path_factory.mktemp("envs")


@pytest.fixture
def gateway(
    data_folder: Path, environments: Path, settings: Settings
) -> Iterator[Started]:
    """A gateway on the test's folder; wheels come from the cache of the installer."""
    cache = ROOT / "var" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (data_folder / "cache").symlink_to(cache)
    (data_folder / "envs").symlink_to(environments)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started(data_folder, port) as gateway:
        settings.GATEWAY_CONTROL = gateway.control
        settings.SCORING_URL = f"http://127.0.0.1:{port}"
        yield gateway


def test_deploy_fail_roll_back_and_delete(
    gateway: Started, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    assert state_of(first) is State.HEALTHY, _detail(first)
    endpoint = first.deployment
    status, headers, answer = gateway.score(endpoint.pk, _sample(versions[0]))
    assert (status, answer["fields"]) == (200, ["cool.3", "cool.20", "cool.100"])
    assert headers["x-hallmark-version"] == "hydraulic_model_1"
    assert headers["x-hallmark-release"] == str(first.pk)

    second = building.brought_up(builder, versions[1], deployment=endpoint)
    assert _answering(gateway, endpoint, versions[1]) == str(second.pk)

    lying = building.version_with_wrong_golden_rows(builder, endpoint.project)
    third = building.brought_up(builder, lying, deployment=endpoint)
    assert state_of(third) is State.FAILED
    assert "Golden row 1" in _detail(third)
    assert _answering(gateway, endpoint, versions[1]) == str(second.pk)

    back = roll_back(
        actor=builder, deployment=endpoint, to_release=first, reason=make.WHY
    )
    run_job(building.job_of(back).pk)
    assert _answering(gateway, endpoint, versions[0]) == str(back.pk)

    delete_deployment(actor=builder, deployment=endpoint, reason=make.WHY)
    _publish()
    building.until(lambda: gateway.score(endpoint.pk, {})[0] == 404)


def test_prod_needs_a_key_of_somebody_who_may_score(
    gateway: Started, builder: User, engineer: User, versions: list[Version]
) -> None:
    release = building.promoted_and_up(engineer, versions[0])
    assert state_of(release) is State.HEALTHY, _detail(release)
    where, sample = release.deployment_id, _sample(versions[0])
    assert gateway.score(where, sample)[0] == 401
    token, secret = create_token(actor=builder, name="rig", scopes=["score"], days=1)
    _publish()
    building.until(lambda: gateway.score(where, sample, secret)[0] == 200)
    revoke_token(actor=builder, token=token, reason=make.WHY)
    _publish()
    building.until(lambda: gateway.score(where, sample, secret)[0] == 401)


def _sample(version: Version) -> Any:
    return serving_spec(version)["sample"]


def _answering(gateway: Started, endpoint: Deployment, version: Version) -> str:
    status, headers, _ = gateway.score(endpoint.pk, _sample(version))
    assert status == 200
    return headers["x-hallmark-release"]


def _detail(release: Release) -> str:
    (line,) = queries.with_states([release])
    return line.detail


def _publish() -> None:
    for job in Job.objects.filter(kind="publish_routes", state=Job.State.QUEUED):
        run_job(job.pk)
