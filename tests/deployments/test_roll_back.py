"""Rolling back: a new release that points at an older one."""

import json

import pytest

from deployments.models import Deployment, Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.roll_back import roll_back
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    NotVisible,
    ReasonMissing,
)
from governance.jobs import run_job
from governance.models import Entry, User
from registry.models import Version
from registry.operations.withdraw_version import withdraw_version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(fake: FakeRuntime, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[0])


@pytest.fixture
def second(first: Release, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[1], deployment=first.deployment)


@pytest.fixture
def endpoint(second: Release) -> Deployment:
    return building.fresh(second.deployment)


def test_it_runs_exactly_what_the_older_release_ran(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    before = Entry.objects.count()
    back = roll_back(
        actor=builder, deployment=endpoint, to_release=first, reason=make.WHY
    )
    (entry,) = make.entries_since(before)
    changes = json.loads(bytes(entry.body))["changes"]
    assert (entry.action, entry.object_id) == ("release.rolled_back", endpoint.pk)
    assert changes["version"] == ["hydraulic_model_2", "hydraulic_model_1"]
    assert changes["to_release"] == [None, 1]
    assert (back.number, back.kind, back.points_at) == (3, "rollback", first)
    assert (back.worker_key, back.version) == (first.worker_key, first.version)
    run_job(building.job_of(back).pk)
    assert building.fresh(endpoint).live_release == back


def test_there_and_back_again_keeps_the_other_one_warm(
    fake: FakeRuntime, builder: User, endpoint: Deployment, first: Release
) -> None:
    second = endpoint.live_release
    assert second is not None
    back = roll_back(
        actor=builder, deployment=endpoint, to_release=first, reason=make.WHY
    )
    run_job(building.job_of(back).pk)
    assert building.fresh(endpoint).warm_release == second
    again = roll_back(
        actor=builder, deployment=endpoint, to_release=second, reason=make.WHY
    )
    run_job(building.job_of(again).pk)
    assert building.fresh(endpoint).live_release == again


def test_without_a_reason_nothing_happens(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    before = Entry.objects.count()
    with pytest.raises(ReasonMissing):
        roll_back(actor=builder, deployment=endpoint, to_release=first, reason=" ")
    assert Entry.objects.count() == before


def test_who_may_not_deploy_may_not_roll_back(
    people: dict[str, User], endpoint: Deployment, first: Release
) -> None:
    for name in ("validator", "officer", "admin", "auditor", "business", "outsider"):
        before = Entry.objects.count()
        with pytest.raises(AccessDenied):
            roll_back(
                actor=people[name],
                deployment=endpoint,
                to_release=first,
                reason=make.WHY,
            )
        assert [e.action for e in make.entries_since(before)] == ["access.denied"]


def test_the_owner_may_not_roll_back_in_prod(
    fake: FakeRuntime, engineer: User, builder: User, versions: list[Version]
) -> None:
    first = building.promoted_and_up(engineer, versions[0])
    building.promoted_and_up(engineer, versions[1], deployment=first.deployment)
    with pytest.raises(AccessDenied, match="PROD"):
        roll_back(
            actor=builder,
            deployment=first.deployment,
            to_release=first,
            reason=make.WHY,
        )


def test_to_the_release_that_answers_is_an_illegal_move(
    builder: User, endpoint: Deployment, second: Release
) -> None:
    with pytest.raises(IllegalMove, match="already"):
        roll_back(
            actor=builder, deployment=endpoint, to_release=second, reason=make.WHY
        )


def test_to_a_release_with_the_version_that_answers_is_an_illegal_move(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    back = roll_back(
        actor=builder, deployment=endpoint, to_release=first, reason=make.WHY
    )
    run_job(building.job_of(back).pk)
    with pytest.raises(IllegalMove, match="already"):
        roll_back(actor=builder, deployment=endpoint, to_release=first, reason=make.WHY)


def test_to_a_release_that_never_was_healthy_is_an_illegal_move(
    fake: FakeRuntime, builder: User, endpoint: Deployment, versions: list[Version]
) -> None:
    fake.broken = "It crashed."
    failed = building.brought_up(builder, versions[0], deployment=endpoint)
    with pytest.raises(IllegalMove, match="never was Healthy"):
        roll_back(
            actor=builder, deployment=endpoint, to_release=failed, reason=make.WHY
        )


def test_to_a_release_of_another_endpoint_is_not_found(
    builder: User, endpoint: Deployment, versions: list[Version]
) -> None:
    other = building.brought_up(builder, versions[0], name="another")
    with pytest.raises(NotVisible):
        roll_back(actor=builder, deployment=endpoint, to_release=other, reason=make.WHY)


def test_to_a_withdrawn_version_is_an_illegal_move(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    withdraw_version(actor=builder, version=first.version, reason=make.WHY)
    with pytest.raises(IllegalMove, match="withdrawn"):
        roll_back(actor=builder, deployment=endpoint, to_release=first, reason=make.WHY)


def test_on_a_deleted_endpoint_is_an_illegal_move(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    delete_deployment(actor=builder, deployment=endpoint, reason=make.WHY)
    with pytest.raises(IllegalMove, match="deleted"):
        roll_back(actor=builder, deployment=endpoint, to_release=first, reason=make.WHY)


def test_from_an_old_page_is_a_conflict(
    builder: User, endpoint: Deployment, first: Release
) -> None:
    with pytest.raises(Conflict):
        roll_back(
            actor=builder,
            deployment=endpoint,
            to_release=first,
            reason=make.WHY,
            revision=endpoint.revision - 1,
        )
