"""An account for a program of one project."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from governance import access, access_answers, access_matrix, projection
from governance.exceptions import AccessDenied, Conflict, GovernanceError, InvalidInput
from governance.models import Custody, Entry, Grant, Subject, User
from governance.operations import create_service_account as operation
from governance.operations.extend_grant import extend_grant
from governance.operations.grant_site_role import grant_site_role
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.rights import PROJECT_ROLES, SERVICE_ROLES, Right
from tests import make


def test_it_holds_one_role_that_ends_and_names_its_owner(
    builder: User, project: Subject
) -> None:
    account = make.service(builder, project, role="data_scientist", days=30)
    (grant,) = Grant.objects.filter(user=account)
    assert grant.valid_until is not None
    assert grant.valid_until - timezone.now() < timedelta(days=30)
    assert (account.username, account.owner) == ("service:pipeline", builder)
    decision = access.may(account, Right.CONTRIBUTE, project.pk)
    assert decision.allowed
    assert "builder answers for it" in decision.because


def test_it_is_one_entry_of_the_project(builder: User, project: Subject) -> None:
    before = Entry.objects.count()
    account = make.service(builder, project)
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert (entry.action, entry.project_id) == ("service.created", project.pk)
    assert entry.object_id == account.pk
    assert body["changes"]["owner_id"] == [None, str(builder.pk)]
    assert Custody.objects.get(account=account).entry_uuid == entry.uuid


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "ab"}, "name"),
        ({"name": "Pipeline"}, "name"),
        ({"name": "a b c"}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "pipeline\n"}, None),
        ({"role": "owner"}, "role"),
        ({"role": "validator"}, "role"),
        ({"role": "officer"}, "role"),
        ({"role": "admin"}, "role"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"owner": "nobody-here"}, "owner"),
        ({"owner": "system:operator"}, "owner"),
        ({"owner": "outsider"}, "owner"),
        ({"reason": "short"}, "reason"),
    ],
)
def test_bad_input_names_the_field_and_makes_nothing(
    builder: User, project: Subject, given: dict[str, Any], field: str | None
) -> None:
    before = User.objects.count()
    if field is None:  # the edge is cut off, like the spaces around any name
        assert make.service(builder, project, **given).username == "service:pipeline"
        return
    with pytest.raises(InvalidInput) as refusal:
        make.service(builder, project, **given)
    assert refusal.value.field == field
    assert User.objects.count() == before
    assert not Custody.objects.exists()


def test_no_role_of_it_decides_on_others() -> None:
    decides = {Right.SHARE, Right.VALIDATE, Right.REVIEW_CHANGE, Right.SET_RISK}
    for role in SERVICE_ROLES:
        assert role in PROJECT_ROLES
        assert not role.rights & (decides | {Right.ERASE})


def test_a_name_is_taken_once(builder: User, project: Subject) -> None:
    make.service(builder, project)
    with pytest.raises(InvalidInput, match="taken"):
        make.service(builder, project)


def test_a_project_has_so_many(
    builder: User, project: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "MAX_ACCOUNTS", 1)
    make.service(builder, project)
    with pytest.raises(Conflict):
        make.service(builder, project, name="second")


@pytest.mark.parametrize("who", ["engineer", "validator", "business", "auditor"])
def test_whoever_may_not_share_makes_none(
    people: dict[str, User], project: Subject, who: str
) -> None:
    with pytest.raises(AccessDenied):
        make.service(people[who], project)
    assert not User.objects.filter(kind="service").exists()


def test_an_owner_cannot_give_it_what_they_lack_themselves(
    builder: User, project: Subject
) -> None:
    """An Owner does not deploy to PROD, and no program of theirs does."""
    with pytest.raises(InvalidInput, match="deploy to PROD"):
        make.service(builder, project, role="engineer")
    account = make.service(builder, project, role="engineer", owner="engineer")
    assert access.may(account, Right.DEPLOY_PROD, project.pk).allowed


def test_the_emergency_admin_answers_for_none(
    admin: User, project: Subject, builder: User
) -> None:
    User.objects.filter(pk=builder.pk).update(is_emergency=True)
    with pytest.raises(InvalidInput, match="Nobody"):
        make.service(admin, project, owner="builder")


def test_it_may_no_more_than_its_owner_may_now(
    builder: User, engineer: User, project: Subject
) -> None:
    account = make.service(builder, project, role="engineer", owner="engineer")
    grant = Grant.objects.get(user=engineer)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    decision = access.may(account, Right.DEPLOY_PROD, project.pk)
    assert not decision.allowed
    assert "engineer answers for this account" in decision.because
    assert not access.visible(Grant.objects.all(), account, field="scope").exists()
    line = _line(project, account)
    assert not any(cell.way for cell in line.cells)
    told = access_answers.answer(project.pk, account, Right.DEPLOY_PROD)
    assert not told.allowed
    assert told.faults == ()


def _line(project: Subject, account: User) -> access_matrix.Line:
    lines = access_matrix.matrix(project.pk).lines
    return next(line for line in lines if line.person == account)


def test_the_matrix_the_why_page_and_the_projection_know_it(
    builder: User, project: Subject
) -> None:
    account = make.service(builder, project, role="data_scientist")
    line = _line(project, account)
    held = {cell.right for cell in line.cells if cell.way == "direct"}
    assert Right.CONTRIBUTE in held
    told = access_answers.answer(project.pk, account, Right.CONTRIBUTE)
    assert told.allowed
    assert told.faults == ()
    assert told.behind is not None
    assert told.behind.person == builder
    assert list(projection.differences()) == []


def test_a_role_on_the_site_or_elsewhere_gives_it_nothing(
    builder: User, project: Subject
) -> None:
    """Not even by a row that no operation of ours writes."""
    account = make.service(builder, project)
    other = make.project(builder, "another")
    now = timezone.now()
    for scope, role in ((other.pk, "viewer"), (project.pk, "owner")):
        Grant.objects.create(
            scope=scope, user=account, role=role, granted_by=builder, valid_from=now
        )
    operator = User.objects.system("operator")
    with pytest.raises(InvalidInput):
        grant_site_role(
            actor=operator, member=account.username, role="admin", reason=make.WHY
        )
    assert not access.may(account, Right.VIEW, other.pk).allowed
    assert not access.may(account, Right.SHARE, project.pk).allowed
    seen = access.visible(Grant.objects.all(), account, field="scope")
    assert set(seen.values_list("scope", flat=True)) == {project.pk}


def test_sharing_gives_it_another_role_when_the_first_is_over(
    builder: User, project: Subject
) -> None:
    account = make.service(builder, project)
    until = timezone.now() + timedelta(days=10)
    given: dict[str, Any] = {
        "actor": builder,
        "project": project,
        "member": account.username,
        "reason": make.WHY,
    }
    with pytest.raises(Conflict):
        share_project(**given, role="data_scientist", valid_until=until)
    grant = Grant.objects.get(user=account)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    assert not access.may(account, Right.VIEW, project.pk).allowed
    refused: list[dict[str, Any]] = [
        {"role": "data_scientist"},
        {"role": "data_scientist", "valid_until": timezone.now() + timedelta(days=400)},
        {"role": "owner", "valid_until": until},
        {"role": "engineer", "valid_until": until},
    ]
    for bad in refused:
        with pytest.raises(InvalidInput):
            share_project(**given, **bad)
    other = make.project(builder, "another")
    with pytest.raises(InvalidInput, match="Nobody here"):
        share_project(**given | {"project": other}, role="viewer", valid_until=until)
    share_project(**given, role="data_scientist", valid_until=until)
    assert access.may(account, Right.CONTRIBUTE, project.pk).allowed


def test_its_role_is_lengthened_within_a_year(builder: User, project: Subject) -> None:
    account = make.service(builder, project)
    for end in (None, timezone.now() + timedelta(days=400)):
        with pytest.raises(InvalidInput, match="366"):
            _extend(builder, project, account, end)
    _extend(builder, project, account, timezone.now() + timedelta(days=360))
    assert access.may(account, Right.VIEW, project.pk).allowed


def _extend(actor: User, project: Subject, account: User, end: Any) -> None:
    grant = Grant.objects.get(user=account, ended_at=None)
    extend_grant(
        actor=actor, project=project, grant=grant, valid_until=end, reason=make.WHY
    )


@pytest.mark.parametrize("backend", ["OpenIdBackend", "EmergencyBackend"])
def test_it_never_logs_in(builder: User, project: Subject, backend: str) -> None:
    account = make.service(builder, project)
    client = Client()
    client.force_login(account, backend=f"governance.authentication.{backend}")
    assert client.get("/tokens/").status_code == 302
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"owner": None}, {"home_project": None}, {"subject": "s"}, {"is_emergency": True}],
)
def test_the_database_demands_an_owner_and_a_project(
    builder: User, project: Subject, wrong: dict[str, Any]
) -> None:
    account = make.service(builder, project)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=account.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=builder.pk).update(owner=account)


def test_who_answered_for_it_stays_written(builder: User, project: Subject) -> None:
    make.service(builder, project)
    for statement in (
        "UPDATE governance_custody SET since = since",
        "DELETE FROM governance_custody",
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_no_step_on_it_belongs_to_the_account_itself(
    builder: User, project: Subject
) -> None:
    """It shares nothing, makes no token, asks for nothing: it has no such right."""
    account = make.service(builder, project)
    with pytest.raises(GovernanceError):
        make.share(account, project, "outsider")
    with pytest.raises(AccessDenied):
        make.secret(account)
    assert not account.tokens.exists()
