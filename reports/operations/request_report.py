"""Ask for a report."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import Conflict, IllegalMove, InvalidInput
from governance.models import Job, User
from governance.recording import governed
from registry.models import Project, Version
from reports.calendar import Days, years_later
from reports.documents.kind import Kind
from reports.models import Report
from reports.operations.ordering import checked_kind, checked_version, order

MAX_WAITING: Final = 10  # reports of one person that are not over
MAX_YEARS: Final = 10  # of a period
LIVE: Final = (Job.State.QUEUED, Job.State.RUNNING)


class _AskedForAlreadyError(Exception):
    """Leaves the transaction: the same report is on its way."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.number)
        self.report = report


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

    While the same is on its way for anybody (kind, subject, period), that one is the
    answer and the request joins it: a report holds what its project holds, whoever
    asks. Refuses an unknown kind, a kind about a version without one of the project, a
    kind with a period without one that has begun and is at most ten years long, and a
    person who waits for ten others.
    """
    found = checked_kind(kind)
    report = Report(kind=found.code, project=project, requested_by=actor)
    report.version = checked_version(found, project, version)
    report.since, report.until = _checked_period(found, days)
    subject = report.version or project
    try:
        with governed(actor, Action.REPORT_REQUESTED, subject, reason=reason) as record:
            _refuse_twins(report)
            _refuse_too_many(actor)
            order(record, report)
    except _AskedForAlreadyError as twin:
        return _join(actor, twin.report, reason)
    return report


def _checked_period(
    kind: Kind, days: Days | None
) -> tuple[datetime, datetime] | tuple[None, None]:
    if not kind.has_period:
        return None, None
    if days is None:
        raise InvalidInput("since", "Choose the first and the last day.")
    if days.until < days.since:
        raise InvalidInput("until", "The last day lies before the first.")
    if days.since > timezone.now().date():
        raise InvalidInput("since", "The period has not begun.")
    if days.until == date.max:
        raise InvalidInput("until", "Choose an earlier day.")
    if days.end > years_later(days.beginning, MAX_YEARS):
        raise InvalidInput("until", f"A report covers at most {MAX_YEARS} years.")
    return days.beginning, days.end


def _refuse_twins(report: Report) -> None:
    """Requests about one subject wait for its row, so that none is overlooked."""
    same = Report.objects.filter(
        kind=report.kind,
        project=report.project,
        version=report.version,
        since=report.since,
        until=report.until,
        job__state__in=LIVE,
    )
    twin = same.select_related("job", "requested_by").first()
    if twin is not None:
        raise _AskedForAlreadyError(twin)


def _refuse_too_many(actor: User) -> None:
    waiting = Report.objects.filter(requested_by=actor, job__state__in=LIVE).count()
    if waiting >= MAX_WAITING:
        raise Conflict(f"You wait for {waiting} reports. Ask again when one is built.")


def _join(actor: User, report: Report, reason: str) -> Report:
    """Wait for the one that is being built; it may have been built by now."""
    with governed(actor, Action.REPORT_JOINED, report, reason=reason) as record:
        if record.subject.failed_at or record.subject.cancelled_at:
            raise IllegalMove(f"{report} was stopped just now. Ask again.")
        record.disclose("asked_first", None, report.requested_by.username)
    return report
