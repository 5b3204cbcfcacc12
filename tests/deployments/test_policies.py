"""Policies: published once, never changed; each gate says why it stays shut."""

import html
import json
from typing import Any

import pytest
from django.urls import reverse

from governance import gates, policies
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.models import Entry, Policy, User
from governance.operations.publish_policy import publish_policy
from governance.operations.set_risk_tier import set_risk_tier
from registry.models import Project, Version
from registry.storage import blobs
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building
from tests.registry import validating

pytestmark = pytest.mark.django_db


def publish(actor: User, **given: Any) -> Policy:
    values: dict[str, Any] = {
        "environment": "TEST",
        "tier": "low",
        "approvals": 0,
        "conditions": [],
        "reason": make.WHY,
    } | given
    return publish_policy(actor=actor, **values)


def test_the_product_comes_with_policies_that_are_whole() -> None:
    asked = {(p.environment, p.tier): p.approvals for p in Policy.objects.all()}
    assert asked == {
        ("DEV", "low"): 0,
        ("DEV", "high"): 0,
        ("TEST", "low"): 0,
        ("TEST", "high"): 0,
        ("PROD", "low"): 1,
        ("PROD", "high"): 2,
    }
    for policy in Policy.objects.all():
        assert policy.digest == policies.digest_of(policy)


def test_a_new_policy_is_a_new_revision_with_an_entry(
    admin: User, project: Project
) -> None:
    before = Entry.objects.count()
    made = publish(admin)
    assert made.revision == 2
    assert Policy.objects.filter(environment="TEST", tier="low").count() == 2
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("policy.published", made.pk)


def test_only_admins_publish(people: dict[str, User], project: Project) -> None:
    for name, person in people.items():
        if name != "admin":
            with pytest.raises(AccessDenied):
                publish(person)


BAD: list[dict[str, Any]] = [
    {"environment": "PROD", "approvals": 0},
    {"environment": "STAGE"},
    {"tier": "none"},
    {"approvals": 6},
    {"approvals": -1},
    {"conditions": "all"},
    {"conditions": [{"condition": "magic"}]},
    {"conditions": ["snapshot"]},
    {"conditions": [{"condition": ["snapshot"]}]},
    {"conditions": [{"condition": "snapshot", "more": 1}]},
    {"conditions": [{"condition": "snapshot"}] * 21},
    {"conditions": [{"condition": "metric", "metric": "accuracy"}]},
    {"conditions": [{"condition": "metric", "metric": "accuracy", "at_least": "x"}]},
    {"conditions": [{"condition": "metric", "metric": "a", "at_least": "NaN"}]},
    {"conditions": [{"condition": "metric", "metric": 7, "at_least": "0.5"}]},
    {"conditions": [{"condition": "warm_up", "in": ["STAGE"]}]},
    {"conditions": [{"condition": "warm_up", "in": [["DEV"]]}]},
    {"conditions": [{"condition": "warm_up"}]},
    {"conditions": [{"condition": "fairness", "metric": "recall"}]},
    {"conditions": [{"condition": "validation", "verdict": "rejected"}]},
    {"conditions": [{"condition": "validation", "verdict": ["accepted"]}]},
    {"conditions": [{"condition": "validation", "by": "officer"}]},
    {"conditions": [{"condition": "snapshot"}]},  # in force already
]


@pytest.mark.parametrize("given", BAD, ids=str)
def test_bad_policies_are_refused(
    admin: User, project: Project, given: dict[str, Any]
) -> None:
    before = Policy.objects.count()
    with pytest.raises(InvalidInput):
        publish(admin, **given)
    assert Policy.objects.count() == before


def test_the_gate_of_prod_says_what_is_missing_and_opens_when_it_is_there(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> None:
    version = versions[0]
    change = promoting.asked(people["builder"], version)
    promoting.reviewed(people["officer"], change)
    with pytest.raises(IllegalMove) as shut:
        promoting.applied(people["engineer"], change)
    assert "A validator accepted it" in shut.value.message
    assert "No release of it was Healthy in DEV or TEST." in shut.value.message
    building.brought_up(people["builder"], version)
    validating.verdict(people["validator"], version)
    promoting.applied(people["engineer"], change)


def test_test_stays_shut_for_a_snapshot_that_is_not_whole(
    builder: User, versions: list[Version]
) -> None:
    part = versions[0].files.get(role="model")
    path = blobs().local_path(part.sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(IllegalMove, match="Its sealed snapshot is whole: 1 differ"):
        building.deploy(builder, versions[0], environment="TEST")


def test_a_metric_decides_by_its_number(
    admin: User, project: Project, builder: User, versions: list[Version]
) -> None:
    metric = {"condition": "metric", "metric": "accuracy", "at_least": "0.95"}
    publish(admin, conditions=[metric])
    with pytest.raises(IllegalMove, match=r"accuracy is at least 0.95: .* is 0.902"):
        building.deploy(builder, versions[0], environment="TEST")
    publish(admin, conditions=[metric | {"at_least": "0.9"}])
    building.deploy(builder, versions[0], environment="TEST")


@pytest.mark.parametrize(
    "condition",
    [
        {"condition": "metric", "metric": "recall", "at_least": "0.1"},
        {"condition": "fairness", "metric": "recall", "at_most_apart": "0.1"},
    ],
    ids=lambda condition: str(condition["condition"]),
)
def test_what_was_not_measured_is_not_met(
    admin: User, builder: User, versions: list[Version], condition: dict[str, Any]
) -> None:
    publish(admin, conditions=[condition])
    with pytest.raises(IllegalMove, match="It was sealed with"):
        building.deploy(builder, versions[0], environment="TEST")


def test_a_condition_that_nobody_knows_any_more_is_not_met(
    project: Project, versions: list[Version]
) -> None:
    policy = Policy(conditions=[{"condition": "gone"}], environment="TEST")
    asked = gates.Asked("version", versions[0].pk, project.pk, "TEST")
    assert gates.shut(policy, asked) == ["Unknown: gone: Nobody can check it."]


def test_without_a_policy_nothing_is_allowed(project: Project) -> None:
    with pytest.raises(IllegalMove, match="No policy says what STAGE asks for"):
        policies.in_force("STAGE", project.pk)


def test_the_officer_sets_the_risk_tier_with_a_reason(
    people: dict[str, User], project: Project
) -> None:
    for name, person in people.items():
        if name != "officer":
            with pytest.raises(AccessDenied):
                set_risk_tier(
                    actor=person, project=project, tier="high", reason=make.WHY
                )
    set_risk_tier(
        actor=people["officer"], project=project, tier="high", reason=make.WHY
    )
    assert policies.in_force("PROD", project.pk).approvals == 2
    for tier in ("high", "none"):
        with pytest.raises(InvalidInput):
            set_risk_tier(
                actor=people["officer"], project=project, tier=tier, reason=make.WHY
            )


def test_a_policy_can_want_a_verdict_without_conditions(
    people: dict[str, User], versions: list[Version]
) -> None:
    strict = {"condition": "validation", "verdict": "accepted"}
    publish(people["admin"], conditions=[strict])
    validator = people["validator"]
    validating.verdict(
        validator, versions[0], "accepted_with_conditions", "Not below 10 degrees."
    )
    with pytest.raises(IllegalMove, match="A validator accepted it without conditions"):
        building.deploy(people["builder"], versions[0], environment="TEST")
    validating.verdict(validator, versions[1])
    building.deploy(people["builder"], versions[1], environment="TEST", name="second")


GROUPS = {"recall/A": 0.97, "recall/B": 0.93, "accuracy": 0.9}


@pytest.mark.parametrize(
    ("bounds", "opens"),
    [
        ({"at_least": "0.93"}, True),
        ({"at_least": "0.94"}, False),
        ({"at_most_apart": "0.04"}, True),
        ({"at_most_apart": "0.03"}, False),
        ({"at_least": "0.9", "at_most_apart": "0.03"}, False),
    ],
    ids=str,
)
def test_fairness_bounds_each_group_and_what_lies_between_them(
    people: dict[str, User], project: Project, bounds: dict[str, str], opens: bool
) -> None:
    builder = people["builder"]
    trained = registry_building.experiment(
        builder, project, name="grouped", metrics=GROUPS
    )
    version = registry_building.version(builder, project, experiment=trained)
    fairness = {"condition": "fairness", "metric": "recall", **bounds}
    publish(people["admin"], conditions=[fairness])
    policy = policies.in_force("TEST", project.pk)
    asked = gates.Asked("version", version.pk, project.pk, "TEST")
    why = gates.shut(policy, asked)
    assert why == [] if opens else "0.04 between A (0.97) and B (0.93)." in why[0]


def test_every_condition_has_an_example_that_a_policy_takes(
    admin: User, project: Project
) -> None:
    examples = [one.example for one in gates.known()]
    assert publish(admin, conditions=examples).conditions == examples


def test_the_form_shows_them_and_gives_what_is_in_force_back(
    browser_of: Any, admin: User, project: Project
) -> None:
    where = reverse("governance:publish_policy", args=["PROD", "low"])
    text = html.unescape(browser_of(admin).get(where).content.decode())
    for one in gates.known():
        assert json.dumps(one.example) in text
    in_force = policies.in_force("PROD", project.pk)
    for condition in in_force.conditions:
        assert f"\n  {json.dumps(condition)}" in text
    answer = browser_of(admin).post(
        where,
        {
            "approvals": 2,
            "also": ["retirement"],
            "conditions": json.dumps(in_force.conditions),
            "reason": make.WHY,
        },
    )
    assert answer.status_code == 302
    page = browser_of(admin).get(reverse("governance:policies")).content.decode()
    assert "and before a deployment there is deleted" in page
    assert "1 revision before" in page
