"""Two accounts of one subject of the provider are one person, wherever it takes two.

As after a move of the provider: another issuer, the same `sub`. Approvals and emergency
reviews stand in tests/deployments.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from governance import inbox
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.models import Entry, Grant, User
from governance.operations.close_account import close_account, reopen_account
from governance.operations.decide_access_request import decide_access_request
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.extend_grant import extend_grant
from governance.operations.grant_site_role import grant_site_role
from governance.operations.open_campaign import open_campaign
from governance.operations.request_access import request_access
from registry.models import Project, Validation
from registry.operations.close_finding import close_finding
from registry.operations.open_validation import open_validation
from tests import make
from tests.registry import building, validating

WEEK = timedelta(days=7)


@pytest.fixture
def again(admin: User, project: Project) -> User:
    """The builder once more, owner and validator of the project as well."""
    second = make.second_account("builder", "builder-again")
    for role in ("owner", "validator"):
        make.share(admin, project, second.username, role)
    return second


def test_nobody_gives_a_role_to_an_account_of_theirs(
    builder: User, again: User, project: Project
) -> None:
    Group.objects.create(name="team").user_set.add(again)
    before = Entry.objects.count()
    for member in (again.username, "group:team"):
        with pytest.raises(InvalidInput) as refusal:
            make.share(builder, project, member, "engineer")
        assert refusal.value.field == "member"
    assert Entry.objects.count() == before


def test_nobody_lengthens_the_access_of_an_account_of_theirs(
    builder: User, admin: User, again: User, project: Project
) -> None:
    grant = make.share(admin, project, again.username, "engineer")
    end = timezone.now() + WEEK
    short = extend_grant(
        actor=builder, project=project, grant=grant, valid_until=end, reason=make.WHY
    )
    with pytest.raises(InvalidInput, match="yourself"):
        extend_grant(
            actor=builder,
            project=project,
            grant=short,
            valid_until=end + WEEK,
            reason=make.WHY,
        )


def test_nobody_decides_what_an_account_of_theirs_asked_for(
    builder: User, again: User, project: Project
) -> None:
    wish = request_access(
        actor=again, project_id=project.pk, role="engineer", days=7, reason=make.WHY
    )
    with pytest.raises(AccessDenied, match="their own"):
        decide_access_request(
            actor=builder, access_request=wish, decision="approved", reason=make.WHY
        )


def test_nobody_reviews_the_access_of_an_account_of_theirs(
    builder: User, admin: User, again: User, project: Project
) -> None:
    campaign = open_campaign(
        actor=admin,
        scope=project,
        name="November",
        due_at=timezone.now() + WEEK,
        reason=make.WHY,
    )
    item = campaign.items.get(grant__user=again, grant__role="owner")
    with pytest.raises(AccessDenied, match="their own"):
        decide_grant_review(actor=builder, item=item, verdict="kept", reason=make.WHY)
    assert Grant.objects.get(pk=item.grant_id).ended_at is None


def test_nobody_validates_what_an_account_of_theirs_built(
    builder: User, again: User, project: Project
) -> None:
    version = building.version(builder, project)
    with pytest.raises(AccessDenied, match="built something in the lineage"):
        open_validation(actor=again, version=version)
    assert not Validation.objects.exists()


def test_nobody_closes_a_finding_that_an_account_of_theirs_looks_after(
    builder: User, validator: User, admin: User, project: Project
) -> None:
    version = building.version(builder, project)
    validation = open_validation(actor=validator, version=version)
    make.share(admin, project, "engineer", "data_scientist")
    other = make.second_account("engineer", "engineer-again")
    make.share(admin, project, other.username, "validator")
    finding = validating.finding(validator, validation, owner="engineer")
    with pytest.raises(AccessDenied, match="neither looks after it"):
        close_finding(actor=other, finding=finding, reason=make.WHY)


def test_nobody_opens_or_closes_an_account_of_theirs(admin: User) -> None:
    second = make.second_account("admin", "admin-again")
    operator = User.objects.system("operator")
    grant_site_role(
        actor=operator, member=second.username, role="admin", reason=make.WHY
    )
    with pytest.raises(IllegalMove, match="your own account"):
        close_account(actor=second, person=admin, reason=make.WHY)
    close_account(actor=operator, person=admin, reason=make.WHY)
    with pytest.raises(IllegalMove, match="your own account"):
        reopen_account(actor=second, person=admin, reason=make.WHY)
    assert not User.objects.get(pk=admin.pk).is_active


def test_nobody_is_asked_to_decide_what_an_account_of_theirs_asked_for(
    builder: User, admin: User, again: User, project: Project
) -> None:
    request_access(
        actor=again, project_id=project.pk, role="engineer", days=7, reason=make.WHY
    )
    assert inbox.waiting(builder) == []
    assert [line.kind for line in inbox.waiting(admin)] == ["Access"]
