"""Who may decide on a change, in which account; what a signature is worth."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from deployments.models import Release
from governance import changes
from governance.changes import State
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.jobs import run_job
from governance.models import Approval, Entry, Job, User
from governance.operations.unshare_project import unshare_project
from registry.models import Project, Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(admin: User, project: Project) -> None:
    promoting.short_policy(admin)


def test_who_may_decide(people: dict[str, User], versions: list[Version]) -> None:
    for name, person in people.items():
        change = promoting.asked(people["engineer"], versions[0], name=f"for-{name}")
        before = Entry.objects.count()
        if name in {"validator", "officer"}:
            promoting.reviewed(person, change)
            wanted = "change.approved"
        else:
            with pytest.raises(AccessDenied):
                promoting.reviewed(person, change)
            wanted = "access.denied"
        assert [e.action for e in make.entries_since(before)] == [wanted], name
    assert Approval.objects.count() == 2


def test_a_decision_tells_its_meaning_and_when_its_signer_logged_in(
    builder: User, officer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    approval = promoting.reviewed(officer, change)
    body = json.loads(bytes(Entry.objects.get(uuid=approval.entry).body))
    assert body["changes"]["meaning"][1] == approval.meaning
    assert body["changes"]["auth_time"][1] == approval.auth_time.isoformat()
    assert body["hashes"] == {"binding": change.binding}


def test_an_owner_who_asked_does_not_approve_their_own(
    builder: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    with pytest.raises(AccessDenied, match="asked for this change"):
        promoting.reviewed(builder, change)


def test_an_owner_who_built_it_does_not_approve_what_another_asked(
    builder: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(engineer, versions[0])
    with pytest.raises(AccessDenied, match="built something in its lineage"):
        promoting.reviewed(builder, change)


def test_a_second_account_of_the_same_subject_is_the_same_person(
    builder: User, admin: User, project: Project, versions: list[Version]
) -> None:
    """Another issuer, as after a move of the provider, and the same `sub`."""
    again = make.second_account("builder", "builder-again")
    make.share(admin, project, again.username, "officer")
    change = promoting.asked(builder, versions[0])
    with pytest.raises(AccessDenied, match="asked for this change"):
        promoting.reviewed(again, change)


def test_two_accounts_of_one_person_approve_once(
    admin: User, builder: User, officer: User, project: Project, versions: list[Version]
) -> None:
    promoting.short_policy(admin, approvals=2)
    again = make.second_account("officer", "officer-again")
    make.share(builder, project, again.username, "officer")
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    promoting.reviewed(again, change)
    assert changes.standing(change).approvals == 1
    assert changes.standing(change).state is State.OPEN


def test_the_same_person_twice_is_one_approval(
    admin: User, builder: User, officer: User, versions: list[Version]
) -> None:
    promoting.short_policy(admin, approvals=2)
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    promoting.reviewed(officer, change)
    assert changes.standing(change).approvals == 1


def test_a_closed_account_and_a_swapped_role_count_no_more(
    admin: User,
    builder: User,
    officer: User,
    versions: list[Version],
) -> None:
    """The role is another one when it is applied: the approval counts no more."""
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    project = versions[0].project
    unshare_project(
        actor=builder, project=project, grant=officer.grants.get(), reason=make.WHY
    )
    make.share(builder, project, "officer", "engineer")
    standing = changes.standing(change)
    assert (standing.state, standing.approvals) == (State.OPEN, 0)
    assert "You may not approve" in standing.decisions[0].because
    with pytest.raises(IllegalMove, match="0 of 1"):
        promoting.applied(officer, change)


def test_who_left_the_group_counts_no_more(
    builder: User, project: Project, versions: list[Version]
) -> None:
    """The role came by a group of the provider, which says otherwise by now."""
    member = make.person("member", "compliance")
    make.share(builder, project, "group:compliance", "officer")
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(member, change)
    assert changes.standing(change).state is State.APPROVED
    make.person("member")  # the next login, without the group
    assert changes.standing(change).approvals == 0
    assert changes.standing(change).state is State.OPEN


def test_a_system_account_decides_nothing(
    builder: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    for name in ("operator", "deployer"):
        with pytest.raises(AccessDenied):
            promoting.reviewed(User.objects.system(name), change)
    assert changes.standing(change).approvals == 0


def test_who_has_the_role_again_counts_again(
    builder: User, officer: User, engineer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change)
    project = versions[0].project
    unshare_project(
        actor=builder, project=project, grant=officer.grants.get(), reason=make.WHY
    )
    make.share(builder, project, "officer", "officer")
    promoting.applied(engineer, change)


FORGED: list[dict[str, Any]] = [
    {"person": uuid4()},
    {"change": uuid4()},
    {"verdict": "reject"},
    {"binding": "0" * 64},
    {"auth_time": timezone.now() - timedelta(seconds=3600)},
    {"auth_time": timezone.now() + timedelta(seconds=3600)},
]


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: next(iter(forged)))
def test_a_signature_for_something_else_or_of_yesterday_approves_nothing(
    builder: User, officer: User, versions: list[Version], forged: dict[str, Any]
) -> None:
    change = promoting.asked(builder, versions[0])
    good = promoting.signature(officer, change, "approve")
    with pytest.raises(IllegalMove, match=r"[Ss]ign"):
        promoting.reviewed(officer, change, signature=replace(good, **forged))
    assert not Approval.objects.exists()


def test_a_row_without_a_fresh_login_does_not_count(
    builder: User, officer: User, versions: list[Version]
) -> None:
    """Even one that somebody put into the table past the operation."""
    change = promoting.asked(builder, versions[0])
    Approval.objects.create(
        change=change,
        person=officer,
        verdict="approve",
        binding=change.binding,
        meaning="I approve it.",
        auth_time=timezone.now() - timedelta(hours=1),
        signed_at=timezone.now(),
        entry=uuid4(),
    )
    assert changes.standing(change).state is State.OPEN


def test_an_unknown_verdict_is_refused(
    builder: User, officer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    signed = promoting.signature(officer, change, "approve")
    with pytest.raises(InvalidInput):
        promoting.reviewed(officer, change, "maybe", signature=signed)


def test_a_rejection_ends_the_request(
    builder: User, officer: User, validator: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    promoting.reviewed(officer, change, "reject")
    assert changes.standing(change).state is State.REJECTED
    with pytest.raises(IllegalMove, match="rejected"):
        promoting.reviewed(validator, change)


def test_whoever_wants_changes_holds_it_back_until_they_approve(
    people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["officer"], change, "changes")
    promoting.reviewed(people["validator"], change)
    standing = changes.standing(change)
    assert standing.state is State.CHANGES
    with pytest.raises(IllegalMove, match="officer asked for changes"):
        promoting.applied(people["engineer"], change)
    promoting.reviewed(people["officer"], change)
    promoting.applied(people["engineer"], change)


def test_high_risk_takes_two_people(
    people: dict[str, User], versions: list[Version]
) -> None:
    promoting.short_policy(people["admin"], approvals=2)
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["officer"], change)
    with pytest.raises(IllegalMove, match="1 of 2"):
        promoting.applied(people["engineer"], change)
    promoting.reviewed(people["validator"], change)
    promoting.applied(people["engineer"], change)


def test_it_applies_itself_in_the_name_of_who_asked(
    fake: FakeRuntime, engineer: User, officer: User, versions: list[Version]
) -> None:
    change = promoting.asked(engineer, versions[0], auto_apply=True)
    promoting.reviewed(officer, change)
    job = Job.objects.get(kind="apply_change")
    assert job.requested_by == engineer
    run_job(job.pk)
    run_job(job.pk)
    release = Release.objects.get()
    assert release.requested_by == engineer
    body = json.loads(bytes(Entry.objects.get(action="release.promoted").body))
    assert body["actor"]["kind"] == "system"
    assert body["on_behalf_of"] == str(engineer.pk)
    run_job(building.job_of(release).pk)
    assert Entry.objects.latest("pk").action == "release.healthy"


def test_it_does_not_apply_itself_for_who_lost_the_right(
    people: dict[str, User], versions: list[Version]
) -> None:
    engineer, project = people["engineer"], versions[0].project
    change = promoting.asked(engineer, versions[0], auto_apply=True)
    promoting.reviewed(people["officer"], change)
    unshare_project(
        actor=people["builder"],
        project=project,
        grant=engineer.grants.get(),
        reason=make.WHY,
    )
    job = Job.objects.get(kind="apply_change")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert not Release.objects.exists()


def test_it_applies_itself_after_changes_that_were_wanted_meanwhile(
    people: dict[str, User], versions: list[Version]
) -> None:
    """The work that was ordered first found the request no longer approved."""
    change = promoting.asked(people["engineer"], versions[0], auto_apply=True)
    promoting.reviewed(people["officer"], change)
    promoting.reviewed(people["validator"], change, "changes")
    jobs = Job.objects.filter(kind="apply_change")
    run_job(jobs.get().pk)
    assert jobs.get().state == Job.State.FAILED
    promoting.reviewed(people["validator"], change)
    run_job(jobs.get(state=Job.State.QUEUED).pk)
    assert Release.objects.get().requested_by == people["engineer"]


def test_a_further_approval_does_not_order_the_work_twice(
    people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["engineer"], versions[0], auto_apply=True)
    for name in ("officer", "validator"):
        promoting.reviewed(people[name], change)
    assert Job.objects.filter(kind="apply_change").count() == 1
