"""Asking for a report."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import Entry, Job, User
from registry.models import Project, Version
from reports.models import Report
from reports.operations import request_report as operation
from reports.operations.request_report import Days
from tests import make
from tests.reports import building


def test_a_request_orders_one_job_and_leaves_one_entry(
    officer: User, version: Version
) -> None:
    before = Entry.objects.count()
    report = building.ask_dossier(officer, version)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("report.requested", report.pk)
    assert entry.project_id == version.project_id
    job = Job.objects.get(about_id=report.pk)
    assert (job.kind, job.state, job.requested_by) == ("report", "queued", officer)
    assert report.state == "queued"
    assert report.number.startswith(f"HM-DOS-{timezone.now().year}-")


def test_the_reason_is_kept_in_the_ledger_alone(
    officer: User, version: Version
) -> None:
    report = building.ask_dossier(officer, version)
    assert make.WHY not in str(Report.objects.filter(pk=report.pk).values())


@pytest.mark.parametrize("name", ["builder", "validator", "engineer", "auditor"])
def test_those_with_the_right_may_ask(
    people: dict[str, User], version: Version, name: str
) -> None:
    assert building.ask_dossier(people[name], version).requested_by == people[name]


@pytest.mark.parametrize("name", ["business", "admin", "outsider"])
def test_others_may_not_and_the_refusal_is_recorded(
    people: dict[str, User], version: Version, name: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        building.ask_dossier(people[name], version)
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert not Report.objects.exists()
    assert not Job.objects.filter(kind="report").exists()


TODAY = timezone.now().date()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"version": None}, "version"),
        ({"kind": "audit-trail", "days": None}, "since"),
        ({"kind": "audit-trail", "days": Days(TODAY, date(2020, 1, 1))}, "until"),
        (
            {
                "kind": "audit-trail",
                "days": Days(TODAY + timedelta(2), TODAY + timedelta(3)),
            },
            "since",
        ),
        ({"kind": "audit-trail", "days": Days(TODAY, date.max)}, "until"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(
    officer: User, version: Version, given: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        building.ask_dossier(officer, version, **given)
    assert refusal.value.field == field
    assert Entry.objects.count() == before
    assert not Report.objects.exists()


def test_a_version_of_another_project_is_refused(
    builder: User, version: Version
) -> None:
    other: Project = make.project(builder, "another rig")
    with pytest.raises(InvalidInput, match="of this project"):
        building.ask_dossier(builder, version, project=other)


def test_a_person_waits_for_ten_reports_at_most(
    officer: User, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "MAX_WAITING", 1)
    building.ask_dossier(officer, version)
    with pytest.raises(Conflict, match="You wait for 1"):
        building.ask_dossier(officer, version)
    assert Report.objects.count() == 1
