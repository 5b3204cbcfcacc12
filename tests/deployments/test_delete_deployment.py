"""Deleting an endpoint: it stops answering, all it did stays."""

import pytest

from deployments.lifecycle import State
from deployments.models import Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.states import state_of
from governance.exceptions import AccessDenied, Conflict, IllegalMove, ReasonMissing
from governance.jobs import run_job
from governance.models import Entry, Job, User
from registry.models import Version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(fake: FakeRuntime, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[0])


def test_one_entry_says_it_and_the_release_is_stopped(
    fake: FakeRuntime, builder: User, release: Release
) -> None:
    before = Entry.objects.count()
    delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)
    (entry,) = make.entries_since(before)
    assert entry.action == "deployment.deleted"
    assert state_of(release) is State.STOPPED
    assert Release.objects.filter(pk=release.pk).exists()
    assert building.fresh(release.deployment).is_deleted


def test_a_job_takes_the_route_away(
    fake: FakeRuntime, builder: User, release: Release
) -> None:
    assert len(fake.routes) == 1
    delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)
    run_job(Job.objects.get(kind="publish_routes").pk)
    assert fake.routes == []


def test_its_name_is_free_again(
    builder: User, release: Release, versions: list[Version]
) -> None:
    delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)
    again = building.deploy(builder, versions[0])
    assert again.deployment != release.deployment


def test_a_second_time_is_an_illegal_move(builder: User, release: Release) -> None:
    delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)
    with pytest.raises(IllegalMove, match="already"):
        delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)


def test_without_a_reason_or_from_an_old_page_it_stays(
    builder: User, release: Release
) -> None:
    with pytest.raises(ReasonMissing):
        delete_deployment(actor=builder, deployment=release.deployment, reason="no")
    with pytest.raises(Conflict):
        delete_deployment(
            actor=builder, deployment=release.deployment, reason=make.WHY, revision=0
        )
    assert not building.fresh(release.deployment).is_deleted


def test_who_may_not_deploy_may_not_delete(
    people: dict[str, User], release: Release
) -> None:
    for name in ("validator", "officer", "admin", "auditor", "business", "outsider"):
        with pytest.raises(AccessDenied):
            delete_deployment(
                actor=people[name], deployment=release.deployment, reason=make.WHY
            )
    assert not building.fresh(release.deployment).is_deleted
