"""Reports that the calendar asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from governance import due_work, history, inbox
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.jobs import run_job
from governance.models import Entry, Grant, Job, User
from governance.operations.close_account import close_account
from governance.operations.write_notices import write_notices
from registry.models import Project, Version
from reports import jobs
from reports.models import Report, ReportSchedule, ScheduledReport
from reports.operations import create_report_schedule as creating
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.end_report_schedule import end_report_schedule
from reports.operations.run_report_schedule import run_report_schedule
from tests import make
from tests.reports import building
from tests.sequenced import sequence

pytestmark = pytest.mark.usefixtures("drawn_small")
TODAY = datetime.now(UTC).date()


def schedule(actor: User, project: Project, **given: Any) -> ReportSchedule:
    values = {"kind": "audit-trail", "cadence": "monthly", "reason": make.WHY}
    return create_report_schedule(actor=actor, project=project, **(values | given))


def come(slot: date, hours: int = 0) -> list[str]:
    """The day has come: what the clock ordered, done; the actions it left."""
    before = Entry.objects.count()
    at = datetime(slot.year, slot.month, slot.day, tzinfo=UTC) + timedelta(hours=hours)
    with time_machine.travel(at + timedelta(seconds=1)):
        due_work.order()
        for job in Job.objects.filter(state="queued", kind=jobs.SCHEDULE_JOB):
            run_job(job.pk)
    return [entry.action for entry in make.entries_since(before)]


def fresh(row: ReportSchedule) -> ReportSchedule:
    return ReportSchedule.objects.get(pk=row.pk)


def test_making_one_leaves_one_entry_and_names_the_first_slot(
    officer: User, project: Project
) -> None:
    before = Entry.objects.count()
    made = schedule(officer, project)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("report_schedule.created", made.pk)
    assert made.next_slot.day == 1
    assert TODAY <= made.next_slot <= TODAY + timedelta(days=31)


def test_a_slot_gives_one_report_of_the_month_before_in_the_makers_name(
    officer: User, project: Project
) -> None:
    made = schedule(officer, project)
    slot = made.next_slot
    assert come(slot - timedelta(days=1)) == []
    assert come(slot) == ["report.requested"]
    assert come(slot, hours=5) == []
    report = Report.objects.get()
    assert report.requested_by == officer
    assert report.scheduled.schedule == made
    month_before = (slot - timedelta(days=1)).replace(day=1)
    assert report.period == f"{month_before} to {slot - timedelta(days=1)}"
    assert building.run(report).state == "done"
    assert fresh(made).next_slot > slot


def test_the_cover_says_that_a_schedule_asked(officer: User, project: Project) -> None:
    made = schedule(officer, project)
    come(made.next_slot)
    report = Report.objects.get()
    (line,) = history.events(subject=report.pk, action="report.requested")
    assert line.why == "By schedule, monthly."  # which is what the cover prints


def test_after_a_downtime_the_newest_slot_alone_is_made_up(
    officer: User, project: Project
) -> None:
    made = schedule(officer, project, begins=date(2027, 1, 15))
    assert made.next_slot == date(2027, 2, 1)
    assert come(date(2027, 5, 20)) == ["report.requested"]
    served = ScheduledReport.objects.get()
    assert served.slot == date(2027, 5, 1)
    body = bytes(Entry.objects.latest("pk").body)
    assert b'"missed":[null,3]' in body
    assert fresh(made).next_slot == date(2027, 6, 1)


def test_a_version_is_reported_each_quarter(officer: User, version: Version) -> None:
    made = schedule(
        officer, version.project, kind="dossier", version=version, cadence="quarterly"
    )
    assert made.next_slot.month in {1, 4, 7, 10}
    assert come(made.next_slot) == ["report.requested"]
    report = Report.objects.get()
    assert (report.version, report.since) == (version, None)


@pytest.mark.parametrize("way", ["grant ended", "account closed"])
def test_a_maker_without_the_right_stops_it_with_an_entry_and_a_notice(
    officer: User, admin: User, builder: User, project: Project, way: str
) -> None:
    made = schedule(officer, project)
    if way == "grant ended":
        Grant.objects.filter(user=officer).update(ended_at=made.created_at)
    else:
        close_account(actor=admin, person=officer, reason=make.WHY)
    assert come(made.next_slot) == ["report_schedule.stopped"]
    assert come(made.next_slot, hours=2) == []
    assert fresh(made).ended_at is not None
    assert not Report.objects.exists()
    sequence()
    write_notices()
    is_open = User.objects.get(pk=officer.pk).is_active
    for person in (officer, builder) if is_open else (builder,):
        told = [line.line.action for line in inbox.told(person)]
        assert "report_schedule.stopped" in told


@pytest.mark.parametrize("name", ["business", "admin", "outsider"])
def test_those_who_may_not_build_may_not_schedule(
    people: dict[str, User], project: Project, name: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        schedule(people[name], project)
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "horoscope"}, "kind"),
        ({"cadence": "daily"}, "cadence"),
        ({"kind": "dossier"}, "version"),
        ({"begins": TODAY - timedelta(days=1)}, "begins"),
        ({"begins": TODAY + timedelta(days=367)}, "begins"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(
    officer: User, project: Project, given: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        schedule(officer, project, **given)
    assert refusal.value.field == field
    assert Entry.objects.count() == before


def test_a_version_of_another_project_is_refused(
    builder: User, version: Version
) -> None:
    other = make.project(builder, "another rig")
    with pytest.raises(InvalidInput, match="of this project"):
        schedule(builder, other, kind="dossier", version=version)


def test_a_reason_is_needed(officer: User, project: Project) -> None:
    with pytest.raises(ReasonMissing):
        schedule(officer, project, reason="")


def test_the_same_is_scheduled_once_until_it_is_ended(
    officer: User, project: Project
) -> None:
    made = schedule(officer, project)
    with pytest.raises(Conflict, match="scheduled already"):
        schedule(officer, project)
    schedule(officer, project, cadence="quarterly")
    end_report_schedule(actor=officer, schedule=made, reason=make.WHY)
    assert schedule(officer, project) != made


def test_a_project_has_twenty_at_most(
    officer: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creating, "MAX_OPEN", 1)
    schedule(officer, project)
    with pytest.raises(Conflict, match="at most 1"):
        schedule(officer, project, cadence="quarterly")


@pytest.mark.parametrize(
    ("name", "may"),
    [("engineer", True), ("officer", True), ("builder", False), ("auditor", False)],
)
def test_who_made_it_and_the_officer_end_it(
    people: dict[str, User], project: Project, name: str, *, may: bool
) -> None:
    made = schedule(people["engineer"], project)
    before = Entry.objects.count()
    if may:
        end_report_schedule(actor=people[name], schedule=made, reason=make.WHY)
    else:
        with pytest.raises(AccessDenied):
            end_report_schedule(actor=people[name], schedule=made, reason=make.WHY)
    (entry,) = make.entries_since(before)
    assert entry.action == ("report_schedule.ended" if may else "access.denied")
    assert (fresh(made).ended_at is not None) == may
    assert (come(made.next_slot) == []) == may


def test_an_ended_one_cannot_be_ended_or_run(officer: User, project: Project) -> None:
    made = schedule(officer, project)
    end_report_schedule(actor=officer, schedule=made, reason=make.WHY)
    before = Entry.objects.count()
    with pytest.raises(IllegalMove, match="has ended"):
        end_report_schedule(actor=officer, schedule=made, reason=make.WHY)
    with pytest.raises(IllegalMove, match="nothing to do"):
        run_report_schedule(actor=User.objects.system("reporter"), schedule=made)
    assert Entry.objects.count() == before


def test_the_rows_of_served_slots_only_grow(officer: User, project: Project) -> None:
    made = schedule(officer, project)
    come(made.next_slot)
    served = ScheduledReport.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        ScheduledReport.objects.update(slot=TODAY)
    rows = ScheduledReport.objects.filter(pk=served.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)  # noqa: SLF001 - past Django's collector
