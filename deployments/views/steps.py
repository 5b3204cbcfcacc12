"""Deploy, roll back, delete: each asks Why? and says what will happen."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deployments import queries, retirement
from deployments.forms import DeployForm, RevisionForm
from deployments.models import Deployment, Environment, Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.deploy_version import deploy_version
from deployments.operations.roll_back import roll_back as roll_back_to
from deployments.runtimes.routes import is_open
from deployments.views.naming import page_of, suggested_name
from governance import access, history, policies
from governance.actions import Action
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import deploy_right
from registry.models import Version
from registry.queries import version_for

LOOKED, OFFERED = 20, 3


@require_http_methods(["GET", "POST"])
def deploy(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Deploy a version to the environment that the address names."""
    actor = actor_of(request)
    version = version_for(actor, version_id)
    where = queries.environment_for(request.GET.get("environment", ""))
    if (
        request.method == "GET"
        and policies.in_force(where.pk, version.project_id).approvals
    ):
        return HttpResponseRedirect(_ask_first(version, where))
    endpoints = queries.endpoints_for(version, where.pk)
    step = Step(
        title=f"Deploy {version} to {where}?",
        submit=f"Deploy to {where}",
        back=reverse("registry:version", args=[version.pk]),
        will=_will_deploy(version, where, endpoints),
        because=_because(actor, where.pk, version.project_id),
        more=_used_before(version.project_id, Action.RELEASE_DEPLOYED),
    )

    def act(data: dict[str, Any]) -> str:
        made = deploy_version(
            actor=actor, version=version, environment=where.pk, **data
        )
        return page_of(made.deployment_id)

    form = DeployForm(
        request.POST or None, endpoints=endpoints, name=suggested_name(version, where)
    )
    return ask(request, step, form, act)


@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Roll the endpoint of a release back to that release."""
    actor = actor_of(request)
    release = queries.release_for(actor, release_id)
    found = queries.deployment_for(actor, release.deployment_id)
    step = Step(
        title=f"Roll back {found} to release {release.number}?",
        submit=f"Roll back to release {release.number}",
        back=page_of(found.pk),
        will=_will_roll_back(found, release),
        because=_because(actor, found.environment_id, found.project_id),
        more=_used_before(found.project_id, Action.RELEASE_ROLLED_BACK),
    )

    def act(data: dict[str, Any]) -> str:
        roll_back_to(actor=actor, deployment=found, to_release=release, **data)
        return page_of(found.pk)

    return ask(request, step, _revision_form(request, found), act)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Delete an endpoint; where approvals are asked for, ask for them first."""
    actor = actor_of(request)
    found = queries.deployment_for(actor, deployment_id)
    if request.method == "GET" and retirement.is_governed(found):
        where = reverse("deployments:request_retirement", args=[found.pk])
        return HttpResponseRedirect(where)
    step = Step(
        title=f"Delete {found}?",
        submit=f"Delete {found}",
        back=page_of(found.pk),
        will=[
            "The endpoint stops answering: callers get 404.",
            "Its releases, its predictions and its entries stay.",
            "The name becomes free for another endpoint, which gets another URL.",
        ],
        because=_because(actor, found.environment_id, found.project_id),
    )

    def act(data: dict[str, Any]) -> str:
        delete_deployment(actor=actor, deployment=found, **data)
        return reverse("deployments:deployments", args=[found.project_id])

    return ask(request, step, _revision_form(request, found), act)


def _revision_form(request: HttpRequest, found: Deployment) -> RevisionForm:
    return RevisionForm(request.POST or None, initial={"revision": found.revision})


def _because(actor: User, environment: str, project_id: UUID) -> str:
    return access.may(actor, deploy_right(environment), project_id).because


def _used_before(project_id: UUID, action: Action) -> dict[str, Any]:
    """Reasons given for such a step in this project, the latest first."""
    lines = history.events(project_id=project_id, action=action.value, limit=LOOKED)
    reasons = [line.why for line in lines if line.why not in {"", history.ERASED}]
    return {"used_before": list(dict.fromkeys(reasons))[:OFFERED]}


def _ask_first(version: Version, where: Environment) -> str:
    """Where its policy asks for approvals, the dialog says so and asks for them."""
    page = reverse("deployments:request_promotion", args=[version.pk])
    return f"{page}?environment={where.pk}"


def _will_deploy(
    version: Version, where: Environment, endpoints: list[Deployment]
) -> list[str]:
    told = [
        f"The environment of {version} is built from its lock.",
        "Every stored file of it is hashed again before it is loaded.",
        "It takes over only after its golden rows and its warm-up held.",
    ]
    if endpoints:
        told.append("What answers there now goes on until then. No request is lost.")
    if is_open(where):
        told.append(f"Scoring in {where} needs no key on this machine.")
    else:
        told.append(f"Scoring in {where} needs the key of a member who may score.")
    return told


def _will_roll_back(found: Deployment, release: Release) -> list[str]:
    live = found.live_release
    is_warm = found.warm_release_id is not None and (
        found.warm_release is not None
        and found.warm_release.worker_key == release.worker_key
    )
    ready = "kept ready, it takes over at once" if is_warm else "started first"
    now = f" beside {live.version}" if live else ""
    return [
        f"A new release puts {release.version} back{now}: {ready}.",
        "It runs the same environment and scoring code as before.",
        "No request is lost. Nothing is overwritten: you can return the same way.",
    ]
