"""Ending somebody's access."""

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import get_user_perms

from governance import access
from governance.exceptions import AccessDenied, Conflict, IllegalMove, NotVisible
from governance.models import Grant, Subject, User
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from tests import make


def grant_of(project: Subject, member: User) -> Grant:
    return next(g for g in access.members(project.pk) if g.user == member)


def test_the_member_loses_the_right_at_once(
    builder: User, project: Subject, engineer: User
) -> None:
    grant = grant_of(project, engineer)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    assert not access.may(engineer, Right.VIEW, project.pk).allowed
    assert not get_user_perms(engineer, project)


def test_the_last_owner_stays(builder: User, project: Subject) -> None:
    grant = grant_of(project, builder)
    with pytest.raises(IllegalMove):
        unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    assert access.may(builder, Right.SHARE, project.pk).allowed


def test_ending_twice_is_a_conflict(
    builder: User, project: Subject, engineer: User
) -> None:
    grant = grant_of(project, engineer)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    with pytest.raises(Conflict):
        unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)


def test_a_member_without_the_right_is_refused(
    officer: User, project: Subject, engineer: User
) -> None:
    grant = grant_of(project, engineer)
    with pytest.raises(AccessDenied):
        unshare_project(actor=officer, project=project, grant=grant, reason=make.WHY)
    assert access.may(engineer, Right.VIEW, project.pk).allowed


def test_a_grant_of_another_project_is_not_found(
    builder: User, project: Subject, engineer: User
) -> None:
    other = make.project(builder, "other")
    grant = grant_of(project, engineer)
    with pytest.raises(NotVisible):
        unshare_project(actor=builder, project=other, grant=grant, reason=make.WHY)


def test_an_owner_who_is_nobody_does_not_count(
    builder: User, project: Subject, outsider: User
) -> None:
    Group.objects.create(name="empty")
    make.share(builder, project, "group:empty", "owner")
    make.share(builder, project, "outsider", "owner")
    grant = grant_of(project, outsider)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    with pytest.raises(IllegalMove):
        unshare_project(
            actor=builder,
            project=project,
            grant=next(g for g in access.members(project.pk) if g.user == builder),
            reason=make.WHY,
        )
