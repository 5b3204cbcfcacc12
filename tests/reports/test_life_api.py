"""The life of reports over the API."""

from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Project, Version
from reports.models import ReportSchedule
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")
JSON = "application/json"
WHY = {"reason": make.WHY}


def post(browser: Any, address: str, data: dict[str, Any]) -> Any:
    return browser.post(f"/api/v1/{address}", data, content_type=JSON)


def test_a_report_is_stopped(browser_of: Any, officer: User, project: Project) -> None:
    report = building.ask_trail(officer, project)
    browser = browser_of(officer)
    answer = post(browser, f"reports/{report.pk}/cancel", WHY)
    assert answer.json()["state"] == "cancelled"
    answer = post(browser, f"reports/{report.pk}/cancel", WHY)
    assert (answer.status_code, answer.json()["code"]) == (422, "illegal_move")


def test_a_second_request_gets_the_report_of_the_first(
    browser_of: Any, officer: User, engineer: User, version: Version
) -> None:
    report = building.ask_dossier(officer, version)
    wanted = {"kind": "dossier", "version": str(version.pk)}
    address = f"projects/{version.project_id}/reports"
    answer = post(browser_of(engineer), address, wanted)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["id"], told["requested_by"]) == (str(report.pk), "officer")


def test_a_report_is_held_and_let_go(
    browser_of: Any, officer: User, project: Project
) -> None:
    report = building.run(building.ask_trail(officer, project))
    browser, address = browser_of(officer), f"reports/{report.pk}"
    assert post(browser, f"{address}/hold", {}).status_code == 400
    held = post(browser, f"{address}/hold", WHY)
    assert (held.status_code, held.json()["on_hold"]) == (201, True)
    assert post(browser, f"{address}/hold", WHY).status_code == 409
    assert post(browser, f"{address}/lift-hold", WHY).json()["on_hold"] is False
    assert post(browser, f"{address}/lift-hold", WHY).status_code == 422


def test_a_schedule_is_made_listed_and_ended(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser, address = browser_of(officer), f"projects/{version.project_id}"
    given = {"kind": "dossier", "version": str(version.pk), "cadence": "monthly", **WHY}
    made = post(browser, f"{address}/report-schedules", given)
    assert made.status_code == 201
    listing = f"/api/v1/{address}/report-schedules"
    (told,) = browser.get(listing).json()["results"]
    assert told == made.json()
    one = f"report-schedules/{told['id']}"
    assert browser.get(f"/api/v1/{one}").json() == told
    assert post(browser, f"{one}/end", WHY).json()["ended_at"]
    assert browser.get(listing).json()["results"] == []
    assert post(browser, f"{one}/end", WHY).status_code == 422


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"cadence": "daily"}, "cadence"),
        ({"kind": "dossier"}, "version"),
        ({"kind": "dossier", "version": "7"}, "version"),
        ({"begins": "2020-01-01"}, "begins"),
        ({"begins": "soon"}, "begins"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(
    browser_of: Any, officer: User, project: Project, changed: Any, field: str
) -> None:
    before = Entry.objects.count()
    given = {"kind": "audit-trail", "cadence": "monthly", **WHY} | changed
    address = f"projects/{project.pk}/report-schedules"
    answer = post(browser_of(officer), address, given)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert (Entry.objects.count(), ReportSchedule.objects.count()) == (before, 0)
