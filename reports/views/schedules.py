"""Schedules: make one, look at one, end one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, history
from governance.actions import Action
from governance.forms import ReasonForm
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from reports import queries
from reports.forms import ScheduleForm
from reports.models import ReportSchedule
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.end_report_schedule import end_report_schedule
from reports.stopping import stoppable
from reports.views.steps import allowed


@require_http_methods(["GET", "POST"])
def new_schedule(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Let the calendar ask for a report."""
    actor = actor_of(request)
    project = queries.visible_project(actor, project_id)
    if request.method == "GET":
        project = queries.project_for(actor, project_id)
    back = reverse("reports:project_reports", args=[project.pk])
    step = Step(
        title=f"Schedule a report about {project.name}",
        submit="Make the schedule",
        back=back,
        will=[
            "On the first day of each month or quarter (UTC) a report is built.",
            "It is about the month or quarter before, and it is built in your name.",
            "If you may not build reports here then, the schedule stops and tells you.",
            "After a standstill the newest report is made up for, not each missed one.",
        ],
        because=access.may(actor, Right.REPORT, project.pk).because,
    )
    form = ScheduleForm(project, request.POST or None)

    def act(values: dict[str, Any]) -> str:
        create_report_schedule(actor=actor, project=project, **values)
        return back

    return ask(request, step, form, act)


@require_GET
def schedule(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """One schedule: what it asks for, what it gave, and what happened to it."""
    actor = actor_of(request)
    found = queries.schedule_for(actor, schedule_id)
    context = {
        "section": "project-reports",
        "project": found.project,
        "schedule": found,
        "facts": _facts(found),
        "served": queries.served(found),
        "may_stop": found.pk in stoppable(actor, [found]),
        "lines": history.events(subject=found.pk, limit=50),
    }
    return render(request, "reports/schedule.html", context)


def _facts(found: ReportSchedule) -> list[dict[str, Any]]:
    ended = {"label": "Ended", "value": found.ended_at, "kind": "moment"}
    coming = {"label": "Next report", "value": f"{found.next_slot}", "sub": "00:00 UTC"}
    return [
        {"label": "Asks", "value": found.get_cadence_display()},
        {
            "label": "Made",
            "value": found.created_at,
            "kind": "moment",
            "sub": f"by {found.made_by.username}",
        },
        ended if found.ended_at else coming,
    ]


@require_http_methods(["GET", "POST"])
def end_schedule(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Ask for no more reports."""
    actor = actor_of(request)
    found = queries.visible_schedule(actor, schedule_id)
    step = Step(
        title=f"End the schedule of {found.title}?",
        submit="End the schedule",
        back=reverse("reports:schedule", args=[found.pk]),
        will=[
            "No more reports are built by it.",
            "Reports that it gave stay, and so do their files.",
        ],
        because=allowed(request, actor, Action.SCHEDULE_ENDED, found),
    )

    def act(values: dict[str, Any]) -> str:
        end_report_schedule(actor=actor, schedule=found, **values)
        return step.back

    return ask(request, step, ReasonForm(request.POST or None), act)
