"""Reports over the API."""

import hashlib
from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Project, Version
from reports.models import Report
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")

JSON = "application/json"


def test_a_report_is_asked_for_looked_at_and_taken(
    browser_of: Any, officer: User, version: Version
) -> None:
    browser = browser_of(officer)
    address = f"/api/v1/projects/{version.project_id}/reports"
    wanted = {"kind": "dossier", "version": str(version.pk), "reason": make.WHY}
    answer = browser.post(address, wanted, content_type=JSON)
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["state"], told["files"]) == ("queued", [])
    building.run(Report.objects.select_related("job").get(pk=told["id"]))
    told = browser.get(f"/api/v1/reports/{told['id']}").json()
    assert told["state"] == "done"
    (pdf,) = [file for file in told["files"] if file["role"] == "pdf"]
    content = browser.get(f"/api/v1/reports/{told['id']}/files/pdf").content
    assert hashlib.sha256(content).hexdigest() == pdf["sha256"]
    for listing in ("/api/v1/reports", address):
        assert [row["id"] for row in browser.get(listing).json()["results"]] == [
            told["id"]
        ]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({}, "kind"),
        ({"kind": "dossier"}, "version"),
        ({"kind": "dossier", "version": "7"}, "version"),
        ({"kind": "audit-trail", "since": "2026-01-01"}, "since"),
        (
            {"kind": "audit-trail", "since": "2026-02-01", "until": "2026-01-01"},
            "until",
        ),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(
    browser_of: Any,
    officer: User,
    project: Project,
    wanted: dict[str, str],
    field: str,
) -> None:
    address = f"/api/v1/projects/{project.pk}/reports"
    answer = browser_of(officer).post(address, wanted, content_type=JSON)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("business", 403), ("outsider", 404)])
def test_others_are_refused(
    browser_of: Any, people: dict[str, User], project: Project, name: str, status: int
) -> None:
    report = building.run(building.ask_trail(people["officer"], project))
    browser = browser_of(people[name])
    wanted = {"kind": "audit-trail", "since": "2026-01-01", "until": "2026-12-31"}
    listing = f"/api/v1/projects/{project.pk}/reports"
    assert browser.get(listing).status_code == status
    assert browser.post(listing, wanted, content_type=JSON).status_code == status
    assert browser.get(f"/api/v1/reports/{report.pk}").status_code == status
    assert browser.get(f"/api/v1/reports/{report.pk}/files/pdf").status_code == status
    assert browser.get("/api/v1/reports").json()["results"] == []


def test_taking_a_file_over_the_api_is_an_entry_too(
    browser_of: Any, officer: User, project: Project
) -> None:
    report = building.run(building.ask_trail(officer, project))
    before = Entry.objects.count()
    browser_of(officer).get(f"/api/v1/reports/{report.pk}/files/evidence")
    assert [e.action for e in make.entries_since(before)] == ["report.downloaded"]
