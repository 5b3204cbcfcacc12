"""Which projects somebody sees, against a brute force that shares no code; and leaks.

The oracle is plain Python over the rows of grants. The clock stands still.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance import access, visibility
from governance.models import Grant, Subject, User
from governance.rights import RIGHTS_OF, Right, Role
from governance.subjects import SITE_ID
from registry.models import Project
from tests import make

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROJECTS = 4
HOURS = st.integers(-2, 2)
GRANTS = st.lists(
    st.fixed_dictionaries(
        {
            "scope": st.integers(-1, PROJECTS - 1),  # -1: the site
            "role": st.sampled_from(list(Role)),
            "holder": st.sampled_from(["me", "other", "my group", "other group"]),
            "start": HOURS,
            "end": st.none() | HOURS,
            "ended": st.none() | st.integers(-2, 0),
        }
    ),
    max_size=10,
)


def oracle(person: User, right: Right) -> set[Any]:
    """Every project, asked one by one, grant by grant."""
    seen = set()
    teams = [team.pk for team in person.groups.all()]
    for project in Project.objects.all():
        for grant in Grant.objects.all():
            mine = grant.user_id == person.pk or (
                grant.group_id is not None and grant.group_id in teams
            )
            here = grant.scope == project.pk or grant.scope.int == 0
            begun = grant.valid_from <= NOW
            past = grant.valid_until is not None and grant.valid_until <= NOW
            gives = right in RIGHTS_OF[Role(grant.role)]
            over = past or grant.ended_at is not None
            if person.is_active and mine and here and begun and gives and not over:
                seen.add(project.pk)
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, 10_000], ids=["asked each", "looked up"])
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(rows=GRANTS, right=st.sampled_from(list(Right)), active=st.booleans())
def test_the_list_is_that_of_the_oracle_by_both_strategies(
    many: int, rows: list[dict[str, Any]], right: Right, active: bool
) -> None:
    Grant.objects.all().delete()
    person = make.person("me", "my group")
    other = make.person("other", "other group")
    projects = _projects(other)
    for row in rows:
        _add(row, {"me": person, "other": other}, projects)
    User.objects.filter(pk=person.pk).update(is_active=active)
    person.refresh_from_db()
    with (
        time_machine.travel(NOW, tick=False),
        mock.patch.object(visibility, "MANY", many),
    ):
        found = access.visible(Project.objects.all(), person, right)
        seen = list(found.values_list("pk", flat=True))
        assert len(seen) == len(set(seen))
        assert set(seen) == oracle(person, right)
        assert found.count() == len(seen)
        for project in projects:
            decision = access.may(person, right, project.pk)
            assert decision.allowed is (project.pk in seen)
    User.objects.filter(pk=person.pk).update(is_active=True)


def _projects(owner: User) -> list[Project]:
    for number in range(PROJECTS):
        Project.objects.get_or_create(name=f"rig {number}", owner=owner)
    return list(Project.objects.order_by("name"))


def _add(row: dict[str, Any], people: dict[str, User], projects: list[Project]) -> None:
    holder = row["holder"]
    is_group = holder.endswith("group")
    key: dict[str, Any] = (
        {"group": Group.objects.get(name=holder)}
        if is_group
        else {"user": people[holder]}
    )
    scope = SITE_ID if row["scope"] < 0 else projects[row["scope"]].pk
    is_open = row["ended"] is None
    same = Grant.objects.filter(scope=scope, role=row["role"], ended_at=None, **key)
    if is_open and same.exists():
        return
    Grant.objects.create(
        scope=scope,
        role=row["role"],
        granted_by=people["other"],
        valid_from=NOW + timedelta(hours=row["start"]),
        valid_until=None if row["end"] is None else NOW + timedelta(hours=row["end"]),
        ended_at=None if is_open else NOW + timedelta(hours=row["ended"]),
        **key,
    )


@pytest.mark.parametrize(("many", "queries"), [(10_000, 2), (0, 5)])
def test_a_list_costs_the_same_for_any_number_of_projects(  # noqa: PLR0917
    builder: User,
    project: Subject,
    many: int,
    queries: int,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr(visibility, "MANY", many)
    for number in range(5):
        make.project(builder, f"rig {number}")
    with django_assert_num_queries(queries):
        assert len(Project.objects.visible_to(builder)) == 6


def test_a_new_project_of_the_same_name_inherits_no_right(
    builder: User, project: Subject, engineer: User, auditor: User
) -> None:
    """Keys are UUIDs, and names give nothing: there is no orphaned grant to find."""
    same = make.project(builder, "hydraulic system 2")
    Project.objects.filter(pk=project.pk).update(name="old")
    Project.objects.filter(pk=same.pk).update(name="hydraulic system")
    assert not access.may(engineer, Right.VIEW, same.pk).allowed
    assert access.may(engineer, Right.VIEW, project.pk).allowed


def test_one_person_who_stays_in_memory_is_asked_about_anew(
    builder: User, project: Subject, engineer: User
) -> None:
    """guardian kept its first answer in the object (guardian#360)."""
    assert access.may(engineer, Right.DEPLOY_PROD, project.pk).allowed
    assert Project.objects.visible_to(engineer).exists()
    Grant.objects.filter(user=engineer).update(ended_at=NOW)
    assert not access.may(engineer, Right.DEPLOY_PROD, project.pk).allowed
    assert not Project.objects.visible_to(engineer).exists()


@pytest.mark.parametrize("address", ["Engineer@Example.COM", "engineer@example.com"])
def test_an_address_in_another_case_is_no_way_into_an_account(
    project: Subject, engineer: User, address: str
) -> None:
    from governance.operations.provision_person import (  # noqa: PLC0415 - only here
        Identity,
        provision_person,
    )

    for subject, username in (("another", "engineer"), ("SUBJECT-OF-ENGINEER", "e")):
        told = Identity(make.ISSUER, subject, username, "E", address, frozenset())
        stranger = provision_person(identity=told)
        assert stranger.pk != engineer.pk
        assert stranger.username != engineer.username
        assert not access.may(stranger, Right.VIEW, project.pk).allowed


def test_a_subject_has_one_account(engineer: User) -> None:
    from django.db import IntegrityError  # noqa: PLC0415 - only here

    assert make.person("engineer").pk == engineer.pk
    with pytest.raises(IntegrityError):
        User.objects.create(
            username="second", issuer=engineer.issuer, subject=engineer.subject
        )


ASKED: tuple[dict[str, str], ...] = (
    {},
    {"text": "hydraulic"},
    {"search": "hydraulic"},
    {"name": "hydraulic system"},
    {"owner": "builder"},
    {"ordering": "name"},
    {"order_by": "-owner__username"},
    {"page_size": "1"},
    {"before": "01999999-0000-7000-8000-000000000000"},
    {"limit": "1000", "offset": "0"},
    {"id__gte": "0"},
)
LISTS = (
    "/api/v1/projects",
    "/api/v1/deployments",
    "/api/v1/reports",
    "/projects/",
    "/reports/",
    "/audit/",
)


@pytest.mark.parametrize("where", LISTS)
def test_no_list_filter_count_or_order_tells_of_what_one_may_not_see(
    people: dict[str, User], browser_of: Any, where: str
) -> None:
    """The same answers, byte for byte, before and after the hidden project exists."""
    window = browser_of(people["outsider"])

    def answers() -> list[tuple[int, str]]:
        told = (window.get(where, asked) for asked in ASKED)
        return [(each.status_code, _settled(each)) for each in told]

    before = answers()
    make.shared_project(people)
    assert answers() == before


def _settled(answer: Any) -> str:
    """Without what differs between any two answers: nonces, tokens and the log."""
    text = answer.content.decode()
    if answer["Content-Type"].startswith("application/json"):
        return json.dumps(json.loads(text), sort_keys=True)
    main = text.partition("<main")[2].partition("</main>")[0]
    return "\n".join(line for line in main.splitlines() if "csrf" not in line)
