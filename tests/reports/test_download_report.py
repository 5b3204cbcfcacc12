"""Taking a file away is an act."""

import hashlib
import json
from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Version
from reports.models import Report
from reports.storage import report_files
from tests import make
from tests.governance.test_governed_commits import make_ledger_unwritable
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")


@pytest.fixture
def report(officer: User, version: Version) -> Report:
    return building.run(building.ask_dossier(officer, version))


def address(report: Report, role: str = "pdf") -> str:
    return f"/reports/{report.pk}/{role}/"


@pytest.mark.parametrize("role", ["pdf", "evidence"])
def test_every_download_is_one_entry(
    browser_of: Any, officer: User, report: Report, role: str
) -> None:
    before = Entry.objects.count()
    answer = browser_of(officer).get(address(report, role))
    assert answer.status_code == 200
    digest = hashlib.sha256(answer.content).hexdigest()
    (entry,) = make.entries_since(before)
    assert entry.action == "report.downloaded"
    assert json.loads(bytes(entry.body))["hashes"] == {role: digest}
    assert answer["X-Hallmark-SHA256"] == digest
    assert answer["Content-Disposition"].startswith('attachment; filename="HM-DOS-')


def test_a_member_without_the_right_is_told_so_and_it_is_recorded(
    browser_of: Any, business: User, report: Report
) -> None:
    before = Entry.objects.count()
    answer = browser_of(business).get(address(report))
    assert answer.status_code == 403
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]


@pytest.mark.parametrize("name", ["outsider", "admin"])
def test_others_find_nothing(
    browser_of: Any, people: dict[str, User], report: Report, name: str
) -> None:
    before = Entry.objects.count()
    assert browser_of(people[name]).get(address(report)).status_code == 404
    assert Entry.objects.count() == before


def test_nothing_is_handed_out_without_a_writable_ledger(
    browser_of: Any, officer: User, report: Report
) -> None:
    browser = browser_of(officer)
    assert browser.get(address(report)).status_code == 200
    before = Entry.objects.count()
    make_ledger_unwritable()
    answer = browser.get(address(report))
    assert answer.status_code == 503
    assert b"%PDF" not in answer.content
    assert Entry.objects.count() == before


@pytest.mark.parametrize("damage", ["change", "remove"])
def test_a_file_that_is_not_what_was_sealed_is_refused(
    browser_of: Any, officer: User, report: Report, damage: str
) -> None:
    path = report_files().local_path(report.files.get(role="pdf").sha256)
    path.chmod(0o644)
    path.write_bytes(b"%PDF-1.4 forged") if damage == "change" else path.unlink()
    before = Entry.objects.count()
    answer = browser_of(officer).get(address(report))
    assert answer.status_code == 422
    assert b"forged" not in answer.content
    assert Entry.objects.count() == before


def test_a_file_that_the_report_does_not_have_is_not_found(
    browser_of: Any, officer: User, report: Report
) -> None:
    assert browser_of(officer).get(address(report, "list")).status_code == 404
