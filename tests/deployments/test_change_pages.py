"""The pages and the API of change requests say what the operations do."""

import json
from typing import Any

import pytest
from django.urls import reverse

from governance import inbox
from governance.models import ChangeRequest, User
from governance.operations.create_token import create_token
from registry.models import Project, Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(admin: User, project: Project) -> None:
    promoting.short_policy(admin)


def text_of(browser: Any, name: str, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_the_page_shows_the_difference_with_what_runs(
    fake: FakeRuntime,
    browser_of: Any,
    people: dict[str, User],
    project: Project,
    versions: list[Version],
) -> None:
    builder = people["builder"]
    first = building.promoted_and_up(people["engineer"], versions[0])
    trained = registry_building.experiment(
        builder,
        project,
        name="deeper",
        metrics={"accuracy": 0.95},
        parameters={"target column": "cool", "seed": 8},
    )
    version = registry_building.version(
        builder, project, experiment=trained, upload=registry_building.onnx(seed=5)
    )
    change = promoting.asked(builder, version, deployment=first.deployment)
    text = text_of(browser_of(people["officer"]), "governance:change", change.pk)
    assert "Now: hydraulic_model_1" in text
    assert "+0.048 better" in text
    assert "same; callers need no change" in text
    assert "seed" in text
    assert make.WHY in text


def test_the_page_offers_a_decision_to_who_may_decide_alone(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    where = ("governance:change", change.pk)
    assert "Sign and decide" in text_of(browser_of(people["officer"]), *where)
    text = text_of(browser_of(people["builder"]), *where)
    assert "Sign and decide" not in text
    assert "builder asked for this change. Somebody else decides." in text


def test_a_void_request_says_what_changed(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.short_policy(people["admin"], approvals=2)
    browser = browser_of(people["officer"])
    text = text_of(browser, "governance:change", change.pk)
    assert "What was asked for is no longer what is there" in text
    assert "revision was 2, is 3" in text
    listed = text_of(browser, "governance:changes", versions[0].project_id)
    assert "Another policy applies now." in listed


def test_deploy_leads_to_the_request_where_approval_is_asked_for(
    browser_of: Any, builder: User, engineer: User, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[0].pk]) + "?environment=PROD"
    for person in (builder, engineer):
        answer = browser_of(person).get(where, follow=True)
        text = answer.content.decode()
        assert "Ask to promote hydraulic_model_1 to PROD?" in text
        assert "PROD asks for 1 approval by others" in text
        assert ("Apply it once it is approved" in text) == (person == engineer)


def test_a_request_waits_in_the_inbox_of_who_may_decide(
    people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["engineer"], versions[0])
    for name in ("officer", "validator"):
        (line,) = inbox.waiting(people[name])
        assert line.url == reverse("governance:change", args=[change.pk])
        assert line.why == make.WHY
    for name in ("builder", "engineer", "business", "outsider", "admin"):
        assert inbox.waiting(people[name]) == [], name
    assert [a.state for a in inbox.asked(people["engineer"])] == ["Open"]
    promoting.reviewed(people["officer"], change)
    assert inbox.waiting(people["officer"]) == []


def test_lists_and_inbox_cost_the_same_for_many(
    browser_of: Any,
    people: dict[str, User],
    versions: list[Version],
    django_assert_max_num_queries: Any,
) -> None:
    browser = browser_of(people["officer"])
    where = reverse("governance:changes", args=[versions[0].project_id])
    promoting.asked(people["builder"], versions[0], name="one-prod")
    browser.get(where)
    with django_assert_max_num_queries(100) as first:
        browser.get(where)
    for number in range(5):
        change = promoting.asked(people["builder"], versions[0], name=f"x{number}")
        if number % 2:
            promoting.reviewed(people["validator"], change, "reject")
    with django_assert_max_num_queries(len(first)):
        browser.get(where)


def test_a_token_asks_withdraws_and_applies_but_never_signs(
    client: Any, people: dict[str, User], versions: list[Version]
) -> None:
    engineer = people["engineer"]
    project = versions[0].project
    _, secret = create_token(
        actor=engineer, name="ci", scopes=["read", "write"], days=1
    )

    def post(where: str, **data: Any) -> Any:
        return client.post(
            where,
            json.dumps({"reason": make.WHY, **data}),
            content_type="application/json",
            headers={"authorization": f"Bearer {secret}"},
        )

    asked = post(
        f"/api/v1/projects/{project.pk}/promotions",
        version=str(versions[0].pk),
        environment="PROD",
        name="cooler-prod",
    )
    assert asked.status_code == 201
    assert (asked.json()["state"], asked.json()["needed"]) == ("Waits", 1)
    change = ChangeRequest.objects.get()
    applied = post(f"/api/v1/changes/{change.pk}/apply")
    assert applied.status_code == 422
    _, secret = create_token(
        actor=people["officer"], name="ci", scopes=["read", "write"], days=1
    )
    signed = post(f"/changes/{change.pk}/review/", verdict="approve")
    assert signed.status_code in {302, 403}
    assert not change.approvals.exists()
    promoting.reviewed(people["officer"], change)
    _, secret = create_token(
        actor=engineer, name="ci2", scopes=["read", "write"], days=1
    )
    assert post(f"/api/v1/changes/{change.pk}/apply").status_code == 201
