"""Deploying: who may where, what is recorded, what is refused."""

import json
from typing import Any

import pytest

from deployments.models import Deployment, Release
from deployments.operations.deploy_version import deploy_version
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.models import Entry, Job, User
from registry.models import Project, Version
from registry.operations.withdraw_version import withdraw_version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building

pytestmark = pytest.mark.django_db

MAY = {
    "DEV": {"builder", "engineer"},
    "TEST": {"builder", "engineer"},
}
EVERYBODY = (
    "builder",
    "validator",
    "engineer",
    "officer",
    "admin",
    "auditor",
    "business",
    "outsider",
)


def test_a_new_endpoint_gets_its_first_release_and_one_entry(
    builder: User, versions: list[Version]
) -> None:
    before = Entry.objects.count()
    release = building.deploy(builder, versions[0])
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    endpoint = Deployment.objects.get()
    assert (entry.action, entry.object_id) == ("release.deployed", endpoint.pk)
    assert body["object"]["label"] == "cooler-dev"
    assert body["changes"]["version"] == [None, "hydraulic_model_1"]
    assert body["changes"]["release"] == [None, 1]
    assert body["hashes"] == {"version": versions[0].digest}
    assert (release.number, release.kind) == (1, Release.Kind.DEPLOY)
    assert endpoint.next_release == release
    assert building.job_of(release).state == Job.State.QUEUED


def test_a_second_release_on_the_same_endpoint_says_what_it_replaces(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    before = Entry.objects.count()
    second = building.deploy(builder, versions[1], deployment=first.deployment)
    (entry,) = make.entries_since(before)
    changes = json.loads(bytes(entry.body))["changes"]
    assert changes["version"] == ["hydraulic_model_1", "hydraulic_model_2"]
    assert changes["release"] == [1, 2]
    assert second.number == 2


@pytest.mark.parametrize("environment", MAY)
def test_each_environment_is_a_right_of_its_own(
    people: dict[str, User], versions: list[Version], environment: str
) -> None:
    for name in EVERYBODY:
        where = {"environment": environment, "name": f"for-{name}"}
        before = Entry.objects.count()
        if name in MAY[environment]:
            building.deploy(people[name], versions[0], **where)
            wanted = "release.deployed"
        else:
            with pytest.raises(AccessDenied):
                building.deploy(people[name], versions[0], **where)
            wanted = "access.denied"
        assert [e.action for e in make.entries_since(before)] == [wanted], name
    names = Deployment.objects.values_list("name", flat=True)
    assert set(names) == {f"for-{name}" for name in MAY[environment]}
    assert Job.objects.count() == len(names)


def test_nobody_deploys_to_prod_without_an_approval(
    people: dict[str, User], versions: list[Version]
) -> None:
    """The right is asked first: who lacks it learns nothing about the policy."""
    for name in EVERYBODY:
        refusal = IllegalMove if name == "engineer" else AccessDenied
        with pytest.raises(refusal):
            building.deploy(people[name], versions[0], environment="PROD")
    assert not Deployment.objects.exists()
    assert not Job.objects.exists()


BAD: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"reason": ""}, ReasonMissing),
    ({"reason": "too short"}, ReasonMissing),
    ({"reason": "x" * 501}, InvalidInput),
    ({"environment": "STAGE"}, InvalidInput),
    ({"environment": "dev"}, InvalidInput),
    ({"environment": ""}, InvalidInput),
    ({"name": ""}, InvalidInput),
    ({"name": "Cooler"}, InvalidInput),
    ({"name": "../etc/passwd"}, InvalidInput),
    ({"name": "a b"}, InvalidInput),
    ({"name": "x" * 64}, InvalidInput),
    ({"name": "-cooler"}, InvalidInput),
]


def test_bad_input_is_refused_and_changes_nothing(
    builder: User, versions: list[Version]
) -> None:
    before = Entry.objects.count()
    for given, refusal in BAD:
        with pytest.raises(refusal):
            building.deploy(builder, versions[0], **given)
    assert Entry.objects.count() == before
    assert not Deployment.objects.exists()


def test_a_name_that_is_taken_is_a_conflict(
    builder: User, versions: list[Version]
) -> None:
    building.deploy(builder, versions[0])
    with pytest.raises(Conflict, match="cooler-dev"):
        building.deploy(builder, versions[1])
    assert Deployment.objects.count() == 1


def test_while_a_release_is_on_its_way_no_other_starts(
    builder: User, versions: list[Version]
) -> None:
    release = building.deploy(builder, versions[0])
    with pytest.raises(Conflict, match="on its way"):
        building.deploy(builder, versions[1], deployment=release.deployment)
    assert Release.objects.count() == 1


def test_a_step_decided_on_an_old_page_is_a_conflict(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    endpoint = building.brought_up(builder, versions[0]).deployment
    with pytest.raises(Conflict, match="changed"):
        building.deploy(builder, versions[1], deployment=endpoint, revision=0)


def test_the_version_that_answers_already_is_refused(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    endpoint = building.brought_up(builder, versions[0]).deployment
    with pytest.raises(IllegalMove, match="already"):
        building.deploy(builder, versions[0], deployment=endpoint)


def test_a_withdrawn_version_is_refused(builder: User, versions: list[Version]) -> None:
    withdraw_version(actor=builder, version=versions[0], reason=make.WHY)
    with pytest.raises(IllegalMove, match="withdrawn"):
        building.deploy(builder, versions[0])
    assert not Deployment.objects.exists()


def test_an_endpoint_of_another_model_is_refused(
    fake: FakeRuntime, builder: User, project: Project, versions: list[Version]
) -> None:
    endpoint = building.brought_up(builder, versions[0]).deployment
    other = registry_building.version(builder, project, model_name="valve_model")
    with pytest.raises(InvalidInput, match="another model"):
        building.deploy(builder, other, deployment=endpoint)


def test_an_endpoint_of_another_environment_is_refused(
    fake: FakeRuntime, engineer: User, versions: list[Version]
) -> None:
    endpoint = building.brought_up(engineer, versions[0]).deployment
    with pytest.raises(InvalidInput):
        deploy_version(
            actor=engineer,
            version=versions[1],
            environment="PROD",
            deployment=endpoint,
            reason=make.WHY,
        )
