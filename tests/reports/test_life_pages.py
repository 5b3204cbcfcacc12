"""What becomes of reports, in a browser: stopped, fresh, held, scheduled."""

from datetime import date
from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Project, Version
from registry.operations.add_comment import add_comment
from reports.calendar import Days
from reports.models import Report, ReportSchedule
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")
WHY = {"reason": make.WHY}


def page_of(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def report(engineer: User, project: Project) -> Report:
    return building.run(building.ask_trail(engineer, project))


def test_a_report_on_its_way_is_stopped_from_the_list(
    browser_of: Any, engineer: User, project: Project
) -> None:
    report = building.ask_trail(engineer, project)
    browser = browser_of(engineer)
    stop = f"/reports/{report.pk}/stop/"
    assert stop in page_of(browser, f"/projects/{project.pk}/reports/")
    dialog = page_of(browser, stop)
    assert "You asked for it." in dialog
    assert browser.post(stop, WHY).status_code == 302
    for address in (f"/reports/{report.pk}/", f"/projects/{project.pk}/reports/"):
        assert "Stopped" in page_of(browser, address)
    assert "every 1s" not in page_of(browser, f"/reports/{report.pk}/progress/")
    assert browser.post(stop, WHY).status_code == 422


def test_the_button_is_there_only_for_those_who_may(
    browser_of: Any, people: dict[str, User], project: Project
) -> None:
    report = building.ask_trail(people["engineer"], project)
    address = f"/projects/{project.pk}/reports/"
    for name, may in (("officer", True), ("builder", False), ("auditor", False)):
        page = page_of(browser_of(people[name]), address)
        assert (f"/reports/{report.pk}/stop/" in page) == may
        assert report.title in page


def test_a_report_says_how_old_it_is_and_what_superseded_it(
    browser_of: Any, officer: User, builder: User, version: Version
) -> None:
    browser = browser_of(officer)
    first = building.run(building.ask_dossier(officer, version))
    assert "Current" in page_of(browser, f"/reports/{first.pk}/")
    add_comment(actor=builder, subject=version, text="A later word.")
    page = page_of(browser, f"/reports/{first.pk}/")
    assert "Behind" in page
    assert "1 entry since" in page
    second = building.run(building.ask_dossier(officer, version))
    page = page_of(browser, f"/reports/{first.pk}/")
    assert f'Superseded by <a href="/reports/{second.pk}/">{second.number}' in page
    assert "Superseded by" not in page_of(browser, f"/reports/{second.pk}/")


def test_a_period_that_was_over_cannot_age(
    browser_of: Any, officer: User, project: Project
) -> None:
    days = Days(date(2026, 1, 1), date(2026, 1, 31))
    report = building.run(building.ask_trail(officer, project, days=days))
    browser = browser_of(officer)
    assert "it cannot age" in page_of(browser, f"/reports/{report.pk}/")
    assert "Closed period" in page_of(browser, "/reports/")


def test_a_hold_is_placed_and_lifted_on_the_page_of_the_report(
    browser_of: Any, officer: User, report: Report
) -> None:
    browser, address = browser_of(officer), f"/reports/{report.pk}/"
    assert "Place a hold" in page_of(browser, address)
    assert browser.post(f"{address}hold/", {"reason": "no"}).status_code == 400
    assert browser.post(f"{address}hold/", WHY).status_code == 302
    assert "On hold" in page_of(browser, address)
    centre = page_of(browser, "/reports/")
    assert f"{address}lift-hold/" not in centre  # lifted where it is explained
    project_page = page_of(browser, f"/projects/{report.project_id}/reports/")
    assert f"{address}lift-hold/" in project_page
    assert browser.post(f"{address}hold/", WHY).status_code == 409
    assert browser.post(f"{address}lift-hold/", WHY).status_code == 302
    assert browser.post(f"{address}lift-hold/", WHY).status_code == 422
    assert "The files are kept until" in page_of(browser, address)


def test_others_see_the_button_with_the_reason_why_not(
    browser_of: Any, engineer: User, report: Report
) -> None:
    page = page_of(browser_of(engineer), f"/reports/{report.pk}/")
    assert "You may not hold reports" in page
    assert f"/reports/{report.pk}/hold/" not in page


def test_a_schedule_is_made_looked_at_and_ended(
    browser_of: Any, officer: User, project: Project
) -> None:
    browser, address = browser_of(officer), f"/projects/{project.pk}/reports/"
    assert "Nothing is scheduled" in page_of(browser, address)
    given = {"kind": "audit-trail", "cadence": "quarterly", **WHY}
    assert browser.post(f"{address}schedule/", given).status_code == 302
    made = ReportSchedule.objects.get()
    one = f"/report-schedules/{made.pk}/"
    assert one in page_of(browser, address)
    assert one in page_of(browser, "/reports/")
    assert f"{made.next_slot}" in page_of(browser, one)
    assert "No slot has come yet" in page_of(browser, one)
    assert browser.post(f"{one}end/", WHY).status_code == 302
    assert "This schedule has ended." in page_of(browser, one)
    assert "Nothing is scheduled" in page_of(browser, address)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "horoscope"}, "Select a valid choice."),
        ({"kind": "dossier"}, "Choose a version of this project."),
        ({"begins": "2020-01-01"}, "This day is over."),
        ({"reason": ""}, "Say why"),
    ],
)
def test_a_bad_schedule_is_refused_at_its_field(
    browser_of: Any, officer: User, project: Project, changed: Any, words: str
) -> None:
    before = Entry.objects.count()
    given = {"kind": "audit-trail", "cadence": "monthly", **WHY} | changed
    address = f"/projects/{project.pk}/reports/schedule/"
    answer = browser_of(officer).post(address, given)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert (Entry.objects.count(), ReportSchedule.objects.count()) == (before, 0)


def test_the_centre_builds_about_the_project_that_is_chosen(
    browser_of: Any, builder: User, project: Project
) -> None:
    other, browser = make.project(builder, "another rig"), browser_of(builder)
    assert "Choose a project first." in page_of(browser, "/reports/")
    page = page_of(browser, f"/reports/?project={other.pk}")
    assert f"/projects/{other.pk}/reports/new/audit-trail/" in page
    assert browser.get("/reports/?project=nonsense").status_code == 404


def test_a_project_that_is_invisible_cannot_be_chosen(
    browser_of: Any, officer: User, builder: User, project: Project
) -> None:
    hidden = make.project(builder, "another rig")
    answer = browser_of(officer).get(f"/reports/?project={hidden.pk}")
    assert answer.status_code == 404


def test_schedules_and_holds_of_other_projects_are_not_listed(
    browser_of: Any, officer: User, builder: User, project: Project
) -> None:
    hidden = make.project(builder, "another rig")
    address = f"/projects/{hidden.pk}/reports/schedule/"
    given = {"kind": "audit-trail", "cadence": "monthly", **WHY}
    assert browser_of(builder).post(address, given).status_code == 302
    assert "another rig" not in page_of(browser_of(officer), "/reports/")
