"""guardian's tables and the grants in force, compared."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import timezone
from guardian.shortcuts import get_user_perms

from governance import projection, scopes
from governance.models import Grant, Subject, User
from governance.operations.extend_grant import extend_grant
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.tasks import renew_projection
from registry.models.projects import (
    ProjectGroupObjectPermission,
    ProjectUserObjectPermission,
)
from tests import make


def verified() -> str:
    """What the command says when everything holds."""
    out = StringIO()
    call_command("verify_access", stdout=out, stderr=StringIO())
    return out.getvalue()


def named() -> str:
    """The lines of the command when something does not."""
    lines = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_access", stdout=StringIO(), stderr=lines)
    return lines.getvalue()


def until_tomorrow(builder: User, project: Subject, member: str) -> Grant:
    return share_project(
        actor=builder,
        project=project,
        member=member,
        role="engineer",
        reason=make.WHY,
        valid_until=timezone.now() + timedelta(days=1),
    )


def test_after_every_step_both_sides_agree(
    builder: User, project: Subject, engineer: User
) -> None:
    Group.objects.create(name="rig team")
    make.share(builder, project, "group:rig team", "validator")
    make.share(builder, project, "engineer", "viewer")
    grant = until_tomorrow(builder, project, "outsider")
    later = timezone.now() + timedelta(days=2)
    longer = extend_grant(
        actor=builder,
        project=project,
        grant=grant,
        valid_until=later,
        reason=make.WHY,
    )
    assert "guardian's tables agree" in verified()
    unshare_project(actor=builder, project=project, grant=longer, reason=make.WHY)
    assert "guardian's tables agree" in verified()


@pytest.mark.parametrize("to", ["person", "group"])
def test_a_right_that_only_guardian_knows_is_named(
    project: Any, outsider: User, to: str
) -> None:
    permission = Permission.objects.get(codename="deploy_prod")
    if to == "person":
        ProjectUserObjectPermission.objects.create(
            content_object=project, user=outsider, permission=permission
        )
    else:
        team = Group.objects.create(name="team")
        ProjectGroupObjectPermission.objects.create(
            content_object=project, group=team, permission=permission
        )
    (line,) = named().splitlines()
    assert f"deploy_prod of {to}:" in line
    assert "no grant in force gives it" in line


def test_a_right_that_guardian_lacks_is_named_and_stays_so(
    project: Subject, engineer: User
) -> None:
    rows = ProjectUserObjectPermission.objects.filter(user=engineer)
    rows.filter(permission__codename="deploy_prod").delete()
    for _ in range(2):
        assert "guardian lacks it" in named()


def test_what_ended_by_the_clock_differs_until_it_is_projected_again(
    builder: User, project: Subject, outsider: User
) -> None:
    grant = until_tomorrow(builder, project, "outsider")
    assert grant.valid_until is not None
    with time_machine.travel(grant.valid_until + timedelta(minutes=5)):
        assert {each.in_guardian for each in projection.differences()} == {True}
        renew_projection(hours=2)
        assert list(projection.differences()) == []
        assert not get_user_perms(outsider, project)


def test_what_begins_by_the_clock_is_projected_then(
    builder: User, project: Subject, outsider: User
) -> None:
    begins = timezone.now() + timedelta(days=1)
    share_project(
        actor=builder,
        project=project,
        member="outsider",
        role="viewer",
        reason=make.WHY,
        valid_from=begins,
    )
    assert not get_user_perms(outsider, project)
    with time_machine.travel(begins + timedelta(minutes=1)):
        renew_projection(hours=2)
        assert "view" in get_user_perms(outsider, project)


def test_a_row_in_a_table_of_guardian_that_we_never_fill_is_named(
    project: Subject, outsider: User
) -> None:
    from guardian.models import UserObjectPermission  # noqa: PLC0415 - only here

    permission = Permission.objects.get(codename="view")
    UserObjectPermission.objects.create(
        user=outsider,
        permission=permission,
        content_type=permission.content_type,
        object_pk=str(project.pk),
    )
    assert "generic table" in named()


def test_the_number_of_queries_does_not_grow_with_the_projects(
    builder: User, project: Subject, django_assert_num_queries: Any
) -> None:
    for number in range(7):
        make.project(builder, f"rig {number}")
    assert scopes.every().count() == 8
    with django_assert_num_queries(4):
        assert list(projection.differences()) == []
