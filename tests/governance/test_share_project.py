"""Sharing a project with somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import get_user_perms

from governance import access, history
from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import Entry, Subject, User
from governance.operations.share_project import share_project
from governance.rights import Right, Role
from tests import make


def test_the_member_may_what_the_role_allows(
    builder: User, project: Subject, outsider: User
) -> None:
    before = Entry.objects.count()
    make.share(builder, project, "outsider", "engineer")
    assert access.may(outsider, Right.DEPLOY_PROD, project.pk).allowed
    assert not access.may(outsider, Right.SHARE, project.pk).allowed
    (entry,) = make.entries_since(before)
    assert entry.action == "project.shared"


def test_guardian_agrees_with_the_grant(
    builder: User, project: Subject, outsider: User
) -> None:
    make.share(builder, project, "outsider", "engineer")
    expected = {right.codename for right in Role.ENGINEER.rights}
    assert set(get_user_perms(outsider, project)) == expected


def test_a_group_gives_its_members_the_role(builder: User, project: Subject) -> None:
    member = make.person("member", "rig team")
    make.share(builder, project, "group:rig team", "viewer")
    decision = access.may(member, Right.VIEW, project.pk)
    assert decision.allowed
    assert "through group rig team" in decision.because


@pytest.mark.parametrize(
    ("member", "role", "field"),
    [
        ("nobody-here", "viewer", "member"),
        ("group:none", "viewer", "member"),
        ("", "viewer", "member"),
        ("builder", "viewer", "member"),
        ("system:jobs", "viewer", "member"),
        ("outsider", "admin", "role"),
        ("outsider", "emperor", "role"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(
    builder: User, project: Subject, member: str, role: str, field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        make.share(builder, project, member, role)
    assert refusal.value.field == field
    assert Entry.objects.count() == before


def test_an_end_in_the_past_is_refused(builder: User, project: Subject) -> None:
    with pytest.raises(InvalidInput) as refusal:
        share_project(
            actor=builder,
            project=project,
            member="outsider",
            role="viewer",
            reason=make.WHY,
            valid_until=datetime(2020, 1, 1, tzinfo=UTC),
        )
    assert refusal.value.field == "valid_until"


def test_sharing_twice_is_a_conflict(builder: User, project: Subject) -> None:
    make.share(builder, project, "outsider")
    with pytest.raises(Conflict):
        make.share(builder, project, "outsider")


def test_a_member_without_the_right_is_refused_and_the_refusal_is_kept(
    engineer: User, project: Subject, outsider: User
) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        make.share(engineer, project, "outsider")
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert not access.may(outsider, Right.VIEW, project.pk).allowed


def test_an_admin_shares_a_project_without_seeing_it(
    admin: User, project: Subject, outsider: User
) -> None:
    make.share(admin, project, "outsider")
    assert access.may(outsider, Right.VIEW, project.pk).allowed
    assert not access.may(admin, Right.VIEW, project.pk).allowed


def test_a_grant_ends_by_the_clock_itself(
    builder: User, project: Subject, outsider: User
) -> None:
    end = timezone.now() + timedelta(hours=1)
    share_project(
        actor=builder,
        project=project,
        member="outsider",
        role="viewer",
        reason=make.WHY,
        valid_until=end,
    )
    assert access.may(outsider, Right.VIEW, project.pk).allowed
    with time_machine.travel(end + timedelta(seconds=1)):
        assert not access.may(outsider, Right.VIEW, project.pk).allowed
        make.share(builder, project, "outsider")
        assert access.may(outsider, Right.VIEW, project.pk).allowed


def test_a_closed_account_may_nothing(builder: User, project: Subject) -> None:
    builder.is_active = False
    assert not access.may(builder, Right.VIEW, project.pk).allowed


@pytest.mark.parametrize("role", ["engineer", "viewer"])
def test_nobody_gives_themselves_a_right_through_a_group(
    builder: User, admin: User, project: Subject, role: str
) -> None:
    team = Group.objects.create(name="team")
    for actor in (builder, admin):
        actor.groups.add(team)
        with pytest.raises(InvalidInput) as refusal:
            make.share(actor, project, "group:team", role)
        assert refusal.value.field == "member"
    assert not access.may(builder, Right.DEPLOY_PROD, project.pk).allowed


def test_who_may_not_share_learns_no_names(business: User, project: Subject) -> None:
    for name in ("nobody-here", "outsider", "group:none"):
        with pytest.raises(AccessDenied):
            make.share(business, project, name)


def test_a_long_reason_is_kept_whole_in_any_script(
    builder: User, project: Subject
) -> None:
    why = "理由" * 250
    share_project(
        actor=builder, project=project, member="outsider", role="viewer", reason=why
    )
    assert history.events(subject=project.pk, limit=1)[0].why == why


def test_the_page_records_a_refusal_like_the_api(
    browser_of: Any, business: User, project: Subject
) -> None:
    before = Entry.objects.count()
    form = {"member": "outsider", "role": "viewer", "reason": make.WHY}
    answer = browser_of(business).post(f"/projects/{project.pk}/share/", form)
    assert answer.status_code == 403
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
