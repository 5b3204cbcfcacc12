"""End a schedule."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import governed
from reports.models import ReportSchedule


def end_report_schedule(
    *, actor: User, schedule: ReportSchedule, reason: str
) -> ReportSchedule:
    """Ask for no more reports; those that were asked for stay.

    For who made it, and for those who may hold reports of the project. Refuses a
    schedule that has ended.
    """
    with governed(actor, Action.SCHEDULE_ENDED, schedule, reason=reason) as record:
        row: ReportSchedule = record.subject
        if row.ended_at:
            raise IllegalMove(f"The schedule {row} has ended.")
        record.change("next", row.next_slot.isoformat(), None)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
    return row
