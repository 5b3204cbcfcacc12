"""Release in an emergency, and review that."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deployments import emergencies, promotion, queries
from deployments.change_forms import EmergencyReviewForm
from deployments.forms import DeployForm
from deployments.models import Environment
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from deployments.views.naming import page_of, suggested_name
from governance import access
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry.models import Version
from registry.queries import version_for


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Release past approval; it must be reviewed by somebody else."""
    actor = actor_of(request)
    version = version_for(actor, version_id)
    where = queries.environment_for(request.GET.get("environment", ""))
    step = Step(
        title=f"Emergency release of {version} to {where}?",
        submit="Release in an emergency",
        back=reverse("registry:version", args=[version.pk]),
        warning=" ".join(["This passes by:", *_passes_by(version, where)]),
        will=[
            "It is released at once, without the approval of others.",
            "The owners are told, and the deployment shows it in red.",
            "Somebody else closes a review of it within 48 hours.",
        ],
        because=_because(request, actor, Right.DEPLOY_EMERGENCY, version.project_id),
        more={"project": version.project, "section": "deployments"},
    )

    def act(data: dict[str, Any]) -> str:
        made = emergency_release(
            actor=actor, version=version, environment=where.pk, **data
        )
        return page_of(made.deployment_id)

    endpoints = queries.endpoints_for(version, where.pk)
    name = suggested_name(version, where)
    form = DeployForm(request.POST or None, endpoints=endpoints, name=name)
    return ask(request, step, form, act)


def _passes_by(version: Version, where: Environment) -> list[str]:
    return promotion.barriers(version, where.pk) or ["nothing; deploy it instead."]


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Close the review of an emergency release."""
    actor = actor_of(request)
    found = emergencies.find(actor, release_id)
    project = found.deployment.project_id
    back = page_of(found.deployment_id)
    step = Step(
        title=f"Review the emergency release {found}?",
        submit="Close the review",
        back=back,
        will=[
            "Your finding stays with the release. It changes nothing that runs.",
            "Who made the release cannot review it.",
        ],
        because=_because(request, actor, Right.REVIEW_CHANGE, project),
    )

    def act(data: dict[str, Any]) -> str:
        review_emergency(actor=actor, emergency=found, **data)
        return back

    return ask(request, step, EmergencyReviewForm(request.POST or None), act)


def _because(request: HttpRequest, actor: User, right: Right, project: UUID) -> str:
    """Asked before the form is shown; the refusal of a POST is an entry."""
    if request.method == "GET":
        return access.require(actor, right, project)
    return access.may(actor, right, project).because
