"""My Projects, and the page of one project."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, history
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry import panels, queries
from registry.forms import ListForm, ProjectForm
from registry.models import Project
from registry.operations.create_project import create_project
from registry.views.tables import version_lines

SHOWN_VERSIONS = 10
SHOWN_EVENTS = 8


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """My Projects."""
    actor = actor_of(request)
    form = ListForm(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    page = queries.page_of(queries.projects(actor, text), form.older_than)
    query = {"text": text} if text else {}
    older = urlencode({**query, "before": page.before}) if page.before else ""
    context = {
        "section": "projects",
        "projects": page.rows,
        "text": text,
        "older_url": f"?{older}" if older else "",
        "may_create": access.may(actor, Right.CREATE_PROJECT, None),
    }
    return render(request, "registry/projects.html", context)


@require_http_methods(["GET", "POST"])
def add_project(request: HttpRequest) -> HttpResponse:
    """Add project."""
    actor = actor_of(request)
    decision = access.may(actor, Right.CREATE_PROJECT, None)
    if request.method == "GET":
        access.require(actor, Right.CREATE_PROJECT, None)
    step = Step(
        title="Add project",
        submit="Add project",
        back=reverse("registry:projects"),
        will=[
            "You own the project. Nobody else sees it until you share it.",
            "It cannot be deleted: what happens in it stays in the ledger.",
        ],
        because=decision.because,
        more={"section": "projects"},
    )

    def act(data: dict[str, Any]) -> str:
        made = create_project(actor=actor, **data)
        return reverse("registry:project", args=[made.pk])

    return ask(request, step, ProjectForm(request.POST or None), act)


@require_GET
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The overview of a project: facts, models, deployments, members, events."""
    actor = actor_of(request)
    found = queries.project_for(actor, project_id)
    page = queries.page_of(queries.versions(actor, found), None, SHOWN_VERSIONS)
    may_share = access.may(actor, Right.SHARE, found.pk)
    context = {
        "section": "overview",
        "project": found,
        "facts": _facts(actor, found),
        "lines": version_lines(actor, found, page.rows),
        "more": page.before is not None,
        "panels": panels.project_panels(request, found),
        "members": access.members(found.pk),
        "may_share": may_share,
        "may_contribute": access.may(actor, Right.CONTRIBUTE, found.pk),
        "events": history.events(project_id=found.pk, limit=SHOWN_EVENTS),
    }
    return render(request, "registry/project.html", context)


def _facts(actor: User, project: Project) -> list[dict[str, Any]]:
    """The summary: id, created, owner, counts, and what upper layers add."""
    counts = queries.counts(project)
    beside = f"{counts.versions:,} versions, {counts.experiments:,} experiments"
    return [
        {"label": "Project ID", "value": str(project.pk), "kind": "hash"},
        {"label": "Created on", "value": project.created_at, "kind": "moment"},
        {"label": "Owner", "value": project.owner.username},
        {"label": "Models", "value": f"{counts.models:,}", "sub": beside},
        *panels.project_facts(actor, project),
    ]
