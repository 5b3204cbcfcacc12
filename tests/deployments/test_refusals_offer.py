"""A refusal below a project offers the role that would have allowed it."""

from typing import Any

import pytest
from django.urls import reverse

from governance.models import User
from registry.models import Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db
WHY = {"reason": make.WHY}


def asked(answer: Any) -> str:
    """The words of a refusal, which must be one."""
    assert answer.status_code == 403
    text: str = answer.content.decode()
    return text


def test_a_version_a_deployment_and_a_report_offer_the_least_role_that_may(
    fake: FakeRuntime, browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    release = building.brought_up(people["builder"], versions[0])
    project = versions[0].project_id
    browser = browser_of(people["business"])
    refused = [
        ("registry:withdraw", versions[0].pk, "data_scientist", "Data scientist"),
        ("deployments:delete", release.deployment_id, "data_scientist", "Data scient"),
        ("registry:open_validation", versions[0].pk, "validator", "Validator"),
        ("reports:project_reports", project, "validator", "Validator"),
    ]
    for route, key, role, label in refused:
        address = reverse(route, args=[key])
        way = browser.get if route.startswith("reports") else browser.post
        text = asked(way(address, {"revision": "2", "plan": "standard-1", **WHY}))
        assert f"Ask for the role {label}" in text, route
        page = reverse("governance:request_access", args=[project])
        assert f'href="{page}?role={role}"' in text, route


def test_the_form_has_the_role_chosen(
    browser_of: Any, business: User, versions: list[Version]
) -> None:
    page = reverse("governance:request_access", args=[versions[0].project_id])
    text = browser_of(business).get(f"{page}?role=engineer").content.decode()
    assert '<option value="engineer" selected>' in text
    strange = browser_of(business).get(f"{page}?role=emperor").content.decode()
    assert 'value="emperor"' not in strange
    assert '<option value="viewer" selected>' not in strange


def test_who_does_not_see_the_thing_is_offered_nothing(
    browser_of: Any, outsider: User, versions: list[Version]
) -> None:
    address = reverse("registry:withdraw", args=[versions[0].pk])
    answer = browser_of(outsider).post(address, WHY)
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "Ask for" not in text
    assert str(versions[0].project_id) not in text


def test_where_more_access_would_not_help_none_is_offered(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    promoting.short_policy(people["admin"])
    change = promoting.asked(people["builder"], versions[0])
    address = reverse("governance:review_change", args=[change.pk])
    text = asked(browser_of(people["builder"]).post(address, {"verdict": "approve"}))
    assert "builder asked for this change" in text
    assert "Ask for the role" not in text
    withdrawing = reverse("governance:withdraw_change", args=[change.pk])
    assert "Ask for the role" not in asked(
        browser_of(people["officer"]).post(withdrawing, WHY)
    )


def test_a_right_of_the_site_is_not_asked_for_on_a_project(
    browser_of: Any, builder: User, project: object
) -> None:
    address = reverse("governance:publish_policy", args=["PROD", "low"])
    assert "Ask for the role" not in asked(browser_of(builder).get(address))
