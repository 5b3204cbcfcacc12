"""Put a report on legal hold."""

from governance.actions import Action
from governance.exceptions import Conflict, IllegalMove
from governance.models import User
from governance.recording import governed
from reports.models import Report, ReportHold


def hold_report(*, actor: User, report: Report, reason: str) -> ReportHold:
    """Keep the files of a report until the hold is lifted, whatever its retention says.

    Refuses a report that has no files, and one that is on hold already.
    """
    with governed(actor, Action.REPORT_HELD, report, reason=reason) as record:
        row: Report = record.subject
        if row.built_at is None or row.files_removed_at:
            raise IllegalMove(f"{row} has no files that a hold could keep.")
        if row.hold is not None:
            raise Conflict(f"{row} is on hold already.")
        record.change("hold", None, "in force")
        return ReportHold.objects.create(report=row, placed_by=actor)
