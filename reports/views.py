"""The reports centre: over all projects, of one project, and one report."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, history
from governance.exceptions import NotVisible
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from reports import kinds, queries
from reports.forms import FORMS
from reports.models import Report
from reports.operations.download_report import download_report
from reports.operations.request_report import request_report

PAGE = 25
MAX_LIVE = 20


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Reports of every project the person may report on."""
    actor = actor_of(request)
    context = {
        "section": "reports",
        "projects": queries.projects_for(actor)[: queries.SHOWN],
        **_lists(request, queries.reports_for(actor)),
    }
    return render(request, "reports/reports.html", context)


@require_GET
def project_reports(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Reports of one project, and the kinds that can be built."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    context = {
        "section": "project-reports",
        "project": project,
        "cards": kinds.CARDS,
        "has_versions": queries.versions_of(project).exists(),
        **_lists(request, queries.reports_for(actor, project)),
    }
    return render(request, "reports/project_reports.html", context)


def _lists(request: HttpRequest, rows: QuerySet[Report]) -> dict[str, Any]:
    """What is being built, and a page of the rest."""
    over = rows.exclude(queries.LIVE)
    before = _identifier(request.GET.get("before", ""))
    found = list((over.filter(pk__lt=before) if before else over)[: PAGE + 1])
    shown = found[:PAGE]
    return {
        "live": rows.filter(queries.LIVE)[:MAX_LIVE],
        "reports": shown,
        "shown": f"Newest first, {len(shown)} shown",
        "newer_url": request.path if before else "",
        "older_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotVisible from error


@require_http_methods(["GET", "POST"])
def new_report(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Ask for a report of one kind."""
    actor = actor_of(request)
    project = queries.visible_project(actor, project_id)
    if request.method == "GET":
        project = queries.project_for(actor, project_id)
    card = kinds.BY_CODE.get(kind)
    if card is None:
        raise NotVisible
    back = reverse("reports:project_reports", args=[project.pk])
    step = Step(
        title=f"Build: {card.title}",
        submit="Build report",
        back=back,
        will=[
            f"A job builds it from the ledger and the registry of {project.name}.",
            "The PDF and its evidence are sealed; their digests enter the ledger.",
            "Nothing else changes. You can leave the page while it is built.",
        ],
        because=access.may(actor, Right.REPORT, project.pk).because,
    )
    form = _form(request, project, kind)

    def act(_: dict[str, Any]) -> str:
        request_report(actor=actor, kind=kind, project=project, **form.values())
        return back

    return ask(request, step, form, act)


def _form(request: HttpRequest, project: Any, kind: str) -> Any:
    """Bound on POST; a link from a version's page names the version."""
    if request.method == "POST":
        return FORMS[kind](project, request.POST)
    version = request.GET.get("version", "")
    return FORMS[kind](
        project, **({"initial": {"version": version}} if version else {})
    )


@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: its verdict, its files, and who took them."""
    found = queries.report_for(actor_of(request), report_id)
    context = {
        "section": "project-reports",
        "project": found.project,
        "report": found,
        "facts": _facts(found),
        "lines": history.events(subject=found.pk, limit=50),
    }
    return render(request, "reports/report.html", context)


def _facts(found: Report) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Document", "value": found.number},
        {
            "label": "Asked",
            "value": found.created_at,
            "kind": "moment",
            "sub": f"by {found.requested_by.username}",
        },
    ]
    if found.built_at:
        facts += [
            {"label": "Built", "value": found.built_at, "kind": "moment"},
            {"label": "Evidence", "value": found.evidence_sha256, "kind": "hash"},
            {
                "label": "Ledger root",
                "value": found.ledger_root,
                "kind": "hash",
                "sub": f"{found.ledger_size:,} sequenced entries",
            },
            {"label": "Seal", "value": found.seal_level, "sub": found.seal_note},
        ]
    return facts


@require_GET
def progress(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """How far the building is; the page asks once a second while it goes on."""
    found = queries.report_for(actor_of(request), report_id)
    return render(request, "reports/_progress.html", {"report": found})


@require_GET
def download(request: HttpRequest, report_id: UUID, role: str) -> HttpResponse:
    """A file of a report. Taking it away is an act, with its entry."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    file = download_report(actor=actor, report=found, role=role)
    return as_attachment(file.name, file.media_type, file.content, file.sha256)


def as_attachment(
    name: str, media_type: str, content: bytes, sha256: str
) -> HttpResponse:
    """Bytes to keep, never to show in place; the digest comes with them."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Hallmark-SHA256"] = sha256
    return response
