"""Retirement: where a policy says so, a deployment is deleted by two."""

import json
from typing import Any

import pytest
from django.urls import reverse

from deployments import retirement
from deployments.models import Deployment, Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.retire_deployment import retire_deployment
from governance import changes, inbox
from governance.changes import State
from governance.exceptions import AccessDenied, Conflict, IllegalMove, InvalidInput
from governance.jobs import run_job
from governance.models import ChangeRequest, Entry, Job, User
from governance.operations.create_token import create_token
from governance.operations.publish_policy import publish_policy
from governance.operations.request_change import request_change
from registry.models import Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> Deployment:
    """A deployment in PROD, whose policy asks for approval before it is deleted."""
    promoting.short_policy(people["admin"], also=["retirement"])
    return building.promoted_and_up(people["engineer"], versions[0]).deployment


def asked(actor: User, endpoint: Deployment, **given: Any) -> ChangeRequest:
    values: dict[str, Any] = {"reason": make.WHY} | given
    return request_change(
        actor=actor,
        project=endpoint.project,
        kind=retirement.KIND,
        about=endpoint,
        target=retirement.target_of(endpoint),
        **values,
    )


def retired(actor: User, change: ChangeRequest, **given: Any) -> Deployment:
    values: dict[str, Any] = {"reason": make.WHY} | given
    return retire_deployment(actor=actor, change=change, **values)


def test_it_is_asked_for_approved_by_another_and_applied_with_one_entry(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["builder"], endpoint)
    promoting.reviewed(people["officer"], change)
    before = Entry.objects.count()
    retired(people["engineer"], change)
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert body["action"] == "deployment.deleted"
    assert body["changes"]["change"] == [None, str(change)]
    assert body["hashes"]["binding"] == change.binding
    assert building.fresh(endpoint).is_deleted
    assert changes.standing(change).state is State.APPLIED
    assert Release.objects.count() == 1, "its releases stay"


def test_a_plain_delete_is_refused_and_says_what_to_do(
    engineer: User, endpoint: Deployment
) -> None:
    with pytest.raises(IllegalMove, match=r"asks for 1 approval .* Ask for the retire"):
        delete_deployment(actor=engineer, deployment=endpoint, reason=make.WHY)
    assert not building.fresh(endpoint).is_deleted


def test_where_no_policy_names_it_a_delete_is_plain_and_nobody_is_asked(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> None:
    engineer = people["engineer"]
    endpoint = building.promoted_and_up(engineer, versions[0]).deployment
    with pytest.raises(IllegalMove, match="no approval of this"):
        asked(engineer, endpoint)
    delete_deployment(actor=engineer, deployment=endpoint, reason=make.WHY)
    assert building.fresh(endpoint).is_deleted


def test_without_an_approval_and_without_the_right_it_stays(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["engineer"], endpoint)
    with pytest.raises(IllegalMove, match="0 of 1 approvals"):
        retired(people["engineer"], change)
    promoting.reviewed(people["officer"], change)
    for name in ("builder", "officer"):
        with pytest.raises(AccessDenied, match="deploy to PROD"):
            retired(people[name], change)
    assert not building.fresh(endpoint).is_deleted


def test_who_asked_and_who_built_what_answers_decide_nothing(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["engineer"], endpoint)
    with pytest.raises(AccessDenied, match="built something in its lineage"):
        promoting.reviewed(people["builder"], change)
    with pytest.raises(AccessDenied):
        promoting.reviewed(people["engineer"], change)


def test_a_new_release_voids_it(
    people: dict[str, User], endpoint: Deployment, versions: list[Version]
) -> None:
    change = asked(people["engineer"], endpoint)
    promoting.reviewed(people["officer"], change)
    building.promoted_and_up(people["engineer"], versions[1], deployment=endpoint)
    standing = changes.standing(change)
    assert standing.state is State.VOID
    assert "The release that answers changed" in standing.words[0]
    with pytest.raises(IllegalMove, match="void"):
        retired(people["engineer"], change)


def test_a_new_policy_voids_it(people: dict[str, User], endpoint: Deployment) -> None:
    change = asked(people["engineer"], endpoint)
    promoting.reviewed(people["officer"], change)
    promoting.short_policy(people["admin"], approvals=2)
    assert changes.standing(change).state is State.VOID


def test_it_is_applied_once_and_from_a_page_that_is_new(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["builder"], endpoint)
    promoting.reviewed(people["officer"], change)
    with pytest.raises(Conflict, match="has changed"):
        retired(people["engineer"], change, revision=0)
    retired(people["engineer"], change)
    with pytest.raises(Conflict, match="applied already"):
        retired(people["engineer"], change)


def test_it_applies_itself_once_it_is_approved(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["engineer"], endpoint, auto_apply=True)
    promoting.reviewed(people["officer"], change)
    run_job(Job.objects.get(kind="apply_change", about_id=change.pk).pk)
    assert building.fresh(endpoint).is_deleted
    assert changes.standing(change).state is State.APPLIED


def test_the_same_end_is_asked_for_once_and_a_deleted_one_never(
    people: dict[str, User], endpoint: Deployment
) -> None:
    change = asked(people["builder"], endpoint)
    with pytest.raises(Conflict, match="asks for the same"):
        asked(people["engineer"], endpoint)
    promoting.reviewed(people["officer"], change)
    retired(people["engineer"], change)
    with pytest.raises(IllegalMove, match="deleted already"):
        asked(people["engineer"], endpoint)


def test_delete_leads_to_the_request_and_its_page_shows_the_end(
    browser_of: Any, people: dict[str, User], endpoint: Deployment
) -> None:
    where = reverse("deployments:delete", args=[endpoint.pk])
    asking = browser_of(people["engineer"]).get(where, follow=True).content.decode()
    assert "Ask to delete cooler-prod?" in asking
    assert "PROD asks for 1 approval by others before a deployment there" in asking
    change = asked(people["engineer"], endpoint)
    (line,) = inbox.waiting(people["officer"])
    assert line.what == f"{change}: Delete cooler-prod in PROD, asked by engineer"
    page = browser_of(people["officer"]).get(line.url).content.decode()
    assert "Delete cooler-prod in PROD" in page
    assert "callers get 404" in page
    assert "I approve CR-2 (delete cooler-prod in PROD)" in page
    assert "Gate checks" not in page, "its conditions are about versions"


def test_where_nobody_needs_to_be_asked_the_request_leads_to_the_plain_delete(
    fake: FakeRuntime, browser_of: Any, builder: User, versions: list[Version]
) -> None:
    endpoint = building.brought_up(builder, versions[0]).deployment
    where = reverse("deployments:request_retirement", args=[endpoint.pk])
    text = browser_of(builder).get(where, follow=True).content.decode()
    assert "Delete cooler-dev?" in text


def test_the_page_offers_the_way_to_who_may_begin_it(
    browser_of: Any, people: dict[str, User], endpoint: Deployment
) -> None:
    page = reverse("deployments:deployment", args=[endpoint.pk])
    offered = f'href="{reverse("deployments:delete", args=[endpoint.pk])}"'
    for name, sees in (("builder", True), ("engineer", True), ("business", False)):
        text = browser_of(people[name]).get(page).content.decode()
        assert "Ask to delete" in text, name
        assert (offered in text) is sees, f"{name}: an owner asks, and does not deploy"


def test_a_token_asks_and_applies(
    client: Any, people: dict[str, User], endpoint: Deployment
) -> None:
    def post(where: str) -> Any:
        _, secret = create_token(
            actor=people["engineer"], name=where, scopes=["read", "write"], days=1
        )
        return client.post(
            where,
            json.dumps({"reason": make.WHY}),
            content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )

    plain = post(f"/api/v1/deployments/{endpoint.pk}/delete")
    assert plain.status_code == 422
    made = post(f"/api/v1/deployments/{endpoint.pk}/retirements")
    assert (made.status_code, made.json()["kind"]) == (201, "retirement")
    change = ChangeRequest.objects.get(kind="retirement")
    promoting.reviewed(people["officer"], change)
    assert post(f"/api/v1/changes/{change.pk}/apply").status_code == 204
    assert building.fresh(endpoint).is_deleted


BAD: list[dict[str, Any]] = [
    {"also": ["magic"]},
    {"also": ["promotion"]},
    {"also": ["retirement"], "environment": "TEST", "approvals": 0},
]


@pytest.mark.parametrize("given", BAD, ids=str)
def test_a_policy_names_only_what_there_is_and_what_it_asks_approval_of(
    admin: User, project: object, given: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        promoting.short_policy(admin, **given)
    assert refused.value.field == "also"


def test_a_revision_that_is_silent_about_it_keeps_what_was_named(
    admin: User, project: object
) -> None:
    promoting.short_policy(admin, also=["retirement"])
    made = publish_policy(
        actor=admin,
        environment="PROD",
        tier="low",
        approvals=2,
        conditions=[],
        reason=make.WHY,
    )
    assert made.also == ["retirement"]
    promoting.short_policy(admin, also=[])
    with pytest.raises(InvalidInput, match="in force already"):
        promoting.short_policy(admin)
