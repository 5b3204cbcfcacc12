"""Asking for a change: what is refused, what is bound, what ends a request."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from governance import changes
from governance.changes import State
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.models import ChangeEnd, ChangeRequest, Entry, User
from governance.operations.request_change import Target
from governance.operations.set_risk_tier import set_risk_tier
from governance.operations.withdraw_change import withdraw_change
from registry.models import Project, Version
from registry.operations.withdraw_version import withdraw_version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(admin: User, project: Project) -> None:
    promoting.short_policy(admin)


def test_who_may_ask(people: dict[str, User], versions: list[Version]) -> None:
    for name, person in people.items():
        before = Entry.objects.count()
        if name in {"builder", "engineer"}:
            promoting.asked(person, versions[0], name=f"for-{name}")
            wanted = "change.requested"
        else:
            with pytest.raises(AccessDenied):
                promoting.asked(person, versions[0], name=f"for-{name}")
            wanted = "access.denied"
        assert [e.action for e in make.entries_since(before)] == [wanted], name
    assert ChangeRequest.objects.count() == 2


def test_requests_are_numbered_in_their_project(
    builder: User, versions: list[Version]
) -> None:
    first = promoting.asked(builder, versions[0])
    second = promoting.asked(builder, versions[1])
    assert [str(first), str(second)] == ["CR-1", "CR-2"]


BAD: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"reason": "short"}, ReasonMissing),
    ({"days": 0}, InvalidInput),
    ({"days": 91}, InvalidInput),
    ({"target": Target("STAGE", "cooler-prod")}, InvalidInput),
    ({"target": Target("PROD", "../etc")}, InvalidInput),
    ({"target": Target("PROD", "")}, InvalidInput),
    ({"target": Target("DEV", "cooler-dev")}, IllegalMove),
    ({"auto_apply": True}, InvalidInput),
]


@pytest.mark.parametrize(("given", "refusal"), BAD, ids=str)
def test_bad_input_is_refused_and_leaves_nothing(
    builder: User,
    versions: list[Version],
    given: dict[str, Any],
    refusal: type[Exception],
) -> None:
    before = Entry.objects.count()
    with pytest.raises(refusal):
        promoting.asked(builder, versions[0], **given)
    assert Entry.objects.count() == before
    assert not ChangeRequest.objects.exists()


def test_a_withdrawn_version_is_not_asked_for(
    builder: User, versions: list[Version]
) -> None:
    withdraw_version(actor=builder, version=versions[0], reason=make.WHY)
    with pytest.raises(IllegalMove, match="withdrawn"):
        promoting.asked(builder, versions[0])


def test_the_same_is_asked_for_once(
    builder: User, engineer: User, versions: list[Version]
) -> None:
    first = promoting.asked(builder, versions[0])
    with pytest.raises(Conflict, match="CR-1 asks for the same"):
        promoting.asked(engineer, versions[0])
    withdraw_change(actor=builder, change=first, reason=make.WHY)
    promoting.asked(engineer, versions[0])


def test_an_endpoint_of_another_model_is_refused(
    fake: FakeRuntime, builder: User, project: Project, versions: list[Version]
) -> None:
    endpoint = building.brought_up(builder, versions[0]).deployment
    other = registry_building.version(builder, project, model_name="valve_model")
    with pytest.raises(InvalidInput, match="another model"):
        promoting.asked(builder, other, deployment=endpoint)


def test_only_who_asked_withdraws_and_only_once(
    builder: User, engineer: User, officer: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    for person in (engineer, officer):
        with pytest.raises(AccessDenied):
            withdraw_change(actor=person, change=change, reason=make.WHY)
    withdraw_change(actor=builder, change=change, reason=make.WHY)
    assert changes.standing(change).state is State.WITHDRAWN
    with pytest.raises(IllegalMove):
        withdraw_change(actor=builder, change=change, reason=make.WHY)
    with pytest.raises(IllegalMove, match="withdrawn"):
        promoting.reviewed(officer, change)
    assert ChangeEnd.objects.count() == 1


def test_a_request_expires_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, people: dict[str, User], versions: list[Version]
) -> None:
    officer, engineer = people["officer"], people["engineer"]
    change = promoting.asked(people["builder"], versions[0], days=1)
    promoting.reviewed(officer, change)
    later = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert changes.standing(change).state is State.EXPIRED
    with pytest.raises(IllegalMove, match="expired"):
        promoting.applied(engineer, change)
    with pytest.raises(IllegalMove, match="expired"):
        promoting.reviewed(officer, change)


def test_another_risk_tier_voids_what_waits(
    builder: User, officer: User, project: Project, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    set_risk_tier(actor=officer, project=project, tier="high", reason=make.WHY)
    assert changes.standing(change).state is State.VOID


STATEMENTS = [
    words.format(table)
    for table in (
        "governance_changerequest",
        "governance_approval",
        "governance_policy",
    )
    for words in ("UPDATE {} SET id = id", "DELETE FROM {}")
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_nobody_rewrites_what_was_asked_signed_or_published(
    builder: User, officer: User, versions: list[Version], statement: str
) -> None:
    promoting.reviewed(officer, promoting.asked(builder, versions[0]))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
