"""All reads of reports, already restricted to what the actor may see."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from governance import access
from governance.exceptions import NotVisible
from governance.models import Job, User
from governance.rights import Right
from registry.models import Project, Version
from reports.issues import superseding
from reports.models import Report, ReportHold, ReportSchedule, ScheduledReport

SHOWN = 100
# On its way: neither built nor failed, and its job has not been given up.
LIVE = Q(built_at=None, failed_at=None, cancelled_at=None) & Q(
    job__state__in=[Job.State.QUEUED, Job.State.RUNNING]
)
HELD = Exists(ReportHold.objects.filter(report=OuterRef("pk"), lift=None))


def reports_for(actor: User, project: Project | None = None) -> QuerySet[Report]:
    """Reports of the projects the actor may report on, newest first."""
    rows = access.visible(Report.objects.all(), actor, Right.REPORT, "project_id")
    if project is not None:
        rows = rows.filter(project=project)
    return _whole(rows).order_by("-pk")


def _whole(rows: QuerySet[Report]) -> QuerySet[Report]:
    """With all that a row shows: files, holds, the schedule, and the one after it."""
    related = rows.select_related(
        "project", "version", "requested_by", "job", "scheduled__schedule"
    )
    return related.prefetch_related(
        "files", "holds__lift", "holds__placed_by"
    ).annotate(
        superseded_id=Subquery(superseding().values("pk")[:1]),
        superseded_by=Subquery(superseding().values("number")[:1]),
    )


def visible_report(actor: User, report_id: UUID) -> Report:
    """One report of a project the actor may see, for steps that ask for the right."""
    rows = access.visible(Report.objects.all(), actor, Right.VIEW, "project_id")
    found = _whole(rows).filter(pk=report_id).first()
    if found is None:
        raise NotVisible
    return found


def report_for(actor: User, report_id: UUID) -> Report:
    """One report. Outsiders find nothing; members without the right are told why."""
    found = visible_report(actor, report_id)
    _require(actor, found.project_id)
    return found


def visible_project(actor: User, project_id: UUID) -> Project:
    """A project the actor may see, for steps that ask for the right themselves."""
    found = Project.objects.visible_to(actor).filter(pk=project_id).first()
    if found is None:
        raise NotVisible
    return found


def project_for(actor: User, project_id: UUID) -> Project:
    """A project the actor may report on; told apart as above."""
    found = visible_project(actor, project_id)
    _require(actor, found.pk)
    return found


def projects_for(actor: User) -> QuerySet[Project]:
    """Every project the actor may report on, by name."""
    return access.visible(Project.objects.all(), actor, Right.REPORT).order_by("name")


def versions_of(project: Project) -> QuerySet[Version]:
    """Versions a dossier can be about, newest first."""
    return Version.objects.filter(project=project).order_by("-pk")


def version_of(project: Project, version_id: UUID) -> Version | None:
    return versions_of(project).filter(pk=version_id).first()


def _require(actor: User, project_id: UUID) -> None:
    access.require(actor, Right.REPORT, project_id)


def schedules_for(
    actor: User, project: Project | None = None
) -> QuerySet[ReportSchedule]:
    """Schedules in force of the projects the actor may report on, soonest first."""
    rows = ReportSchedule.objects.filter(ended_at=None)
    rows = access.visible(rows, actor, Right.REPORT, "project_id")
    if project is not None:
        rows = rows.filter(project=project)
    related = rows.select_related("project", "version", "made_by")
    return related.order_by("next_slot", "pk")


def visible_schedule(actor: User, schedule_id: UUID) -> ReportSchedule:
    """One schedule of a project the actor may see, also one that has ended."""
    rows = ReportSchedule.objects.select_related("project", "version", "made_by")
    rows = access.visible(rows, actor, Right.VIEW, "project_id")
    found = rows.filter(pk=schedule_id).first()
    if found is None:
        raise NotVisible
    return found


def schedule_for(actor: User, schedule_id: UUID) -> ReportSchedule:
    """One schedule; told apart as above."""
    found = visible_schedule(actor, schedule_id)
    _require(actor, found.project_id)
    return found


def due_schedules(today: date) -> list[ReportSchedule]:
    """Those whose slot has come; for the clock."""
    rows = ReportSchedule.objects.filter(ended_at=None, next_slot__lte=today)
    return list(rows.order_by("next_slot")[:SHOWN])


def without_time_left(now: datetime) -> list[Report]:
    """Reports whose files may go: after the retention, without a hold."""
    rows = Report.objects.filter(retain_until__lte=now, files_removed_at=None)
    return list(rows.exclude(HELD).order_by("retain_until")[:SHOWN])


def served(schedule: ReportSchedule) -> list[ScheduledReport]:
    """What it gave, newest first."""
    rows = schedule.reports.select_related("report__job", "report__version")
    return list(rows.select_related("report__project").order_by("-slot")[:SHOWN])
