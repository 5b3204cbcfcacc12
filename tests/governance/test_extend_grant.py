"""Changing when access ends, and the owner who stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from governance import access, owners
from governance.exceptions import (
    AccessDenied,
    Conflict,
    GovernanceError,
    IllegalMove,
    InvalidInput,
    NotVisible,
)
from governance.models import Entry, Grant, Subject, User
from governance.operations.extend_grant import extend_grant
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from tests import make
from tests.conftest import PEOPLE


def days(count: int) -> datetime:
    return timezone.now() + timedelta(days=count)


def share(owner: User, where: Subject, member: str, **values: Any) -> Grant:
    return share_project(
        actor=owner,
        project=where,
        member=member,
        role=values.pop("role", "viewer"),
        reason=make.WHY,
        **values,
    )


def extend(actor: User, where: Subject, grant: Grant, until: datetime | None) -> Grant:
    return extend_grant(
        actor=actor, project=where, grant=grant, valid_until=until, reason=make.WHY
    )


def grant_of(project: Subject, member: User) -> Grant:
    return next(g for g in access.members(project.pk) if g.user == member)


def test_access_begins_on_the_day_that_was_said(
    builder: User, project: Subject, outsider: User
) -> None:
    begins = days(2)
    share(builder, project, "outsider", valid_from=begins, valid_until=days(4))
    assert not access.may(outsider, Right.VIEW, project.pk).allowed
    with time_machine.travel(begins, tick=False):
        assert access.may(outsider, Right.VIEW, project.pk).allowed


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [(3, 2, "valid_until"), (None, -1, "valid_until"), (4000, None, "valid_from")],
)
def test_days_that_make_no_sense_are_refused(
    builder: User, project: Subject, begins: int | None, ends: int | None, field: str
) -> None:
    before = Entry.objects.count()
    start = None if begins is None else days(begins)
    end = None if ends is None else days(ends)
    with pytest.raises(InvalidInput) as refusal:
        share(builder, project, "outsider", valid_from=start, valid_until=end)
    assert refusal.value.field == field
    assert Entry.objects.count() == before


def test_a_longer_end_is_another_grant_and_one_entry(
    builder: User, project: Subject, outsider: User
) -> None:
    first = share(builder, project, "outsider", valid_until=days(1))
    before, until = Entry.objects.count(), days(9)
    second = extend(builder, project, first, until)
    (entry,) = make.entries_since(before)
    assert entry.action == "project.extended"
    assert second.pk != first.pk
    first.refresh_from_db()
    assert first.ended_at is not None
    with time_machine.travel(until - timedelta(minutes=1)):
        assert access.may(outsider, Right.VIEW, project.pk).allowed
    with time_machine.travel(until):
        assert not access.may(outsider, Right.VIEW, project.pk).allowed


def test_a_shorter_end_ends_it_then(
    builder: User, project: Subject, engineer: User
) -> None:
    extend(builder, project, grant_of(project, engineer), days(1))
    with time_machine.travel(days(2)):
        assert not access.may(engineer, Right.VIEW, project.pk).allowed


def test_an_end_can_be_taken_away(
    builder: User, project: Subject, outsider: User
) -> None:
    grant = share(builder, project, "outsider", valid_until=days(1))
    extend(builder, project, grant, None)
    with time_machine.travel(days(30)):
        assert access.may(outsider, Right.VIEW, project.pk).allowed


def test_who_may_not_share_changes_no_end(
    officer: User, project: Subject, engineer: User
) -> None:
    grant = grant_of(project, engineer)
    with pytest.raises(AccessDenied):
        extend(officer, project, grant, days(1))
    assert grant_of(project, engineer).pk == grant.pk


def test_nobody_lengthens_their_own_access(
    builder: User, project: Subject, outsider: User
) -> None:
    grant = share(builder, project, "outsider", role="owner", valid_until=days(1))
    with pytest.raises(InvalidInput, match="yourself"):
        extend(outsider, project, grant, days(2))
    extend(outsider, project, grant, timezone.now() + timedelta(hours=1))


def test_what_ended_or_stays_elsewhere_is_not_changed(
    builder: User, project: Subject, engineer: User
) -> None:
    grant = grant_of(project, engineer)
    with pytest.raises(NotVisible):
        extend(builder, make.project(builder, "other"), grant, days(1))
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    with pytest.raises(Conflict):
        extend(builder, project, grant, days(1))


def test_what_the_clock_has_ended_is_over(
    builder: User, project: Subject, engineer: User
) -> None:
    short = extend(builder, project, grant_of(project, engineer), days(1))
    before = Entry.objects.count()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        with pytest.raises(Conflict, match="ended already"):
            extend(builder, project, short, days(9))
        with pytest.raises(Conflict, match="ended already"):
            unshare_project(
                actor=builder, project=project, grant=short, reason=make.WHY
            )
        assert not access.may(engineer, Right.VIEW, project.pk).allowed
    assert Entry.objects.count() == before


def test_the_last_owner_gets_no_end(builder: User, project: Subject) -> None:
    grant = grant_of(project, builder)
    with pytest.raises(IllegalMove) as refusal:
        extend(builder, project, grant, days(1))
    assert refusal.value.message == owners.LAST_OWNER


def test_an_owner_whose_time_ends_does_not_count(
    builder: User, project: Subject
) -> None:
    share(builder, project, "outsider", role="owner", valid_until=days(9))
    with pytest.raises(IllegalMove):
        unshare_project(
            actor=builder,
            project=project,
            grant=grant_of(project, builder),
            reason=make.WHY,
        )


def test_an_owner_whose_account_is_closed_does_not_count(
    builder: User, project: Subject, outsider: User
) -> None:
    share(builder, project, "outsider", role="owner")
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    with pytest.raises(IllegalMove):
        extend(builder, project, grant_of(project, builder), days(1))


@pytest.mark.parametrize("step", ["unshare", "shorten"])
def test_two_owners_who_remove_each_other_leave_one(
    committing_db: None, step: str
) -> None:
    """Both begin at the same moment, on connections of their own, eight times."""
    people = {name: make.person(name) for name in PEOPLE}
    project = make.shared_project(people)
    first, second = people["builder"], people["outsider"]
    for _ in range(8):
        if not any(g.user == second for g in access.members(project.pk)):
            share(first, project, "outsider", role="owner")
        if not any(g.user == first for g in access.members(project.pk)):
            share(second, project, "builder", role="owner")
        results = _at_once(
            lambda: _remove(step, first, project, second),
            lambda: _remove(step, second, project, first),
        )
        assert sorted(results) == ["done", "refused"]
        lasting = [g for g in access.members(project.pk) if g.role == "owner"]
        assert any(grant.valid_until is None for grant in lasting)
        _end_what_ends(project, lasting)


def _remove(step: str, actor: User, project: Subject, other: User) -> str:
    grant = next(
        g for g in access.members(project.pk) if g.user == other and g.role == "owner"
    )
    try:
        if step == "unshare":
            unshare_project(actor=actor, project=project, grant=grant, reason=make.WHY)
        else:
            extend(actor, project, grant, days(1))
    except GovernanceError:
        return "refused"
    return "done"


def _at_once(*steps: Callable[[], str]) -> list[str]:
    barrier = Barrier(len(steps))

    def run(step: Callable[[], str]) -> str:
        barrier.wait()
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def _end_what_ends(project: Subject, owners_left: list[Grant]) -> None:
    stays = next(grant for grant in owners_left if grant.valid_until is None)
    assert stays.user is not None
    for grant in owners_left:
        if grant.valid_until is not None:
            unshare_project(
                actor=stays.user, project=project, grant=grant, reason=make.WHY
            )
