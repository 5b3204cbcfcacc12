"""A report as a page, and its tables as files."""

import csv
import hashlib
import json
from io import StringIO
from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Version
from registry.operations.add_comment import add_comment
from reports import evidence_tables
from reports.models import Report, ReportFile
from reports.storage import report_files
from tests import make
from tests.reports import building

HOSTILE = '=HYPERLINK("http://x.example")<script>alert(1)</script>'


@pytest.fixture
def report(officer: User, validator: User, version: Version) -> Report:
    add_comment(actor=validator, subject=version, text=HOSTILE)
    return building.run(building.ask_dossier(officer, version))


def test_the_preview_shows_verdict_checks_and_every_table(
    browser_of: Any, officer: User, report: Report
) -> None:
    before = Entry.objects.count()
    page = browser_of(officer).get(f"/reports/{report.pk}/preview/").content.decode()
    assert report.verdict in page
    evidence = building.content(report, "evidence")
    for check in evidence_tables.checks(evidence):
        assert check.area in page
    for table in evidence_tables.tables(evidence):
        assert f"/reports/{report.pk}/tables/{table.name}/csv/" in page
    assert Entry.objects.count() == before  # reading is no entry


def test_what_people_wrote_is_escaped(
    browser_of: Any, officer: User, report: Report
) -> None:
    page = browser_of(officer).get(f"/reports/{report.pk}/preview/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("form", ["csv", "json"])
def test_each_table_is_taken_with_one_entry(
    browser_of: Any, officer: User, report: Report, form: str
) -> None:
    before = Entry.objects.count()
    address = f"/reports/{report.pk}/tables/comments/{form}/"
    answer = browser_of(officer).get(address)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("report.downloaded", report.pk)
    digest = hashlib.sha256(answer.content).hexdigest()
    assert json.loads(bytes(entry.body))["hashes"] == {"table": digest}
    assert answer["X-Hallmark-SHA256"] == digest
    name = f"{report.number}.comments.{form}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    if form == "json":
        assert json.loads(answer.content)["rows"][0]["text"] == HOSTILE
    else:
        header, row = csv.reader(StringIO(answer.content.decode(), newline=""))
        assert header == ["at", "who", "text"]
        assert row[2] == f"'{HOSTILE}"


@pytest.mark.parametrize("path", ["nothing/csv", "comments/xlsx", "comments/pdf"])
def test_what_there_is_not_is_not_found(
    browser_of: Any, officer: User, report: Report, path: str
) -> None:
    before = Entry.objects.count()
    address = f"/reports/{report.pk}/tables/{path}/"
    assert browser_of(officer).get(address).status_code == 404
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("name", "status"), [("auditor", 200), ("business", 403), ("outsider", 404)]
)
def test_reading_needs_the_right_of_downloading(
    browser_of: Any, people: dict[str, User], report: Report, name: str, status: int
) -> None:
    browser = browser_of(people[name])
    for address in ("preview/", "tables/comments/csv/"):
        assert browser.get(f"/reports/{report.pk}/{address}").status_code == status
    tables = f"/api/v1/reports/{report.pk}/tables"
    assert browser.get(tables).status_code == status
    assert browser.get(f"{tables}/comments/json").status_code == status


def test_a_report_that_is_not_built_has_no_preview(
    browser_of: Any, officer: User, version: Version
) -> None:
    report = building.ask_dossier(officer, version)
    browser = browser_of(officer)
    assert browser.get(f"/reports/{report.pk}/preview/").status_code == 404
    assert browser.get(f"/api/v1/reports/{report.pk}/tables").status_code == 404


def test_evidence_that_was_changed_is_not_shown(
    browser_of: Any, officer: User, report: Report
) -> None:
    path = report_files().local_path(report.files.get(role="evidence").sha256)
    path.chmod(0o644)
    path.write_bytes(b'{"kind": "dossier", "forged": "value"}')
    answer = browser_of(officer).get(f"/reports/{report.pk}/preview/")
    assert answer.status_code == 422
    assert "forged" not in answer.content.decode()


def test_evidence_of_an_older_product_is_shown_without_its_checks(
    browser_of: Any, officer: User, report: Report
) -> None:
    old = b'{"kind":"gone","lines":[{"who":"ds1"}]}'
    with report_files().intake() as intake:
        info = intake.take([old], 1000)
        intake.keep()
    other = Report.objects.create(
        kind="gone",
        number="HM-OLD-1",
        project=report.project,
        requested_by=officer,
        built_at=report.built_at,
        retain_until=report.retain_until,
        verdict_tone="met",
        verdict="Holds",
        ledger_size=1,
    )
    ReportFile.objects.create(
        report=other,
        role="evidence",
        name="old.json",
        media_type="application/json",
        size=info.size,
        sha256=info.sha256,
    )
    page = browser_of(officer).get(f"/reports/{other.pk}/preview/").content.decode()
    assert "ds1" in page
    assert "Checks" not in page


def test_the_tables_of_a_report_are_named_over_the_api(
    browser_of: Any, officer: User, report: Report
) -> None:
    browser = browser_of(officer)
    told = browser.get(f"/api/v1/reports/{report.pk}/tables").json()
    (comments,) = [table for table in told if table["name"] == "comments"]
    assert comments["columns"] == ["at", "who", "text"]
    assert comments["rows"] == 1
