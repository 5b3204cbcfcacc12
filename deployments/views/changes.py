"""Ask for a promotion or a retirement, and apply what is approved."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deployments import applying, promotion, queries, retirement
from deployments.change_forms import (
    PromotionForm,
    RetirementForm,
)
from deployments.models import Deployment, Environment, Release
from deployments.views.naming import page_of, suggested_name
from governance import access, policies
from governance.change_kinds import kind_of, title_of
from governance.forms import ReasonForm
from governance.operations.request_change import request_change
from governance.pages import Step, actor_of, ask
from governance.rights import Right, deploy_right
from registry.models import Version
from registry.queries import version_for


@require_http_methods(["GET", "POST"])
def request_promotion(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Ask others to let a version into an environment."""
    actor = actor_of(request)
    version = version_for(actor, version_id)
    where = queries.environment_for(request.GET.get("environment", ""))
    endpoints = queries.endpoints_for(version, where.pk)
    decision = access.may(actor, Right.REQUEST_CHANGE, version.project_id)
    step = Step(
        title=f"Ask to promote {version} to {where}?",
        submit=f"Ask for {where}",
        back=reverse("registry:version", args=[version.pk]),
        will=_will_ask(version, where),
        because=decision.because,
        more={"project": version.project, "section": "changes"},
    )

    def act(data: dict[str, Any]) -> str:
        chosen: Deployment | None = data.get("deployment")
        made = request_change(
            actor=actor,
            project=version.project,
            kind=promotion.KIND,
            about=version,
            target=promotion.target_of(where.pk, chosen, data["name"]),
            reason=data["reason"],
            auto_apply=data.get("auto_apply", False),
            days=data["days"],
        )
        return reverse("governance:change", args=[made.pk])

    form = PromotionForm(
        request.POST or None,
        endpoints=endpoints,
        name=suggested_name(version, where),
        may_apply=access.may(actor, deploy_right(where.pk), version.project_id).allowed,
    )
    return ask(request, step, form, act)


def _will_ask(version: Version, where: Environment) -> list[str]:
    policy = policies.in_force(where.pk, version.project_id)
    return [
        promotion.asks_for(policy),
        f"An approval binds {version}, its data, {where} and the policy as they are.",
        "A change of any of these voids it.",
        "Nothing is deployed yet. Who may deploy there applies it when it is approved.",
    ]


@require_http_methods(["GET", "POST"])
def request_retirement(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Ask others to let an endpoint be deleted, where its policy wants that."""
    actor = actor_of(request)
    found = queries.deployment_for(actor, deployment_id)
    if request.method == "GET" and not retirement.is_governed(found):
        plain = reverse("deployments:delete", args=[found.pk])
        return HttpResponseRedirect(plain)
    right = deploy_right(found.environment_id)
    step = Step(
        title=f"Ask to delete {found}?",
        submit="Ask for its deletion",
        back=page_of(found.pk),
        will=[
            retirement.asks_for(found),
            f"An approval binds {found}, the release that answers and the policy.",
            "A new release, or a new policy, voids it.",
            "It answers until somebody who may deploy there applies the request.",
        ],
        because=access.may(actor, Right.REQUEST_CHANGE, found.project_id).because,
        more={"project": found.project, "section": "changes"},
    )

    def act(data: dict[str, Any]) -> str:
        made = request_change(
            actor=actor,
            project=found.project,
            kind=retirement.KIND,
            about=found,
            target=retirement.target_of(found),
            **data,
        )
        return reverse("governance:change", args=[made.pk])

    may_apply = access.may(actor, right, found.project_id).allowed
    form = RetirementForm(request.POST or None, may_apply=may_apply)
    return ask(request, step, form, act)


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Carry an approved change out."""
    actor = actor_of(request)
    change = applying.find(actor, change_id)
    back = reverse("governance:change", args=[change.pk])
    right = kind_of(change).right(change)
    step = Step(
        title=f"Apply {change}?",
        submit=title_of(change),
        back=back,
        will=applying.will(change),
        because=access.may(actor, right, change.project_id).because,
    )

    def act(data: dict[str, Any]) -> str:
        made = applying.apply(actor=actor, change=change, **data)
        return page_of(made.deployment_id if isinstance(made, Release) else made.pk)

    return ask(request, step, ReasonForm(request.POST or None), act)
