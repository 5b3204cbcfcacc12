"""Stop a report that is not built yet."""

from django.utils import timezone

from governance import jobs
from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import Job, User
from governance.recording import governed
from reports.models import Report


def cancel_report(*, actor: User, report: Report, reason: str) -> Report:
    """Stop a report: one that waits never starts, one that runs leaves nothing behind.

    For who asked for it, and for those who may hold reports of the project. Refuses a
    report that is over. The running job stops at its next step.
    """
    with governed(actor, Action.REPORT_CANCELLED, report, reason=reason) as record:
        row: Report = record.subject
        if row.is_over:
            raise IllegalMove(f"{row} is over: there is nothing to stop.")
        record.change("state", row.state, Job.State.CANCELLED.value)
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
        if row.job is not None:
            jobs.cancel(row.job)
    return row
