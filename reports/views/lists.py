"""The reports centre: over all projects, and of one project."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance import access
from governance.exceptions import NotVisible
from governance.models import User
from governance.pages import actor_of
from governance.rights import Right
from registry.models import Project
from reports import queries
from reports.documents.catalogue import KINDS
from reports.freshness import Freshness, freshness
from reports.models import Report, ReportSchedule
from reports.stopping import stoppable

PAGE = 25
MAX_LIVE = 20


@dataclass(frozen=True)
class ReportLine:
    """A report that is over, as a row of the list."""

    report: Report
    fresh: Freshness | None


@dataclass(frozen=True)
class StoppableLine:
    """A report on its way, or a schedule, and whether the reader may stop it."""

    thing: Report | ReportSchedule
    may_stop: bool


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Reports of every project the person may report on."""
    actor = actor_of(request)
    projects = queries.projects_for(actor)[: queries.SHOWN]
    chosen = _chosen(request, list(projects))
    context = {
        "section": "reports",
        "projects": projects,
        "chosen": chosen,
        "cards": KINDS,
        "has_versions": bool(chosen and queries.versions_of(chosen).exists()),
        **_lists(request, actor, None),
    }
    return render(request, "reports/reports.html", context)


def _chosen(request: HttpRequest, projects: list[Project]) -> Project | None:
    """The project to build about: the one in the address, or the only one."""
    wanted = _identifier(request.GET.get("project", ""))
    if wanted is not None:
        return queries.project_for(actor_of(request), wanted)
    return projects[0] if len(projects) == 1 else None


@require_GET
def project_reports(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Reports of one project, and the kinds that can be built."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    context = {
        "section": "project-reports",
        "project": project,
        "chosen": project,
        "cards": KINDS,
        "has_versions": queries.versions_of(project).exists(),
        **_lists(request, actor, project),
    }
    return render(request, "reports/project_reports.html", context)


def _lists(
    request: HttpRequest, actor: User, project: Project | None
) -> dict[str, Any]:
    """What is being built, a page of the rest, the schedules and the holds."""
    rows = queries.reports_for(actor, project)
    schedules = queries.schedules_for(actor, project)[: queries.SHOWN]
    return {
        "live": _stoppable(actor, rows.filter(queries.LIVE)[:MAX_LIVE]),
        "schedules": _stoppable(actor, schedules),
        "holds": rows.filter(queries.HELD)[: queries.SHOWN],
        "may_hold": project and access.may(actor, Right.HOLD_REPORTS, project.pk),
        **_history(request, rows),
    }


def _stoppable(
    actor: User, things: QuerySet[Report] | QuerySet[ReportSchedule]
) -> list[StoppableLine]:
    found: list[Report | ReportSchedule] = list(things)
    mine = stoppable(actor, found)
    return [StoppableLine(thing, thing.pk in mine) for thing in found]


def _history(request: HttpRequest, rows: QuerySet[Report]) -> dict[str, Any]:
    over = rows.exclude(queries.LIVE)
    before = _identifier(request.GET.get("before", ""))
    found = list((over.filter(pk__lt=before) if before else over)[: PAGE + 1])
    shown = found[:PAGE]
    fresh = freshness(shown)
    return {
        "lines": [ReportLine(report, fresh.get(report.pk)) for report in shown],
        "shown": f"Newest first, {len(shown)} shown",
        "newer_url": request.path if before else "",
        "older_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotVisible from error
