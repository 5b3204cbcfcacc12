"""Work in the background, as system:reporter: build, run schedules, remove files."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import transaction

from governance import access, due_work
from governance.exceptions import GovernanceError, IllegalMove, LedgerUnavailable
from governance.jobs import JobRun
from governance.rights import Right
from reports.documents.building import build
from reports.models import Report, ReportFile, ReportSchedule
from reports.operations.fail_report import fail_report
from reports.operations.remove_report_files import remove_report_files
from reports.operations.run_report_schedule import run_report_schedule
from reports.operations.seal_report import seal_report
from reports.operations.stop_report_schedule import stop_report_schedule
from reports.queries import due_schedules, without_time_left
from reports.storage import hold_still, report_files

ACCOUNT: Final = "reporter"
SCHEDULE_JOB: Final = "report_schedule"
REMOVAL_JOB: Final = "report_files"


def build_report(run: JobRun) -> None:
    """Build and seal; does nothing when an earlier attempt came to an end.

    A refusal ends the report, with its entry. Anything else is tried again, and after
    the last attempt the job is given up.
    """
    report = Report.objects.select_related(
        "project", "version__experiment", "version__created_by", "requested_by", "job"
    ).get(pk=run.job.about_id)
    if report.built_at or report.failed_at or report.cancelled_at:
        return
    try:
        _build(run, report)
    except LedgerUnavailable:
        raise
    except GovernanceError as refusal:
        fail_report(actor=run.actor, report=report, failure=refusal.message)


def _build(run: JobRun, report: Report) -> None:
    run.recheck(Right.REPORT, report.project_id)
    built = build(report, run.progress)
    run.progress(0.95, "Sealing the files")
    run.recheck(Right.REPORT, report.project_id)
    seal_report(actor=run.actor, report=report, built=built)


def order_due_work(now: datetime) -> None:
    """What the clock orders: slots that have come, files whose time is over."""
    for schedule in due_schedules(now.date()):
        slot = f"{schedule.pk}:{schedule.next_slot}"
        due_work.once(SCHEDULE_JOB, schedule, slot, now, {})
    for report in without_time_left(now):
        due_work.once(REMOVAL_JOB, report, f"{report.pk}", now, {})


def run_schedule(run: JobRun) -> None:
    """Ask for the report of a slot, or stop the schedule of who lost the right.

    Another clock may have been faster: then there is nothing to do.
    """
    rows = ReportSchedule.objects.select_related("made_by", "project", "version")
    schedule = rows.get(pk=run.job.about_id)
    maker = access.may(schedule.made_by, Right.REPORT, schedule.project_id)
    with suppress(IllegalMove):
        if maker.allowed:
            run_report_schedule(actor=run.actor, schedule=schedule)
        else:
            because = maker.because
            stop_report_schedule(actor=run.actor, schedule=schedule, because=because)


def remove_files(run: JobRun) -> None:
    """Note it, then take the bytes away; what died in between is taken up again."""
    report = Report.objects.get(pk=run.job.about_id)
    if report.files_removed_at is None:
        try:
            remove_report_files(actor=run.actor, report=report)
        except IllegalMove:
            return  # put on hold since the clock looked
    _take_away(report)


def _take_away(report: Report) -> None:
    """Bytes that another report still needs stay."""
    with transaction.atomic():
        hold_still()
        kept = ReportFile.objects.filter(report__files_removed_at=None)
        for file in report.files.all():
            if not kept.filter(sha256=file.sha256).exists():
                report_files().remove(file.sha256)
