"""Decisions and lists against an oracle that shares no code with them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance import access
from governance.identifiers import uuid7
from governance.models import Grant, User
from governance.rights import Right, Role
from governance.subjects import SITE_ID
from tests import make

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOURS = st.integers(-3, 3)
SCOPES = [SITE_ID, UUID(int=1), UUID(int=2)]

GRANTS = st.lists(
    st.fixed_dictionaries(
        {
            "scope": st.sampled_from(SCOPES),
            "role": st.sampled_from(list(Role)),
            "by_group": st.booleans(),
            "mine": st.booleans(),
            "start": HOURS,
            "end": st.none() | HOURS,
            "ended": st.booleans(),
        }
    ),
    max_size=6,
)


def oracle(user: User, right: Right, scope: UUID) -> bool:
    """Thirty lines of plain Python over the rows."""
    groups = {group.pk for group in user.groups.all()}
    for grant in Grant.objects.all():
        reaches = grant.user_id == user.pk or grant.group_id in groups
        started = grant.valid_from <= NOW
        over = grant.valid_until is not None and grant.valid_until <= NOW
        if not reaches or not started or over or grant.ended_at is not None:
            continue
        if grant.scope in (scope, SITE_ID) and right in Role(grant.role).rights:
            return True
    return False


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(GRANTS)
def test_every_decision_is_that_of_the_oracle(rows: list[dict[str, Any]]) -> None:
    Grant.objects.all().delete()
    user = make.person("somebody", "team")
    other = make.person("other", "other team")
    for row in rows:
        _add(row, user if row["mine"] else other)
    with time_machine.travel(NOW, tick=False):
        for right in Right:
            for scope in SCOPES[1:]:
                decision = access.may(user, right, scope)
                assert decision.allowed is oracle(user, right, scope), decision.because


def _add(row: dict[str, Any], holder: User) -> None:
    group = Group.objects.get(user=holder)
    start, end = row["start"], row["end"]
    key = {"group": group} if row["by_group"] else {"user": holder}
    if Grant.objects.filter(scope=row["scope"], role=row["role"], **key).exists():
        return
    Grant.objects.create(
        scope=row["scope"],
        role=row["role"],
        granted_by=holder,
        valid_from=NOW + timedelta(hours=start),
        valid_until=NOW + timedelta(hours=end) if isinstance(end, int) else None,
        ended_at=NOW if row["ended"] else None,
        **key,
    )


@pytest.mark.django_db
def test_a_superuser_cannot_exist() -> None:
    from django.db import IntegrityError  # noqa: PLC0415 - only here

    person = make.person("somebody")
    person.is_superuser = True
    with pytest.raises(IntegrityError):
        person.save()


@pytest.mark.django_db
def test_a_decision_costs_one_query(django_assert_num_queries: object) -> None:
    person = make.person("somebody")
    with django_assert_num_queries(1):  # type: ignore[operator] # a pytest-django fixture
        access.may(person, Right.VIEW, uuid7())


@pytest.mark.django_db
def test_a_refusal_names_the_roles_that_would_do() -> None:
    person = make.person("somebody")
    because = access.may(person, Right.DEPLOY_PROD, uuid7()).because
    assert because == "You may not deploy to PROD. It takes one of the roles: Engineer."
