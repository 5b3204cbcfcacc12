"""Deciding what others asked for."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from governance import access, access_history, inbox
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.models import AccessRequest, Entry, Grant, Subject, User
from governance.operations.close_account import close_account
from governance.operations.decide_access_request import decide_access_request
from governance.operations.request_access import request_access
from governance.rights import Right
from tests import make

State = AccessRequest.State


@pytest.fixture
def wish(project: Subject, outsider: User) -> AccessRequest:
    """The outsider asks to be an engineer for 30 days."""
    return request_access(
        actor=outsider,
        project_id=project.pk,
        role="engineer",
        days=30,
        reason=make.WHY,
    )


def decide(who: User, row: AccessRequest, decision: str, **less: Any) -> AccessRequest:
    return decide_access_request(
        actor=who, access_request=row, decision=decision, reason=make.WHY, **less
    )


def test_approved_gives_the_role_until_its_day(
    wish: AccessRequest, builder: User, outsider: User, project: Subject
) -> None:
    before = Entry.objects.count()
    row = decide(builder, wish, "approved")
    assert access.may(outsider, Right.DEPLOY_PROD, project.pk).allowed
    assert row.grant is not None
    assert row.grant.valid_until is not None
    (entry,) = make.entries_since(before)
    assert entry.action == "access.approved"
    assert entry.uuid == row.decision_uuid == row.grant.entry_uuid
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        assert not access.may(outsider, Right.VIEW, project.pk).allowed


def test_the_entries_alone_tell_of_the_grant(
    wish: AccessRequest, builder: User, outsider: User, project: Subject
) -> None:
    row = decide(builder, wish, "approved")
    now = timezone.now()
    told = access_history.replay(
        access_history.entries_about(project.pk, outsider, now)
    )
    assert row.grant is not None
    assert told.grants[str(row.grant.pk)].in_force(now)


def test_reduced_gives_a_smaller_role_for_a_shorter_time(
    wish: AccessRequest, builder: User, outsider: User, project: Subject
) -> None:
    row = decide(builder, wish, "reduced", role="viewer", days=7)
    assert row.state == State.REDUCED
    assert access.may(outsider, Right.VIEW, project.pk).allowed
    assert not access.may(outsider, Right.DEPLOY_DEV, project.pk).allowed
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert not access.may(outsider, Right.VIEW, project.pk).allowed


@pytest.mark.parametrize(
    ("less", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": "auditor"}, "role"),
        ({"role": "officer"}, "role"),
        ({"role": "viewer", "days": 31}, "days"),
        ({"days": 0}, "days"),
        ({}, "days"),
        ({"role": "engineer", "days": 30}, "days"),
    ],
)
def test_reduced_is_less_and_never_more(
    wish: AccessRequest, builder: User, less: dict[str, Any], field: str
) -> None:
    before = Grant.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        decide(builder, wish, "reduced", **less)
    assert refusal.value.field == field
    assert Grant.objects.count() == before


def test_approved_cannot_give_another_role_than_was_asked(
    wish: AccessRequest, builder: User
) -> None:
    row = decide(builder, wish, "approved", role="owner", days=366)
    assert row.grant is not None
    assert row.grant.role == "engineer"


def test_refused_gives_nothing_and_tells_why(
    wish: AccessRequest,
    builder: User,
    outsider: User,
    project: Subject,
    browser_of: Any,
) -> None:
    decide(builder, wish, "refused")
    assert not access.may(outsider, Right.VIEW, project.pk).allowed
    (line,) = inbox.asked(outsider)
    assert (line.state, line.is_open) == ("Refused", False)
    where = reverse("governance:access_request", args=[wish.pk])
    page = browser_of(outsider).get(where).content.decode()
    assert make.WHY in page
    assert "hydraulic" not in page


def test_nobody_decides_their_own_request(project: Subject, builder: User) -> None:
    mine = request_access(
        actor=builder,
        project_id=project.pk,
        role="engineer",
        days=1,
        reason=make.WHY,
    )
    for decision in ("approved", "reduced", "refused"):
        with pytest.raises(AccessDenied, match="their own"):
            decide(builder, mine, decision, role="viewer")
    assert inbox.waiting(builder) == []


def test_the_database_refuses_it_too(wish: AccessRequest) -> None:
    now = timezone.now()
    own = AccessRequest.objects.filter(pk=wish.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        own.update(state="approved", decided_by=wish.person, decided_at=now)


@pytest.mark.parametrize(
    "name", ["validator", "engineer", "officer", "auditor", "business", "outsider"]
)
def test_who_may_not_share_may_not_decide(
    wish: AccessRequest, people: dict[str, User], name: str
) -> None:
    with pytest.raises(AccessDenied):
        decide(people[name], wish, "refused")


def test_a_decision_stands(wish: AccessRequest, builder: User, admin: User) -> None:
    decide(builder, wish, "refused")
    with pytest.raises(IllegalMove, match="refused already"):
        decide(admin, wish, "approved")


def test_an_expired_request_is_not_approved(wish: AccessRequest, builder: User) -> None:
    late = timezone.now() + timedelta(days=14, seconds=1)
    with time_machine.travel(late), pytest.raises(IllegalMove, match="expired"):
        decide(builder, wish, "approved")


def test_a_role_given_meanwhile_is_not_given_twice(
    wish: AccessRequest, builder: User, project: Subject
) -> None:
    make.share(builder, project, "outsider", "engineer")
    with pytest.raises(Conflict):
        decide(builder, wish, "approved")


def test_a_closed_account_gets_nothing(
    wish: AccessRequest, builder: User, admin: User, outsider: User
) -> None:
    close_account(actor=admin, person=outsider, reason=make.WHY)
    assert inbox.waiting(builder) == []
    with pytest.raises(IllegalMove, match="is closed"):
        decide(builder, wish, "approved")


def test_each_decision_asks_why(wish: AccessRequest, builder: User) -> None:
    with pytest.raises(ReasonMissing):
        decide_access_request(
            actor=builder, access_request=wish, decision="refused", reason="no"
        )


def test_the_dialog_decides(
    wish: AccessRequest, builder: User, outsider: User, browser_of: Any
) -> None:
    where = reverse("governance:decide_access", args=[wish.pk])
    browser = browser_of(builder)
    assert browser.get(where).status_code == 200
    data = {"decision": "reduced", "days": 5, "reason": make.WHY}
    assert browser.post(where, data).status_code == 302
    wish.refresh_from_db()
    assert wish.state == State.REDUCED
    assert browser_of(outsider).get(where).status_code == 403


def test_what_ends_soon_lasts_longer_with_one_entry(
    project: Subject, builder: User, outsider: User
) -> None:
    soon = timezone.now() + timedelta(days=3)
    old = make.share(builder, project, "outsider", "viewer", valid_until=soon)
    wish = request_access(
        actor=outsider, project_id=project.pk, role="viewer", days=30, reason=make.WHY
    )
    before = Entry.objects.count()
    row = decide(builder, wish, "approved")
    (entry,) = make.entries_since(before)
    assert entry.action == "access.approved"
    assert Grant.objects.get(pk=old.pk).ended_at is not None
    assert row.grant is not None
    assert row.grant.valid_until is not None
    assert row.grant.valid_until > soon
    found = access_history.replay(
        access_history.entries_about(project.pk, outsider, timezone.now())
    )
    assert not found.altered
    assert {one.ended_at is None for one in found.grants.values()} == {True, False}


def test_what_lasts_longer_already_is_not_made_shorter_by_an_approval(
    project: Subject, builder: User, outsider: User
) -> None:
    soon = timezone.now() + timedelta(days=13)
    make.share(builder, project, "outsider", "viewer", valid_until=soon)
    wish = request_access(
        actor=outsider, project_id=project.pk, role="viewer", days=2, reason=make.WHY
    )
    with pytest.raises(Conflict, match="already"):
        decide(builder, wish, "approved")
    assert Grant.objects.get(user=outsider).ended_at is None
