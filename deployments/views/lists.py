"""The deployments of a project: a page, and the card that project pages show."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deployments import queries
from deployments.endpoints import url_of
from governance.models import User
from governance.pages import actor_of
from registry.models import Project
from registry.queries import project_for


@require_GET
def deployments(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Every endpoint of a project."""
    actor = actor_of(request)
    project = project_for(actor, project_id)
    context = {"section": "deployments", **card_context(actor, project)}
    return render(request, "deployments/deployments.html", context)


@require_GET
def card(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The same as a card; asked for again while something moves."""
    actor = actor_of(request)
    context = card_context(actor, project_for(actor, project_id))
    return render(request, "deployments/_deployments_card.html", context)


def card_context(actor: User, project: Project) -> dict[str, Any]:
    """What the card shows: five queries for any number of endpoints."""
    rows = queries.deployments(actor, project).order_by("-pk")[: queries.MOST]
    lines = queries.lines(rows)
    return {
        "project": project,
        "lines": [(line, url_of(line.deployment)) for line in lines],
        "is_moving": any(line.is_moving for line in lines),
    }
