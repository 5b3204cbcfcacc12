"""Ask for the report of a slot that has come."""

from datetime import date

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import Record, governed
from reports.calendar import covered, following, slot_until, slots_between
from reports.documents.catalogue import BY_CODE
from reports.models import Report, ReportSchedule, ScheduledReport
from reports.operations.ordering import order


def run_report_schedule(*, actor: User, schedule: ReportSchedule) -> Report:
    """Order the report of the newest slot that has come, once, for the maker.

    Slots that passed while nobody looked are not made up one by one: the newest is
    built, and the entry says how many were missed. For the system account that runs
    schedules; the maker's right is asked. Refuses a schedule that has ended, and one
    whose next slot has not come.
    """
    with governed(
        actor,
        Action.REPORT_REQUESTED,
        schedule,
        reason=f"By schedule, {schedule.cadence}.",
        on_behalf_of=schedule.made_by,
    ) as record:
        row: ReportSchedule = record.subject
        today = timezone.now().date()
        if row.ended_at or row.next_slot > today:
            raise IllegalMove(f"The schedule {row} has nothing to do.")
        return _serve(record, row, slot_until(row.cadence, today))


def _serve(record: Record, row: ReportSchedule, slot: date) -> Report:
    report = _report(row, slot)
    order(record, report)
    ScheduledReport.objects.create(schedule=row, slot=slot, report=report)
    record.change("slot", None, slot.isoformat())
    record.change("missed", None, slots_between(row.cadence, row.next_slot, slot))
    record.change("schedule", None, str(row.pk))
    row.next_slot = following(row.cadence, slot)
    row.save(update_fields=["next_slot"])
    return report


def _report(row: ReportSchedule, slot: date) -> Report:
    report = Report(
        kind=row.kind,
        project=row.project,
        version=row.version,
        requested_by=row.made_by,
    )
    if BY_CODE[row.kind].has_period:
        days = covered(row.cadence, slot)
        report.since, report.until = days.beginning, days.end
    return report
