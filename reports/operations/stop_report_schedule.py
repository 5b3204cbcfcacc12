"""Stop a schedule whose maker lost the right."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import REASON_MAX, governed
from reports.models import ReportSchedule


def stop_report_schedule(
    *, actor: User, schedule: ReportSchedule, because: str
) -> ReportSchedule:
    """End a schedule in the name of the one who made it, who gets a notice.

    For the system account that runs schedules. Refuses a schedule that has ended.
    """
    with governed(
        actor,
        Action.SCHEDULE_STOPPED,
        schedule,
        reason=because[:REASON_MAX],
        on_behalf_of=schedule.made_by,
    ) as record:
        row: ReportSchedule = record.subject
        if row.ended_at:
            raise IllegalMove(f"The schedule {row} has ended.")
        record.change("next", row.next_slot.isoformat(), None)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
    return row
