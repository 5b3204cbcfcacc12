"""The reports centre in a browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Entry, Job, User
from registry.models import Project, Version
from reports.calendar import Days
from reports.documents.catalogue import KINDS
from reports.models import Report
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.hold_report import hold_report
from tests import make
from tests.registry import building as registry_building
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")

PERIOD = {"since": "2026-01-01", "until": "2026-12-31", "reason": make.WHY}


def centre(project: Project) -> str:
    return f"/projects/{project.pk}/reports/"


def test_an_empty_centre_says_what_to_do(
    browser_of: Any, officer: User, project: Project
) -> None:
    for address in ("/reports/", centre(project)):
        page = browser_of(officer).get(address).content.decode()
        assert "No report is finished" in page
        assert "hydraulic system" in page


def test_without_a_version_the_dossier_says_why_it_cannot_be_built(
    browser_of: Any, officer: User, project: Project
) -> None:
    page = browser_of(officer).get(centre(project)).content.decode()
    assert "This project has no version yet." in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 200),
        ("auditor", 200),
        ("business", 403),
        ("outsider", 404),
        ("admin", 404),
    ],
)
def test_the_centre_of_a_project_is_for_those_with_the_right(
    browser_of: Any, people: dict[str, User], project: Project, name: str, status: int
) -> None:
    browser = browser_of(people[name])
    assert browser.get(centre(project)).status_code == status
    assert browser.get(f"{centre(project)}new/dossier/").status_code == status
    assert browser.get("/reports/").status_code == 200


def test_reports_of_other_projects_are_not_listed(
    browser_of: Any, officer: User, builder: User, project: Project
) -> None:
    other = make.project(builder, "another rig")
    mine = building.run(building.ask_trail(officer, project))
    hidden = building.run(building.ask_trail(builder, other))
    page = browser_of(officer).get("/reports/").content.decode()
    assert mine.number in page
    assert hidden.number not in page
    assert "another rig" not in page


def test_a_dossier_is_asked_for_in_a_dialog(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser = browser_of(officer)
    address = f"{centre(version.project)}new/dossier/"
    dialog = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<dialog" in dialog
    assert "Why?" in dialog
    answer = browser.post(address, {"version": version.pk, "reason": make.WHY})
    assert answer.status_code == 302
    report = Report.objects.get()
    page = browser.get(answer["Location"]).content.decode()
    assert "Being built" in page
    assert f"/reports/{report.pk}/progress/" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"since": "2026-13-01"}, "Enter a valid date."),
        ({"since": ""}, "This field is required."),
        ({"until": "2025-01-01"}, "The last day lies before the first."),
        ({"since": "2999-01-01", "until": "2999-01-02"}, "The period has not begun."),
        ({"reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_bad_period_is_refused_at_its_field(
    browser_of: Any, officer: User, project: Project, changed: Any, words: str
) -> None:
    before = Entry.objects.count()
    address = f"{centre(project)}new/audit-trail/"
    answer = browser_of(officer).post(address, PERIOD | changed)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert (Entry.objects.count(), Report.objects.count()) == (before, 0)


def test_a_version_of_another_project_cannot_be_chosen(
    browser_of: Any, builder: User, version: Version
) -> None:
    other = make.project(builder, "another rig")
    address = f"{centre(other)}new/dossier/"
    answer = browser_of(builder).post(address, {"version": version.pk})
    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_a_business_user_who_posts_is_refused_and_recorded(
    browser_of: Any, business: User, project: Project
) -> None:
    before = Entry.objects.count()
    address = f"{centre(project)}new/audit-trail/"
    assert browser_of(business).post(address, PERIOD).status_code == 403
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]


def test_the_centre_offers_each_kind_and_a_version_those_about_it(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser = browser_of(officer)
    page = browser.get(centre(version.project)).content.decode()
    for kind in KINDS:
        assert kind.title in page
        assert f"{centre(version.project)}new/{kind.code}/" in page
    page = browser.get(f"/versions/{version.pk}/").content.decode()
    for noun in ("dossier", "validation report"):
        assert f"Build {noun}" in page
    assert "Build access review" not in page


@pytest.mark.parametrize("code", ["validation", "access-review"])
def test_a_kind_asks_for_what_it_needs_and_for_nothing_else(
    browser_of: Any, officer: User, version: Version, code: str
) -> None:
    browser, address = browser_of(officer), f"{centre(version.project)}new/{code}/"
    page = browser.get(address).content.decode()
    about_version = code == "validation"
    assert ('name="version"' in page) == about_version
    assert ('name="since"' in page) != about_version
    given = {"version": version.pk} if about_version else PERIOD
    assert browser.post(address, {**given, "reason": make.WHY}).status_code == 302
    report = Report.objects.get()
    assert (report.kind, report.version) == (code, version if about_version else None)
    assert (report.since is None) == about_version


def test_an_unknown_kind_is_not_found(
    browser_of: Any, officer: User, project: Project
) -> None:
    address = f"{centre(project)}new/horoscope/"
    assert browser_of(officer).get(address).status_code == 404


def test_progress_is_asked_for_only_while_it_is_built(
    browser_of: Any, officer: User, project: Project
) -> None:
    browser = browser_of(officer)
    report = building.ask_trail(officer, project)
    address = f"/reports/{report.pk}/progress/"
    assert "every 1s" in browser.get(address).content.decode()
    Job.objects.filter(about_id=report.pk).update(
        state="running", progress=0.5, message="Drawing the pages"
    )
    page = browser.get(address).content.decode()
    assert "Drawing the pages" in page
    assert "50 %" in page
    Job.objects.filter(about_id=report.pk).update(state="queued")
    building.run(report)
    done = browser.get(address).content.decode()
    assert "every 1s" not in done
    assert f"/reports/{report.pk}/" in done


def test_a_finished_report_shows_verdict_files_and_who_took_them(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser = browser_of(officer)
    report = building.run(building.ask_dossier(officer, version))
    browser.get(f"/reports/{report.pk}/pdf/")
    page = browser.get(f"/reports/{report.pk}/").content.decode()
    for words in (
        report.verdict,
        report.number,
        report.evidence_sha256,
        report.ledger_root,
        make.WHY,
        "downloaded the report",
    ):
        assert words in page


def test_a_failed_report_says_why(
    browser_of: Any, officer: User, project: Project
) -> None:
    report = building.ask_trail(officer, project)
    Job.objects.filter(about_id=report.pk).update(state="failed", error="No disk.")
    for address in (f"/reports/{report.pk}/", centre(project)):
        page = browser_of(officer).get(address).content.decode()
        assert "Failed" in page
        assert "No disk." in page


def test_older_reports_are_on_the_next_page(
    browser_of: Any, officer: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.lists.PAGE", 1)
    first, second = (
        building.run(building.ask_trail(officer, project)) for _ in range(2)
    )
    browser = browser_of(officer)
    page = browser.get(centre(project)).content.decode()
    assert second.number in page
    assert first.number not in page
    older = browser.get(f"{centre(project)}?before={second.pk}").content.decode()
    assert first.number in older
    assert browser.get(f"{centre(project)}?before=nonsense").status_code == 404


def test_the_lists_cost_the_same_queries_for_any_number(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser = browser_of(officer)
    addresses = ("/reports/", centre(version.project))
    _one_of_each(officer, version, 1)
    few = [_queries(browser, address) for address in addresses]
    for days in (2, 3, 4):
        _one_of_each(officer, version, days)
    assert [_queries(browser, address) for address in addresses] == few
    assert max(few) <= 34


def _one_of_each(officer: User, version: Version, days: int) -> None:
    """A report that is held, one on its way, and a schedule."""
    today = timezone.now().date()
    period = Days(today - timedelta(days=days), today)
    done = building.run(building.ask_trail(officer, version.project, days=period))
    hold_report(actor=officer, report=done, reason=make.WHY)
    another = registry_building.version(
        version.created_by, version.project, upload=registry_building.onnx(seed=days)
    )
    building.ask_dossier(officer, another)
    create_report_schedule(
        actor=officer,
        kind="dossier",
        project=version.project,
        version=another,
        cadence="monthly",
        reason=make.WHY,
    )


def _queries(browser: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_a_versions_menu_offers_its_dossier(
    browser_of: Any, builder: User, version: Version
) -> None:
    page = browser_of(builder).get(f"/versions/{version.pk}/").content.decode()
    assert f"/reports/new/dossier/?version={version.pk}" in page
