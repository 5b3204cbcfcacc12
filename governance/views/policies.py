"""What each environment asks for, and the risk tier that decides it."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, change_kinds, gates, policies, scopes
from governance.change_forms import PolicyForm, RiskForm
from governance.exceptions import NotVisible
from governance.models import Policy, Tier
from governance.operations.publish_policy import publish_policy
from governance.operations.set_risk_tier import set_risk_tier
from governance.pages import Step, actor_of, ask
from governance.rights import Right

SHOWN = 200


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """The policies in force, and every revision before them."""
    actor = actor_of(request)
    rows = Policy.objects.select_related("published_by")
    found = list(rows.order_by("environment", "tier", "-revision")[:SHOWN])
    groups = groupby(found, key=lambda row: (row.environment, row.tier))
    context = {
        "section": "policies",
        "policies": [_told(list(group)) for _, group in groups],
        "may_publish": access.may(actor, Right.PUBLISH_POLICY, None),
    }
    return render(request, "governance/policies.html", context)


def _told(revisions: list[Policy]) -> dict[str, Any]:
    return {**_said(revisions[0]), "before": [_said(old) for old in revisions[1:]]}


def _said(policy: Policy) -> dict[str, Any]:
    """One revision in words."""
    return {
        "policy": policy,
        "tier": Tier(policy.tier).label,
        "before_what": [kind.step for kind in change_kinds.governed_by(policy)],
        "conditions": [gates.says(one) for one in policy.conditions],
        "is_whole": policy.digest == policies.digest_of(policy),
    }


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, environment: str, tier: str) -> HttpResponse:
    """Publish the next revision."""
    actor = actor_of(request)
    now = policies.newest(environment, tier)
    if now is None:
        raise NotVisible
    back = reverse("governance:policies")
    step = Step(
        title=f"Publish a policy for {environment}, {Tier(tier).label.lower()}?",
        submit="Publish revision " + str(now.revision + 1),
        back=back,
        will=[
            "It is in force at once, for every project of that tier.",
            "Open requests for it become void: they were bound to the one before.",
            "A published policy never changes.",
        ],
        because=_because(request, Right.PUBLISH_POLICY, None),
        more={"section": "policies"},
    )

    def act(data: dict[str, Any]) -> str:
        data["conditions"] = data["conditions"] or []
        publish_policy(actor=actor, environment=environment, tier=tier, **data)
        return back

    given = {
        "approvals": now.approvals,
        "also": now.also or [],
        "conditions": now.conditions,
    }
    return ask(request, step, PolicyForm(request.POST or None, initial=given), act)


@require_http_methods(["GET", "POST"])
def set_risk(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Put a project into a risk tier."""
    actor = actor_of(request)
    project = scopes.find(actor, project_id)
    back = reverse("governance:changes", args=[project.pk])
    step = Step(
        title=f"Set the risk tier of {project.subject_label}?",
        submit="Set the risk tier",
        back=back,
        will=[
            "It decides which policies apply, from now on.",
            "Open requests become void: they were bound to the other policy.",
        ],
        because=_because(request, Right.SET_RISK, project.pk),
        more={"project": project, "section": "changes"},
    )

    def act(data: dict[str, Any]) -> str:
        set_risk_tier(actor=actor, project=project, **data)
        return back

    form = RiskForm(
        request.POST or None, initial={"tier": policies.tier_of(project.pk)}
    )
    return ask(request, step, form, act)


def _because(request: HttpRequest, right: Right, scope: UUID | None) -> str:
    """Asked before the form is shown; the refusal of a POST is an entry."""
    actor = actor_of(request)
    if request.method == "GET":
        return access.require(actor, right, scope)
    return access.may(actor, right, scope).because
