"""Note that a report cannot be built."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import governed
from reports.models import Report

MAX_FAILURE = 500


def fail_report(*, actor: User, report: Report, failure: str) -> Report:
    """End a report that trying again cannot save, with the reason for its page.

    For the system account that builds. Refuses a report that is over.
    """
    with governed(
        actor, Action.REPORT_FAILED, report, on_behalf_of=report.requested_by
    ) as record:
        row: Report = record.subject
        if row.built_at or row.failed_at or row.cancelled_at:
            raise IllegalMove(f"{row} is over.")
        row.failed_at = timezone.now()
        row.failure = failure[:MAX_FAILURE]
        row.save(update_fields=["failed_at", "failure"])
        record.disclose("failure", None, row.failure)
    return row
