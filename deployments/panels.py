"""Our parts on the pages of projects and versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from deployments import queries
from deployments.lifecycle import State
from deployments.views.lists import card_context
from governance import access, policies
from governance.models import User
from governance.pages import actor_of
from governance.rights import Right, deploy_right
from registry import panels
from registry.models import Project, Version
from registry.panels import MenuItem


def register() -> None:
    """Tell registry what we add."""
    panels.add_project_panel(project_panel)
    panels.add_version_panel(version_panel)
    panels.add_project_facts(project_facts)
    panels.add_places(queries.places)
    panels.add_version_menu(version_menu)


def project_panel(request: HttpRequest, project: Project) -> str:
    """The Deployments table of a project."""
    context = card_context(actor_of(request), project)
    return render_to_string("deployments/_deployments_card.html", context, request)


def version_panel(request: HttpRequest, version: Version) -> str:
    """Where a version answers."""
    context = {"rows": queries.running(version), "version": version}
    return render_to_string("deployments/_running_card.html", context, request)


def project_facts(actor: User, project: Project) -> Sequence[dict[str, Any]]:
    """How many endpoints there are, and whether one of them needs a look."""
    counts, failed = queries.counts(project), queries.failed(project)
    lamp, sub = _lamp(counts.deployments, failed)
    return [
        {
            "label": "Deployments",
            "value": f"{counts.deployments:,}",
            "sub": f"{counts.in_prod:,} in PROD",
        },
        {"label": "Alerts", "value": lamp, "kind": "status", "sub": sub},
    ]


def _lamp(deployments: int, failed: int) -> tuple[str, str]:
    if not deployments:
        return "Not watched", "nothing is deployed"
    if failed:
        return State.FAILED, f"{failed:,} failed to deploy"
    return State.HEALTHY, "no alert"


def version_menu(
    actor: User, project: Project, versions: Sequence[Version]
) -> dict[UUID, list[MenuItem]]:
    """Deploy to DEV, TEST and PROD, each with the reason when it cannot be done."""
    offers = _offers(actor, project)
    return {
        version.pk: [_item(version, *offer) for offer in offers] for version in versions
    }


def _offers(actor: User, project: Project) -> list[tuple[str, str, str]]:
    """Label, address and refusal of each step; asked once for all versions."""
    may_ask = access.may(actor, Right.REQUEST_CHANGE, project.pk)
    may_pass_by = access.may(actor, Right.DEPLOY_EMERGENCY, project.pk)
    wanted = policies.approvals(project.pk)
    offers = []
    for environment in queries.environments():
        name = environment.pk
        decision = access.may(actor, deploy_right(name), project.pk)
        asks = bool(wanted.get(name))
        may = decision.allowed or (asks and may_ask.allowed)
        refused = "" if may else decision.because
        offers.append((f"Deploy to {name}", f"deploy?environment={name}", refused))
        if asks and may_pass_by.allowed:
            label = f"Emergency release to {name}"
            offers.append((label, f"emergency?environment={name}", ""))
    return offers


def _item(version: Version, label: str, address: str, refused: str) -> MenuItem:
    route, _, query = address.partition("?")
    if version.is_withdrawn:
        refused = "This version is withdrawn."
    return MenuItem(
        label=label,
        url=f"{reverse(f'deployments:{route}', args=[version.pk])}?{query}",
        picture="siren" if route == "emergency" else "upload",
        refused=refused,
    )
