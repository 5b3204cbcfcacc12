"""What every report says about itself, gathered before its kind reads anything."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from governance import access, history
from governance.actions import Action
from governance.models import User
from governance.rights import Right
from registry.models import Project
from reports.documents.evidence import Freshness, Issue
from reports.documents.former import former_of, revision_of
from reports.documents.kind import Kind
from reports.documents.reading import moment
from reports.models import Report
from reports.requirements.in_force import for_report
from reports.retention import retain_until

CLASSIFICATION: Final = "Confidential"
HOLDS: Final = (
    "It holds what the project holds, whoever asks for it. Entries of other projects "
    "and of the whole site are neither shown nor counted."
)


def issue_of(report: Report, kind: Kind) -> Issue:
    """The document's own facts; changes nothing."""
    now, actor = timezone.now(), report.requested_by
    return Issue(
        number=report.number,
        revision=revision_of(report),
        requested_by=actor.username,
        reason=_reason(report),
        generated_at=moment(now),
        product=f"Hallmark {settings.VERSION}",
        classification=CLASSIFICATION,
        retain_until=retain_until(kind.code, now).date().isoformat(),
        period=report.period,
        seen_as=_seen_as(actor, report.project),
        newest=_newest(report, now),
        former=former_of(report),
        requirements=for_report(kind),
    )


def _reason(report: Report) -> str:
    """Why it was asked for, from its entry; erased reasons stay erased."""
    found = history.events(
        subject=report.pk, action=Action.REPORT_REQUESTED.value, limit=1
    )
    return found[0].why if found else ""


def _seen_as(actor: User, project: Project) -> str:
    """By which right it was asked for, and whose data it holds."""
    because = access.may(actor, Right.REPORT, project.pk).because
    return f"{actor.username} asked for it. {because} {HOLDS}"


def _newest(report: Report, now: datetime) -> Freshness | None:
    """The newest entry of the project before the end of what is considered."""
    end = min(report.until or report.created_at, report.created_at)
    entry = history.entries(project_id=report.project_id, until=end).first()
    if entry is None:
        return None
    number = history.number_of(entry)
    place = "An entry without a number yet" if number is None else f"Entry {number:,}"
    return Freshness(place, moment(entry.ts), _length(now - entry.ts))


def _length(time: timedelta) -> str:
    """The two largest units: enough to see whether it is fresh."""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days:,} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
