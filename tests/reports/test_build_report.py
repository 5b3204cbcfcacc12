"""From the request to the sealed file."""

import pytest

from governance.jobs import run_job
from governance.models import Entry, User
from governance.sequencing import sequence
from registry.models import Project, Version
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make


def built(report: Report) -> Report:
    assert report.job is not None
    run_job(report.job.pk)
    return Report.objects.get(pk=report.pk)


@pytest.mark.django_db
def test_a_dossier_is_built(officer: User, project: Project, version: Version) -> None:
    sequence()
    before = Entry.objects.count()
    report = built(
        request_report(
            actor=officer,
            kind="dossier",
            project=project,
            version=version,
            reason=make.WHY,
        )
    )
    assert report.state == "done", report.error
    assert [e.action for e in make.entries_since(before)] == [
        "report.requested",
        "report.built",
    ]
    print(report.verdict, report.files.all())
