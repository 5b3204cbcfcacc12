"""One report: its verdict, its life, its tables and its files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance import access, history
from governance.pages import actor_of
from governance.rights import Right
from reports import evidence_tables, queries
from reports.documents.tables_of import Table, words
from reports.freshness import freshness
from reports.models import Report
from reports.operations.download_report import Download, download_report
from reports.operations.download_table import download_table
from reports.stopping import stoppable

SHOWN_ROWS = 50  # of a table in the preview; the files hold all


@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: its verdict, its files, and who took them."""
    actor = actor_of(request)
    found = queries.report_for(actor, report_id)
    context = {
        "section": "project-reports",
        "project": found.project,
        "report": found,
        "facts": _facts(found),
        "fresh": freshness([found]).get(found.pk),
        "may_stop": found.pk in stoppable(actor, [found]),
        "may_hold": access.may(actor, Right.HOLD_REPORTS, found.project_id),
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
def preview(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """What the report says, read from its sealed evidence. Reading is no entry."""
    found = queries.report_for(actor_of(request), report_id)
    evidence = evidence_tables.evidence_of(found)
    context = {
        "section": "project-reports",
        "project": found.project,
        "report": found,
        "checks": evidence_tables.checks(evidence),
        "tables": [_shown(table) for table in evidence_tables.tables(evidence)],
    }
    return render(request, "reports/preview.html", context)


def _shown(table: Table) -> dict[str, Any]:
    """The first rows, each value beside the name of its column."""
    return {
        "table": table,
        "rows": [
            list(zip(table.columns, map(words, row), strict=True))
            for row in table.rows[:SHOWN_ROWS]
        ],
        "hidden": max(len(table.rows) - SHOWN_ROWS, 0),
    }


@require_GET
def progress(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """How far the building is; the page asks once a second while it goes on."""
    actor = actor_of(request)
    found = queries.report_for(actor, report_id)
    may_stop = found.pk in stoppable(actor, [found])
    context = {"report": found, "may_stop": may_stop}
    return render(request, "reports/_progress.html", context)


@require_GET
def download(request: HttpRequest, report_id: UUID, role: str) -> HttpResponse:
    """A file of a report. Taking it away is an act, with its entry."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    return as_attachment(download_report(actor=actor, report=found, role=role))


@require_GET
def table(request: HttpRequest, report_id: UUID, name: str, form: str) -> HttpResponse:
    """A table of a report, as CSV or JSON; an act as well."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    return as_attachment(
        download_table(actor=actor, report=found, name=name, form=form)
    )


def as_attachment(file: Download) -> HttpResponse:
    """Bytes to keep, never to show in place; the digest comes with them."""
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Hallmark-SHA256"] = file.sha256
    return response
