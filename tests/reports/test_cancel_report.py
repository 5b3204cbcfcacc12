"""Stopping a report that is not built yet."""

from typing import Any

import pytest

from governance import jobs
from governance.exceptions import AccessDenied, IllegalMove, ReasonMissing
from governance.jobs import run_job
from governance.models import Entry, Grant, Job, User
from registry.models import Version
from registry.storage import digest_of
from reports.models import Report
from reports.operations.cancel_report import cancel_report
from reports.operations.seal_report import seal_report
from reports.storage import report_files
from tests import make
from tests.reports import building
from tests.sequenced import sequence

pytestmark = pytest.mark.usefixtures("drawn_small")


@pytest.fixture
def report(engineer: User, version: Version) -> Report:
    """The engineer's, which waits."""
    return building.ask_dossier(engineer, version)


def stopped(report: Report) -> Report:
    return Report.objects.select_related("job").get(pk=report.pk)


@pytest.mark.parametrize("name", ["engineer", "officer"])
def test_who_asked_and_the_officer_may_stop_it(
    people: dict[str, User], report: Report, name: str
) -> None:
    before = Entry.objects.count()
    cancel_report(actor=people[name], report=report, reason=make.WHY)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("report.cancelled", report.pk)
    assert stopped(report).state == "cancelled"


@pytest.mark.parametrize("name", ["builder", "validator", "auditor", "business"])
def test_others_may_not_and_the_refusal_is_recorded(
    people: dict[str, User], report: Report, name: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        cancel_report(actor=people[name], report=report, reason=make.WHY)
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert stopped(report).state == "queued"


def test_a_reason_is_needed(engineer: User, report: Report) -> None:
    with pytest.raises(ReasonMissing):
        cancel_report(actor=engineer, report=report, reason="")
    assert stopped(report).state == "queued"


def test_one_that_waits_never_starts(engineer: User, report: Report) -> None:
    cancel_report(actor=engineer, report=report, reason=make.WHY)
    before = Entry.objects.count()
    row = Job.objects.get(about_id=report.pk)
    jobs.reconcile()
    run_job(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("cancelled", 0)
    assert Entry.objects.count() == before


def test_one_that_runs_stops_at_its_next_step_and_leaves_nothing(
    officer: User, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def build(about: Report, progress: Any) -> None:
        cancel_report(actor=officer, report=about, reason=make.WHY)
        monkeypatch.setattr(jobs, "HEARTBEAT", jobs.HEARTBEAT * 0)
        steps.append("before")
        progress(0.5, "Reading")
        steps.append("after")

    monkeypatch.setattr("reports.jobs.build", build)
    sequence()
    before = Entry.objects.count()
    found = building.run(report)
    assert steps == ["before"]
    assert [e.action for e in make.entries_since(before)] == ["report.cancelled"]
    assert (found.state, found.files.count()) == ("cancelled", 0)
    assert found.job is not None
    assert found.job.message == "Stopped"


def test_one_that_is_stopped_while_it_is_sealed_is_not_kept(
    officer: User, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(**given: Any) -> Report:
        cancel_report(actor=officer, report=given["report"], reason=make.WHY)
        return seal_report(**given)

    monkeypatch.setattr("reports.jobs.seal_report", late)
    sequence()
    before = Entry.objects.count()
    found = building.run(report)
    assert [e.action for e in make.entries_since(before)] == ["report.cancelled"]
    assert (found.state, found.files.count()) == ("cancelled", 0)
    assert not report_files().verify(digest_of([b"%PDF"]))  # what `drawn_small` draws


@pytest.mark.parametrize("end", ["built", "failed", "stopped"])
def test_what_is_over_cannot_be_stopped(
    engineer: User, report: Report, end: str
) -> None:
    if end == "built":
        building.run(report)
    elif end == "failed":
        Grant.objects.filter(user=engineer).update(ended_at=report.created_at)
        building.run(report)
    else:
        cancel_report(actor=engineer, report=report, reason=make.WHY)
    before = Entry.objects.count()
    with pytest.raises(IllegalMove, match="nothing to stop"):
        cancel_report(actor=engineer, report=report, reason=make.WHY)
    assert Entry.objects.count() == before


def test_after_a_stop_the_same_can_be_asked_for_again(
    engineer: User, version: Version, report: Report
) -> None:
    cancel_report(actor=engineer, report=report, reason=make.WHY)
    assert building.ask_dossier(engineer, version) != report
