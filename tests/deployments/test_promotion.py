"""Promotion: asked for, approved by another, applied; nothing else reaches PROD."""

import json

import pytest

from deployments.models import Deployment, Release
from governance import change_ends, changes
from governance.changes import State
from governance.exceptions import AccessDenied, Conflict, IllegalMove
from governance.jobs import run_job
from governance.models import ChangeEnd, Entry, User
from governance.operations.unshare_project import unshare_project
from registry.models import Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(admin: User, project: object) -> None:
    """PROD asks for one approval and a whole snapshot."""
    promoting.short_policy(admin)


def test_a_version_is_asked_for_approved_by_another_and_applied(
    fake: FakeRuntime,
    builder: User,
    officer: User,
    engineer: User,
    versions: list[Version],
) -> None:
    change = promoting.asked(builder, versions[0])
    assert changes.standing(change).state is State.OPEN
    before = Entry.objects.count()
    promoting.reviewed(officer, change)
    assert changes.standing(change).state is State.APPROVED
    release = promoting.applied(engineer, change)
    run_job(building.job_of(release).pk)
    codes = [entry.action for entry in make.entries_since(before)]
    assert codes == ["change.approved", "release.promoted", "release.healthy"]
    assert release.kind == Release.Kind.PROMOTE
    assert Deployment.objects.get().live_release == release
    assert changes.standing(change).state is State.APPLIED


def test_the_entry_of_a_promotion_names_the_change_and_what_was_bound(
    builder: User, officer: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    promoting.applied(engineer, change)
    body = json.loads(bytes(Entry.objects.latest("pk").body))
    assert body["action"] == "release.promoted"
    assert body["changes"]["change"] == [None, "CR-1"]
    assert body["hashes"] == {
        "version": versions[0].digest,
        "binding": change.binding,
        "stood": change_ends.digest_of(ChangeEnd.objects.get().stood or {}),
    }


def test_without_an_approval_nothing_is_applied(
    builder: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    with pytest.raises(IllegalMove, match="0 of 1 approvals"):
        promoting.applied(engineer, change)
    assert not Release.objects.exists()


def test_a_plain_deploy_to_prod_is_refused(
    engineer: User, versions: list[Version]
) -> None:
    with pytest.raises(IllegalMove, match="asks for 1 approval by others"):
        building.deploy(engineer, versions[0], environment="PROD", name="cooler-prod")
    assert not Deployment.objects.exists()


def test_who_may_not_deploy_to_prod_may_not_apply(
    builder: User, officer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    for person in (builder, officer):
        with pytest.raises(AccessDenied, match="deploy to PROD"):
            promoting.applied(person, change)


def test_a_change_is_applied_once(
    builder: User, officer: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    promoting.applied(engineer, change)
    with pytest.raises(Conflict, match="applied already"):
        promoting.applied(engineer, change)
    assert Release.objects.count() == 1


def test_an_approval_counts_only_while_the_role_lasts(
    builder: User, officer: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    grant = officer.grants.get()
    unshare_project(
        actor=builder, project=versions[0].project, grant=grant, reason=make.WHY
    )
    with pytest.raises(IllegalMove, match="0 of 1 approvals"):
        promoting.applied(engineer, change)


def test_a_new_policy_voids_what_waits_and_says_what_changed(
    admin: User, builder: User, officer: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    promoting.short_policy(admin, approvals=2)
    standing = changes.standing(change)
    assert standing.state is State.VOID
    assert standing.words[0].startswith(
        "The policy changed since it was asked for: revision was 2, is 3"
    )
    with pytest.raises(IllegalMove, match="is not approved: void"):
        promoting.applied(engineer, change)
    with pytest.raises(IllegalMove, match="is void"):
        promoting.reviewed(officer, change)


def test_an_approval_freezes_when_its_release_goes_live(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["officer"], change)
    release = promoting.applied(people["engineer"], change)
    run_job(building.job_of(release).pk)
    promoting.short_policy(people["admin"], approvals=2)
    assert changes.standing(change).state is State.APPLIED
    assert changes.standing(change).decisions[0].counts


def test_a_release_whose_approval_ended_before_it_went_live_fails(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["officer"], change)
    release = promoting.applied(people["engineer"], change)
    promoting.short_policy(people["admin"], approvals=2)
    run_job(building.job_of(release).pk)
    assert Deployment.objects.get().live_release is None
    assert Entry.objects.latest("pk").action == "release.failed"
