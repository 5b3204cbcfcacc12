"""Asking for a report."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import Entry, Job, User
from registry.models import Project, Version
from reports.calendar import Days
from reports.models import Report
from reports.operations import request_report as operation
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
        ({"kind": "audit-trail", "days": Days(date(2016, 2, 29), TODAY)}, "until"),
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
        building.ask_trail(officer, version.project)
    assert Report.objects.count() == 1


def test_ten_years_are_not_too_many(officer: User, project: Project) -> None:
    days = Days(date(2016, 3, 1), date(2026, 2, 28))
    assert building.ask_trail(officer, project, days=days).state == "queued"


@pytest.mark.parametrize("second", ["engineer", "auditor", "officer"])
def test_the_same_report_is_built_once_and_whoever_asks_again_joins(
    people: dict[str, User], version: Version, second: str
) -> None:
    first = building.ask_dossier(people["officer"], version)
    before = Entry.objects.count()
    assert building.ask_dossier(people[second], version) == first
    assert Job.objects.filter(kind="report").count() == 1
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("report.joined", first.pk)
    assert entry.actor_id == people[second].pk


def test_joining_keeps_the_reason_of_the_one_who_asked_first(
    officer: User, engineer: User, version: Version
) -> None:
    report = building.ask_dossier(officer, version, reason="The first reason.")
    building.ask_dossier(engineer, version, reason="The second reason.")
    evidence = building.content(building.run(report), "evidence")
    assert b"The first reason." in evidence
    assert b"The second reason." not in evidence.split(b'"issue"')[1].split(b"}")[0]


def test_another_period_or_subject_is_another_report(
    officer: User, project: Project, version: Version
) -> None:
    trail = building.ask_trail(officer, project)
    longer = Days(TODAY - timedelta(days=9), TODAY)
    others = [
        building.ask_trail(officer, project, days=longer),
        building.ask_dossier(officer, version),
    ]
    assert len({trail, *others}) == 3


def test_what_is_built_is_built_anew(officer: User, version: Version) -> None:
    built = building.run(building.ask_dossier(officer, version))
    assert building.ask_dossier(officer, version) != built


def test_those_without_the_right_do_not_join(
    business: User, officer: User, version: Version
) -> None:
    building.ask_dossier(officer, version)
    with pytest.raises(AccessDenied):
        building.ask_dossier(business, version)
