"""Let the calendar ask for a report."""

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import User
from governance.recording import governed
from registry.models import Project, Version
from reports.calendar import slot_from
from reports.models import ReportSchedule
from reports.operations.ordering import checked_kind, checked_version

MAX_OPEN: Final = 20  # schedules of one project
MAX_AHEAD: Final = timedelta(days=366)


def create_report_schedule(  # noqa: PLR0913 - who, what, about what, when, why
    *,
    actor: User,
    kind: str,
    project: Project,
    cadence: str,
    version: Version | None = None,
    begins: date | None = None,
    reason: str,
) -> ReportSchedule:
    """Ask for a report each month or quarter, in the actor's name until it is ended.

    The first comes on the first slot from `begins` on, or from today on. Refuses an
    unknown kind or cadence, a kind about a version without one of the project, a day
    that is over or more than 366 days ahead, what is scheduled already, and a project
    with twenty schedules.
    """
    found = checked_kind(kind)
    schedule = ReportSchedule(
        kind=found.code,
        project=project,
        version=checked_version(found, project, version),
        cadence=_checked_cadence(cadence),
        made_by=actor,
    )
    schedule.next_slot = slot_from(cadence, _checked_day(begins))
    with governed(actor, Action.SCHEDULE_CREATED, project, reason=reason) as record:
        _refuse_more(schedule)
        schedule.save(force_insert=True)
        record.about(schedule)
        record.change("kind", None, schedule.kind)
        record.change("cadence", None, schedule.cadence)
        record.change("first", None, schedule.next_slot.isoformat())
    return schedule


def _checked_cadence(cadence: str) -> str:
    if cadence not in ReportSchedule.Cadence.values:
        raise InvalidInput("cadence", "Choose monthly or quarterly.")
    return cadence


def _checked_day(begins: date | None) -> date:
    today = timezone.now().date()
    if begins is None:
        return today
    if begins < today:
        raise InvalidInput("begins", "This day is over. Choose today or a later day.")
    if begins > today + MAX_AHEAD:
        raise InvalidInput("begins", "Choose a day within the next 366 days.")
    return begins


def _refuse_more(schedule: ReportSchedule) -> None:
    """Schedules of one project wait for its row, so that none is overlooked."""
    there = ReportSchedule.objects.filter(project=schedule.project, ended_at=None)
    same = there.filter(
        kind=schedule.kind, version=schedule.version, cadence=schedule.cadence
    )
    if same.exists():
        raise Conflict(f"{schedule} is scheduled already.")
    if there.count() >= MAX_OPEN:
        raise Conflict(f"A project has at most {MAX_OPEN} schedules. End one first.")
