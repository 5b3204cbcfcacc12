"""Ask for a report."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import Job, User
from governance.recording import Record, governed
from registry.models import Project, Version
from reports.documents.catalogue import BY_CODE
from reports.documents.kind import Kind
from reports.models import Report

REPORT_JOB: Final = "report"
MAX_WAITING: Final = 10  # reports of one person that are not over


@dataclass(frozen=True)
class Days:
    """A period in whole days, UTC, both included."""

    since: date
    until: date


def request_report(  # noqa: PLR0913 - who, what kind, about what, which period, why
    *,
    actor: User,
    kind: str,
    project: Project,
    version: Version | None = None,
    days: Days | None = None,
    reason: str = "",
) -> Report:
    """Ask for a report about a project or a version; a job builds it at once.

    Refuses an unknown kind, a kind about a version without one of the project, a kind
    with a period without one that has begun, and a person who waits for ten others.
    """
    found = _checked_kind(kind)
    report = Report(kind=found.code, project=project, requested_by=actor)
    if found.about == "version":
        report.version = _checked_version(project, version)
    if found.has_period:
        report.since, report.until = _checked_days(days)
    subject = report.version or project
    with governed(actor, Action.REPORT_REQUESTED, subject, reason=reason) as record:
        _refuse_too_many(actor)
        _order(record, report)
    return report


def _checked_kind(code: str) -> Kind:
    if code not in BY_CODE:
        raise InvalidInput("kind", f"Choose one of the kinds: {', '.join(BY_CODE)}.")
    return BY_CODE[code]


def _checked_version(project: Project, version: Version | None) -> Version:
    if version is None or version.project_id != project.pk:
        raise InvalidInput("version", "Choose a version of this project.")
    return version


def _checked_days(days: Days | None) -> tuple[datetime, datetime]:
    if days is None:
        raise InvalidInput("since", "Choose the first and the last day.")
    if days.until < days.since:
        raise InvalidInput("until", "The last day lies before the first.")
    if days.since > timezone.now().date():
        raise InvalidInput("since", "The period has not begun.")
    if days.until == date.max:
        raise InvalidInput("until", "Choose an earlier day.")
    return _midnight(days.since), _midnight(days.until + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _refuse_too_many(actor: User) -> None:
    live = [Job.State.QUEUED, Job.State.RUNNING]
    waiting = Report.objects.filter(requested_by=actor, job__state__in=live).count()
    if waiting >= MAX_WAITING:
        raise Conflict(f"You wait for {waiting} reports. Ask again when one is built.")


def _order(record: Record, report: Report) -> None:
    """Number it by its own random identifier: it tells nothing about other projects."""
    tail = report.pk.hex[-8:].upper()
    letters = BY_CODE[report.kind].letters
    report.number = f"HM-{letters}-{timezone.now().year}-{tail}"
    report.save(force_insert=True)
    report.job = record.enqueue(
        REPORT_JOB, subject=report, effect_key=f"report:{report.pk}", params={}
    )
    report.save(update_fields=["job"])
    record.about(report)
    record.change("kind", None, report.kind)
    record.change("about", None, str(report.version or report.project))
    if report.since and report.until:
        record.change("since", None, report.since.isoformat())
        record.change("until", None, report.until.isoformat())
