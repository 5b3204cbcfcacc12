"""How long files are kept, and what goes after it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from pytest_django import Settings

from governance import due_work
from governance.exceptions import IllegalMove
from governance.jobs import run_job
from governance.models import Entry, Job, User
from registry.models import Project, Version
from reports import jobs
from reports.models import Report
from reports.operations.hold_report import hold_report
from reports.operations.lift_hold import lift_hold
from reports.operations.remove_report_files import remove_report_files
from reports.retention import retain_until
from reports.storage import report_files
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def report(officer: User, version: Version) -> Report:
    return building.run(building.ask_dossier(officer, version))


@pytest.fixture
def years_later(report: Report) -> Iterator[Report]:
    """The day after the retention is over."""
    assert report.retain_until is not None
    with time_machine.travel(report.retain_until + timedelta(days=1)):
        yield report


def work_off() -> list[str]:
    """What the clock orders, done; the actions that it left."""
    before = Entry.objects.count()
    due_work.order()
    for job in Job.objects.filter(state="queued", kind=jobs.REMOVAL_JOB):
        run_job(job.pk)
    return [entry.action for entry in make.entries_since(before)]


def is_here(report: Report) -> set[bool]:
    return {report_files().verify(file.sha256) for file in report.files.all()}


def test_technical_documentation_is_kept_ten_years_the_rest_as_the_setting_says(
    settings: Settings,
) -> None:
    assert retain_until("dossier", AT) == AT.replace(year=2036)
    assert retain_until("validation", AT) == AT.replace(year=2036)
    assert retain_until("audit-trail", AT) == AT.replace(year=2033)
    settings.REPORT_RETENTION_YEARS = 30
    assert retain_until("dossier", AT) == AT.replace(year=2056)


def test_a_leap_day_is_kept_until_the_first_of_march() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert retain_until("audit-trail", leap) == datetime(2035, 3, 1, 12, tzinfo=UTC)


def test_sealing_writes_the_day_into_row_and_entry(report: Report) -> None:
    assert report.built_at is not None
    assert report.retain_until == retain_until("dossier", report.built_at)
    body = bytes(Entry.objects.get(action="report.built").body)
    assert f"{report.retain_until:%Y-%m-%d}".encode() in body


def test_before_that_day_nothing_goes(report: Report) -> None:
    assert work_off() == []
    with pytest.raises(IllegalMove, match="is kept until"):
        remove_report_files(actor=User.objects.system("reporter"), report=report)
    assert is_here(report) == {True}


def test_after_it_the_files_go_and_the_row_stays(
    browser_of: Any, officer: User, years_later: Report
) -> None:
    assert work_off() == ["report.files_removed"]
    assert work_off() == []
    assert is_here(years_later) == {False}
    kept = Report.objects.get(pk=years_later.pk)
    assert (kept.state, kept.files.count()) == ("done", 2)
    page = browser_of(officer).get(f"/reports/{kept.pk}/")
    assert "were removed on" in page.content.decode()
    answer = browser_of(officer).get(f"/reports/{kept.pk}/pdf/")
    assert answer.status_code == 422
    assert "were removed on" in answer.content.decode()
    assert kept.verdict in page.content.decode()


def test_what_is_on_hold_is_never_removed(officer: User, years_later: Report) -> None:
    hold_report(actor=officer, report=years_later, reason=make.WHY)
    assert work_off() == []
    with pytest.raises(IllegalMove, match="on hold"):
        remove_report_files(actor=User.objects.system("reporter"), report=years_later)
    assert is_here(years_later) == {True}
    lift_hold(actor=officer, report=years_later, reason=make.WHY)
    assert work_off() == ["report.files_removed"]


def test_a_hold_placed_after_the_clock_looked_still_counts(
    officer: User, years_later: Report
) -> None:
    due_work.order()
    hold_report(actor=officer, report=years_later, reason=make.WHY)
    assert work_off() == []
    assert is_here(years_later) == {True}


def test_a_worker_that_dies_before_the_bytes_are_gone_is_made_up_for(
    years_later: Report,
) -> None:
    due_work.order()
    remove_report_files(actor=User.objects.system("reporter"), report=years_later)
    assert is_here(years_later) == {True}
    assert work_off() == []
    assert is_here(years_later) == {False}


def test_bytes_that_another_report_needs_stay(
    officer: User, project: Project, years_later: Report
) -> None:
    younger = building.run(building.ask_trail(officer, project))
    assert {file.sha256 for file in younger.files.all()} == {
        file.sha256 for file in years_later.files.all()
    }
    assert work_off() == ["report.files_removed"]
    assert is_here(younger) == {True}


@pytest.mark.parametrize(
    "change",
    [
        {"retain_until": AT},
        {"retain_until": None},
        {"files_removed_at": AT},
    ],
)
def test_the_database_shortens_no_retention(
    report: Report, change: dict[str, Any]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**change)


def test_the_database_removes_nothing_that_is_held(
    officer: User, years_later: Report
) -> None:
    hold_report(actor=officer, report=years_later, reason=make.WHY)
    rows = Report.objects.filter(pk=years_later.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(files_removed_at=building.now())


def test_the_database_deletes_no_report(officer: User, project: Project) -> None:
    report = building.ask_trail(officer, project)
    rows = Report.objects.filter(pk=report.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)  # noqa: SLF001 - past Django's collector


def test_a_longer_retention_is_allowed(report: Report) -> None:
    assert report.retain_until is not None
    later = report.retain_until + timedelta(days=1)
    assert Report.objects.filter(pk=report.pk).update(retain_until=later) == 1
