"""Tokens narrowed to a project and to rights, in every decision and every list."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from governance import access, limits
from governance.context import Origin, acting_from
from governance.exceptions import InvalidInput
from governance.models import AccessToken, Entry, User
from governance.operations.create_token import create_token
from governance.rights import Right
from registry.models import Project
from tests import make
from tests.registry import building


@pytest.fixture
def other(builder: User, project: Project) -> Project:
    return make.project(builder, "another")


def test_a_token_of_one_project_sees_no_other(
    builder: User, project: Project, other: Project
) -> None:
    secret = make.secret(builder, project_id=project.pk)
    told = make.call(secret, "projects").json()
    assert [row["id"] for row in told["results"]] == [str(project.pk)]
    assert make.call(secret, f"projects/{project.pk}").status_code == 200
    assert make.call(secret, f"projects/{other.pk}").status_code == 404
    assert make.call(secret, f"projects/{other.pk}/events").status_code == 404
    assert make.call(secret, f"projects/{other.pk}/members").status_code == 404


def test_it_writes_there_and_nowhere_else(
    builder: User, project: Project, other: Project
) -> None:
    secret = make.secret(builder, project_id=project.pk)
    given = {"name": "nightly"}
    here, there = (f"projects/{row.pk}/experiments" for row in (project, other))
    assert make.call(secret, here, given, "post").status_code == 201
    before = Entry.objects.count()
    assert make.call(secret, there, given, "post").status_code == 404
    assert make.call(secret, "projects", {"name": "new"}, "post").status_code == 403
    actions = [entry.action for entry in make.entries_since(before)]
    assert actions == ["access.denied"]


def test_it_does_not_read_what_its_account_did_elsewhere(
    builder: User, project: Project, other: Project
) -> None:
    entry = Entry.objects.filter(project_id=other.pk).latest("pk")
    assert make.call(make.secret(builder), f"entries/{entry.uuid}").status_code == 200
    secret = make.secret(builder, project_id=project.pk)
    assert make.call(secret, f"entries/{entry.uuid}").status_code == 404


def test_rights_that_it_lacks_are_refused(builder: User, project: Project) -> None:
    secret = make.secret(builder, rights=[Right.VIEW, Right.COMMENT])
    path = f"projects/{project.pk}/experiments"
    assert make.call(secret, path).status_code == 200
    answer = make.call(secret, path, {"name": "nightly"}, "post")
    assert answer.status_code == 403
    assert "narrowed" in answer.json()["detail"]


def test_without_the_right_to_see_it_sees_nothing(
    builder: User, project: Project
) -> None:
    secret = make.secret(builder, rights=[Right.SCORE])
    assert make.call(secret, "projects").json()["results"] == []
    assert make.call(secret, f"projects/{project.pk}").status_code == 404


def test_a_list_is_counted_as_it_is_shown(
    builder: User, project: Project, other: Project
) -> None:
    building.experiment(builder, project)
    building.experiment(builder, other)
    secret = make.secret(builder, project_id=other.pk)
    told = make.call(secret, "projects").json()["results"]
    assert [row["id"] for row in told] == [str(other.pk)]
    assert make.call(secret, f"projects/{project.pk}/experiments").status_code == 404
    assert make.call(secret, "reports").json()["results"] == []


def test_the_site_is_out_of_reach_for_a_token_of_a_project(
    admin: User, auditor: User, project: Project, other: Project
) -> None:
    """Roles on the site reach every project: such a token reaches one of them."""
    secret = make.secret(auditor, project_id=project.pk)
    assert make.call(secret, f"projects/{project.pk}").status_code == 200
    assert make.call(secret, f"projects/{other.pk}").status_code == 404
    assert len(make.call(secret, "projects").json()["results"]) == 1
    site = Entry.objects.filter(project_id=None).latest("pk")
    assert make.call(secret, f"entries/{site.uuid}").status_code == 404
    with pytest.raises(InvalidInput, match="project that you see"):
        make.secret(admin, project_id=project.pk)  # who gives access, and sees none


def test_what_is_the_accounts_own_is_out_of_reach(
    builder: User, project: Project
) -> None:
    for narrowed in ({"project_id": project.pk}, {"rights": [Right.VIEW]}):
        secret = make.secret(builder, **narrowed)
        for path in ("inbox", "tokens", "access-requests"):
            assert make.call(secret, path).status_code == 403
        token = AccessToken.objects.filter(user=builder).earliest("pk")
        path = f"tokens/{token.pk}/revoke"
        given = {"reason": make.WHY}
        assert make.call(secret, path, given, "post").status_code == 403


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rights": ["project.fly"]}, "rights"),
        ({"rights": ["site.audit"], "here": True}, "rights"),
        ({"project_id": "0198c000-0000-7000-8000-000000000000"}, "project_id"),
    ],
)
def test_bad_narrowing_names_the_field(
    builder: User, project: Project, given: dict[str, Any], field: str
) -> None:
    if given.pop("here", False):
        given["project_id"] = project.pk
    with pytest.raises(InvalidInput) as refusal:
        make.secret(builder, **given)
    assert refusal.value.field == field
    assert not AccessToken.objects.exists()


def test_an_invisible_project_is_refused_like_an_absent_one(
    outsider: User, project: Project
) -> None:
    with pytest.raises(InvalidInput, match="Choose a project that you see"):
        make.secret(outsider, project_id=project.pk)


def test_answers_about_others_are_not_narrowed(
    builder: User, engineer: User, project: Project, other: Project
) -> None:
    token, _ = create_token(
        actor=builder,
        name="laptop",
        scopes=["read"],
        days=1,
        project_id=other.pk,
        rights=[Right.VIEW],
    )
    with acting_from(Origin("api", "token", limits=limits.of_token(token))):
        assert access.may(engineer, Right.DEPLOY_PROD, project.pk).allowed
        assert not access.may(builder, Right.SHARE, project.pk).allowed
        assert not access.may(builder, Right.SHARE, other.pk).allowed
        assert access.holds(builder, Right.SHARE, project.pk).allowed


def test_the_why_page_about_oneself_is_about_the_account(
    builder: User, project: Project
) -> None:
    secret = make.secret(builder, project_id=project.pk, rights=[Right.VIEW])
    told = make.call(secret, f"projects/{project.pk}/why?right=project.share").json()
    assert told["allowed"]
    assert told["faults"] == []


def test_the_next_request_is_not_narrowed_by_the_one_before(
    builder: User, project: Project, other: Project
) -> None:
    make.call(make.secret(builder, project_id=project.pk), "projects")
    assert make.call(make.secret(builder), f"projects/{other.pk}").status_code == 200


def test_a_token_is_told_with_its_narrowing_and_last_use(
    builder: User, project: Project
) -> None:
    make.secret(builder, name="narrow", project_id=project.pk, rights=["project.view"])
    secret = make.secret(builder)
    first, second = make.call(secret, "tokens").json()
    assert first["last_used_at"] is not None
    assert second["project"] == str(project.pk)
    assert second["rights"] == ["project.view"]
    assert second["last_used_at"] is None


def test_the_last_use_is_written_once_a_minute_and_without_an_entry(
    builder: User,
) -> None:
    secret = make.secret(builder)
    before, start = Entry.objects.count(), timezone.now()
    uses = []
    for seconds in (0, 30, 59, 61):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            make.call(secret, "me")
        uses.append(AccessToken.objects.get().last_used_at)
    assert uses[0] is not None
    assert uses == [uses[0]] * 3 + [start + timedelta(seconds=61)]
    assert Entry.objects.count() == before
