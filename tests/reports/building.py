"""Reports of a test: asked for and built, without a broker."""

from datetime import UTC, datetime, timedelta
from typing import Any

from governance.jobs import run_job
from governance.models import User
from registry.models import Project, Version
from reports.calendar import Days
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make
from tests.sequenced import sequence

DAY = timedelta(days=1)


def ask_dossier(actor: User, about: Version, **given: Any) -> Report:
    values: dict[str, Any] = {
        "kind": "dossier",
        "project": about.project,
        "version": about,
    }
    return request_report(actor=actor, **(values | {"reason": make.WHY} | given))


def ask_trail(actor: User, project: Project, **given: Any) -> Report:
    today = datetime.now(UTC).date()
    days = Days(today - DAY, today)
    values: dict[str, Any] = {"kind": "audit-trail", "project": project, "days": days}
    return request_report(actor=actor, **(values | {"reason": make.WHY} | given))


def run(report: Report) -> Report:
    """One attempt of its job; numbers the entries first, as the sequencer does."""
    sequence()
    assert report.job is not None
    run_job(report.job.pk)
    return Report.objects.select_related("job").get(pk=report.pk)


def content(report: Report, role: str) -> bytes:
    """The bytes of a file, past the operation."""
    from reports.storage import report_files  # noqa: PLC0415 - settings first

    file = report.files.get(role=role)
    with report_files().open(file.sha256) as stored:
        return stored.read()


def now() -> datetime:
    return datetime.now(UTC)
