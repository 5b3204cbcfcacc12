"""All reads of reports, already restricted to what the actor may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from governance import access
from governance.exceptions import NotVisible
from governance.models import Job, User
from governance.rights import Right
from registry.models import Project, Version
from reports.models import Report

SHOWN = 100
# On its way: neither built nor failed, and its job has not been given up.
LIVE = Q(built_at=None, failed_at=None) & Q(
    job__state__in=[Job.State.QUEUED, Job.State.RUNNING]
)


def reports_for(actor: User, project: Project | None = None) -> QuerySet[Report]:
    """Reports of the projects the actor may report on, newest first."""
    rows = access.visible(Report.objects.all(), actor, Right.REPORT, "project_id")
    if project is not None:
        rows = rows.filter(project=project)
    related = rows.select_related("project", "version", "requested_by", "job")
    return related.prefetch_related("files").order_by("-pk")


def visible_report(actor: User, report_id: UUID) -> Report:
    """One report of a project the actor may see, for steps that ask for the right."""
    rows = access.visible(Report.objects.all(), actor, Right.VIEW, "project_id")
    related = rows.select_related("project", "version", "requested_by", "job")
    found = related.prefetch_related("files").filter(pk=report_id).first()
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
