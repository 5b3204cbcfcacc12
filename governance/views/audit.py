"""The audit explorer, and the events of one project."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance import annotations, history, scopes
from governance.forms import HistoryFilter
from governance.models import Disclosure, Entry, User
from governance.pages import actor_of

PAGE = 50


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Entries of every project the person may see, and their own; all for auditors."""
    rows = history.visible_entries(actor_of(request))
    return _page(request, rows, "governance/audit.html", {"section": "audit"})


@require_GET
def events(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """What has happened in one project."""
    project = scopes.find(actor_of(request), project_id)
    rows = history.entries(project_id=project.pk)
    context = {"section": "events", "project": project}
    return _page(request, rows, "governance/events.html", context)


def _page(
    request: HttpRequest, rows: QuerySet[Entry], template: str, context: dict[str, Any]
) -> HttpResponse:
    form = HistoryFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = filtered(rows, wanted)
    if wanted.get("before"):
        rows = rows.filter(pk__lt=wanted["before"])
    found = list(rows[: PAGE + 1])
    readable = history.visible_entries(actor_of(request))
    lines = annotations.linked(found[:PAGE], readable)
    context |= {
        "form": form,
        "lines": lines,
        "is_filtered": any(v for k, v in wanted.items() if k != "before"),
        "clear_url": request.path,
        "shown": f"Newest first, {len(lines)} shown",
        "newer_url": "",
        "older_url": _older(request, lines) if len(found) > PAGE else "",
    }
    is_part = request.headers.get("HX-Target") == "entries"
    name = "governance/_entries.html" if is_part else template
    return render(request, name, context, status=200 if not form.errors else 400)


def _older(request: HttpRequest, lines: list[history.EventLine]) -> str:
    query = {key: value for key, value in request.GET.items() if key != "before"}
    return f"?{urlencode({**query, 'before': lines[-1].entry_id})}"


def filtered(rows: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
    """The rows that fit the filters of a valid HistoryFilter."""
    if wanted.get("actor"):
        people = User.objects.filter(username=wanted["actor"]).values("pk")
        rows = rows.filter(actor_id__in=people)
    if wanted.get("action"):
        rows = rows.filter(action=wanted["action"])
    if wanted.get("since"):
        rows = rows.filter(ts__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(ts__lt=_midnight(wanted["until"]) + timedelta(days=1))
    if wanted.get("text"):
        rows = rows.filter(_holds(wanted["text"]))
    return rows


def _holds(text: str) -> Q:
    """Entries whose reason, or another disclosure, holds the text."""
    told = Disclosure.objects.filter(value__icontains=text).values("entry_uuid")
    return Q(uuid__in=told) | Q(action__icontains=text)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time.min, UTC)
