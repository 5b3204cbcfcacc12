"""Lift the legal hold on a report."""

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import governed
from reports.models import HoldLift, Report


def lift_hold(*, actor: User, report: Report, reason: str) -> HoldLift:
    """End the hold; the files stay as long as the retention of the report says.

    Refuses a report that is not on hold.
    """
    with governed(actor, Action.REPORT_HOLD_LIFTED, report, reason=reason) as record:
        row: Report = record.subject
        if row.hold is None:
            raise IllegalMove(f"{row} is not on hold.")
        record.change("hold", "in force", "lifted")
        return HoldLift.objects.create(hold=row.hold, lifted_by=actor)
