"""Building reports in the background, as system:reporter, for the one who asked."""

from governance.exceptions import GovernanceError, LedgerUnavailable
from governance.jobs import JobRun
from governance.rights import Right
from reports.documents.building import build
from reports.models import Report
from reports.operations.fail_report import fail_report
from reports.operations.seal_report import seal_report

ACCOUNT = "reporter"


def build_report(run: JobRun) -> None:
    """Build and seal; does nothing when an earlier attempt came to an end.

    A refusal ends the report, with its entry. Anything else is tried again, and after
    the last attempt the job is given up.
    """
    report = Report.objects.select_related(
        "project", "version__experiment", "version__created_by", "requested_by", "job"
    ).get(pk=run.job.about_id)
    if report.built_at or report.failed_at:
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
