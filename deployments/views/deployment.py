"""The page of one endpoint and its parts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deployments import emergencies, queries, retirement
from deployments.endpoints import SampleRequest, sample_request, url_of
from deployments.forms import NumberForm
from deployments.lines import ReleaseLine
from deployments.models import Deployment, Release
from deployments.monitoring import measure
from deployments.track import stops
from governance import access, history
from governance.exceptions import NotVisible
from governance.models import User
from governance.pages import actor_of
from governance.rights import deploy_right

SHOWN_EVENTS = 10
WHY_OF = (
    "release.deployed",
    "release.promoted",
    "release.emergency",
    "release.rolled_back",
)


@require_GET
def deployment(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Deployment details: summary, state, releases, sample request, events."""
    actor = actor_of(request)
    found = queries.deployment_for(actor, deployment_id)
    end, may_end = retirement.may_end(actor, found)
    context = {
        "section": "deployments",
        **standing(request, actor, found),
        **_settled(found),
        "end": end,
        "may_end": may_end,
    }
    return render(request, "deployments/deployment.html", context)


@require_GET
def state(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """State and releases alone; asked for once a second while a release moves.

    The last answer, after which nobody asks again, brings the rest of the page along.
    """
    actor = actor_of(request)
    found = queries.deployment_for(actor, deployment_id)
    context = {"is_part": True, **standing(request, actor, found)}
    if not context["is_moving"]:
        context |= _settled(found)
    return render(request, "deployments/_standing.html", context)


@require_GET
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """A release is shown on the page of its endpoint."""
    found = queries.release_for(actor_of(request), release_id)
    where = reverse("deployments:deployment", args=[found.deployment_id])
    return HttpResponseRedirect(f"{where}?before={found.number + 1}#releases")


@require_GET
def sample(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Show sample request: a dialog, or a page without script."""
    found = queries.deployment_for(actor_of(request), deployment_id)
    shown = _sample(found)
    if shown is None:
        raise NotVisible("No release of this deployment has been Healthy yet.")
    over_a_page = request.headers.get("HX-Request") == "true"
    name = "_sample_dialog" if over_a_page else "sample"
    context = {
        "section": "deployments",
        "project": found.project,
        "deployment": found,
        "sample": shown,
    }
    return render(request, f"deployments/{name}.html", context)


@require_GET
def monitoring(request: HttpRequest, deployment_id: UUID) -> HttpResponse:
    """Counts and latency, as the gateway measures them."""
    found = queries.deployment_for(actor_of(request), deployment_id)
    measured = measure(found)
    context = {
        "section": "deployments",
        "project": found.project,
        "deployment": found,
        "line": queries.newest_release(found),
        "measured": None if isinstance(measured, str) else measured,
        "silent": measured if isinstance(measured, str) else "",
    }
    is_part = request.headers.get("HX-Target") == "measured"
    name = "_measured" if is_part else "monitoring"
    return render(request, f"deployments/{name}.html", context)


def standing(request: HttpRequest, actor: User, found: Deployment) -> dict[str, Any]:
    """How the endpoint stands, its releases, and what the actor may do with it."""
    form = NumberForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    rows = queries.releases(found, before)
    newest = rows[0] if rows and before is None else queries.newest_release(found)
    shown = rows[: queries.PAGE]
    right = deploy_right(found.environment_id)
    is_moving = not found.is_deleted and newest is not None and newest.is_moving
    return {
        "project": found.project,
        "deployment": found,
        "line": newest,
        "stops": stops(newest.reached) if newest else [],
        "is_moving": is_moving,
        "doing": queries.doing(newest.release) if newest and is_moving else "",
        "lines": _with_reasons(found, shown),
        "before": before,
        "older": shown[-1].release.number if len(rows) > queries.PAGE else None,
        "may_deploy": access.may(actor, right, found.project_id),
        "emergencies": emergencies.shown_on(found),
        "url": url_of(found),
    }


def _settled(found: Deployment) -> dict[str, Any]:
    """What changes only when a release has arrived."""
    return {
        "facts": _facts(found),
        "sample": _sample(found),
        "events": history.tell(queries.entries(found)[:SHOWN_EVENTS]),
    }


def _with_reasons(
    found: Deployment, lines: list[ReleaseLine]
) -> list[tuple[ReleaseLine, str, bool]]:
    """Releases with why they were made, and whether one may go back to them."""
    numbers = {str(line.release.number) for line in lines}
    entries = history.entries(project_id=found.project_id, subject=found.pk)
    told: dict[str, str] = {}
    for event in history.tell(entries.filter(action__in=WHY_OF)[: queries.MOST]):
        number = next((c.new for c in event.changes if c.field == "release"), "")
        if number in numbers:
            told[number] = event.why
    return [
        (line, told.get(str(line.release.number), ""), _is_way_back(found, line))
        for line in lines
    ]


def _is_way_back(found: Deployment, line: ReleaseLine) -> bool:
    live = found.live_release
    other = live is None or live.version_id != line.release.version_id
    return line.was_healthy and other and not found.is_deleted


def _facts(found: Deployment) -> list[dict[str, Any]]:
    live = found.live_release
    facts: list[dict[str, Any]] = [
        {"label": "Deployment ID", "value": str(found.pk), "kind": "hash"},
        {"label": "Environment", "value": found.environment_id, "kind": "environment"},
        {"label": "Type", "value": "Single model"},
        {
            "label": "Created on",
            "value": found.created_at,
            "kind": "moment",
            "sub": f"by {found.created_by}",
        },
    ]
    if live is not None:
        facts.append(_version_fact(live))
    return facts


def _version_fact(live: Release) -> dict[str, Any]:
    version = live.version
    return {
        "label": "Answers",
        "value": str(version),
        "kind": "link",
        "url": reverse("registry:version", args=[version.pk]),
        "sub": f"release {live.number}, since {live.created_at:%Y-%m-%d %H:%M} UTC",
    }


def _sample(found: Deployment) -> SampleRequest | None:
    release = found.live_release
    return sample_request(found, release.version) if release else None
