"""Models, experiments and datasets of a project, each on a page of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance import access
from governance.pages import actor_of
from governance.rights import Right
from registry import queries
from registry.forms import CommentForm, ListForm
from registry.models import Project
from registry.queries import Page
from registry.views.tables import version_lines


@require_GET
def models(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Every version of every model of the project."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    page = _page(request, queries.versions(actor, project))
    lines = version_lines(actor, project, page.rows)
    context = _context(request, project, "models", page) | {"lines": lines}
    return render(request, "registry/models.html", context)


@require_GET
def experiments(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """More experiments."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    rows = queries.experiments(actor, project).prefetch_related("versions")
    page = _page(request, rows)
    context = _context(request, project, "experiments", page)
    return render(request, "registry/experiments.html", context)


@require_GET
def datasets(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The project's data."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    page = _page(request, queries.datasets(actor, project))
    context = _context(request, project, "datasets", page)
    return render(request, "registry/datasets.html", context)


@require_GET
def experiment(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    """One training: what went in, what came out, what was said."""
    actor = actor_of(request)
    found = queries.experiment_for(actor, experiment_id)
    context = {
        "section": "experiments",
        "project": found.project,
        "experiment": found,
        "datasets": found.datasets_used.select_related("dataset"),
        "artifacts": found.artifacts.order_by("path"),
        "versions": found.versions.order_by("number"),
        "comments": queries.comments(actor, found.pk),
        "may_comment": access.may(actor, Right.COMMENT, found.project_id),
        "form": CommentForm(),
    }
    return render(request, "registry/experiment.html", context)


@require_GET
def dataset(request: HttpRequest, dataset_id: UUID) -> HttpResponse:
    """One dataset: digest, columns, and who used it."""
    actor = actor_of(request)
    found = queries.dataset_for(actor, dataset_id)
    context = {
        "section": "datasets",
        "project": found.project,
        "dataset": found,
        "uses": found.used_by.select_related("experiment").order_by("pk")[:200],
    }
    return render(request, "registry/dataset.html", context)


def _page(request: HttpRequest, rows: Any) -> Page[Any]:
    return queries.page_of(rows, ListForm(request.GET).older_than)


def _context(
    request: HttpRequest, project: Project, section: str, page: Page[Any]
) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "section": section,
        "project": project,
        "rows": page.rows,
        "shown": f"Newest first, {len(page.rows)} shown",
        "newer_url": "",
        "older_url": f"?before={page.before}" if page.before else "",
        "may_contribute": access.may(actor, Right.CONTRIBUTE, project.pk),
    }
