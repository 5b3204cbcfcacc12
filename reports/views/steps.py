"""What is done with reports: ask for one, stop it, hold it, lift the hold."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from governance import access
from governance.actions import Action
from governance.deciding import decide
from governance.exceptions import AccessDenied, NotVisible
from governance.forms import ReasonForm
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry.models import Project
from reports import queries
from reports.documents.catalogue import BY_CODE
from reports.documents.kind import Kind
from reports.forms import ReportForm
from reports.models import Report, ReportSchedule
from reports.operations.cancel_report import cancel_report
from reports.operations.hold_report import hold_report
from reports.operations.lift_hold import lift_hold
from reports.operations.request_report import request_report


@require_http_methods(["GET", "POST"])
def new_report(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Ask for a report of one kind."""
    actor = actor_of(request)
    project = queries.visible_project(actor, project_id)
    if request.method == "GET":
        project = queries.project_for(actor, project_id)
    card = BY_CODE.get(kind)
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
            "If the same is being built for somebody else, you get that one.",
            "Nothing else changes. You can leave the page while it is built.",
        ],
        because=access.may(actor, Right.REPORT, project.pk).because,
    )
    form = _form(request, project, card)

    def act(_: dict[str, Any]) -> str:
        request_report(actor=actor, kind=kind, project=project, **form.values())
        return back

    return ask(request, step, form, act)


def _form(request: HttpRequest, project: Project, kind: Kind) -> ReportForm:
    """Bound on POST; a link from a version's page names the version."""
    if request.method == "POST":
        return ReportForm(kind, project, request.POST)
    version = request.GET.get("version", "")
    return ReportForm(kind, project, initial={"version": version} if version else None)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Stop a report that is not built yet."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    step = Step(
        title=f"Stop the report {found.number}?",
        submit="Stop the report",
        back=address(found),
        will=[
            "The job stops at its next step, and nothing of the report is kept.",
            "Whoever waits for it gets none. It can be asked for again.",
        ],
        because=allowed(request, actor, Action.REPORT_CANCELLED, found),
    )
    return _with_reason(
        request,
        step,
        lambda why: cancel_report(actor=actor, report=found, reason=why),
    )


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Put a report on legal hold."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    step = Step(
        title=f"Put {found.number} on hold?",
        submit="Place the hold",
        back=address(found),
        will=[
            "Its files stay until the hold is lifted, also after their retention.",
            "Nothing else changes.",
        ],
        because=allowed(request, actor, Action.REPORT_HELD, found),
    )
    return _with_reason(
        request, step, lambda why: hold_report(actor=actor, report=found, reason=why)
    )


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Lift the hold."""
    actor = actor_of(request)
    found = queries.visible_report(actor, report_id)
    kept = f" until {found.retain_until:%Y-%m-%d}" if found.retain_until else ""
    step = Step(
        title=f"Lift the hold on {found.number}?",
        submit="Lift the hold",
        back=address(found),
        will=[
            f"Its files are kept{kept}, as if there had been no hold.",
            "After that day they are removed; the digests and the entries stay.",
        ],
        because=allowed(request, actor, Action.REPORT_HOLD_LIFTED, found),
    )
    return _with_reason(
        request, step, lambda why: lift_hold(actor=actor, report=found, reason=why)
    )


def address(report: Report) -> str:
    """The report's page."""
    return reverse("reports:report", args=[report.pk])


def allowed(
    request: HttpRequest, actor: User, action: Action, about: Report | ReportSchedule
) -> str:
    """Why it is allowed. The form is refused here; a POST by its operation, with the
    entry."""
    decision = decide(actor, action, about)
    if request.method == "GET" and not decision.allowed:
        raise AccessDenied(decision.because)
    return decision.because


def _with_reason(
    request: HttpRequest, step: Step, act: Callable[[str], object]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def done(values: dict[str, Any]) -> str:
        act(values["reason"])
        return step.back

    return ask(request, step, form, done)
