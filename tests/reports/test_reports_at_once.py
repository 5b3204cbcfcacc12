"""Two at the same moment, on a database that really commits."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from governance import due_work
from governance.exceptions import GovernanceError
from governance.models import Entry, Job, User
from registry.models import Project
from reports import jobs
from reports.models import Report, ReportSchedule
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.run_report_schedule import run_report_schedule
from tests import make
from tests.deployments.test_at_once import both
from tests.reports import building


@pytest.fixture
def at_work(committing_db: None) -> tuple[dict[str, User], Project]:
    names = ("builder", "engineer", "validator", "officer", "business")
    people = {name: make.person(name) for name in names}
    return people, make.shared_project(people)


def test_two_people_who_ask_for_the_same_get_one_report(
    at_work: tuple[dict[str, User], Project],
) -> None:
    people, project = at_work
    before = Entry.objects.count()
    one, other = both(
        lambda: building.ask_trail(people["officer"], project),
        lambda: building.ask_trail(people["engineer"], project),
    )
    assert one == other
    assert Job.objects.filter(kind="report").count() == 1
    actions = sorted(e.action for e in make.entries_since(before))
    assert actions == ["report.joined", "report.requested"]


def test_two_clocks_serve_a_slot_once(
    at_work: tuple[dict[str, User], Project],
) -> None:
    people, project = at_work
    made = create_report_schedule(
        actor=people["officer"],
        kind="audit-trail",
        project=project,
        cadence="monthly",
        reason=make.WHY,
    )
    late = building.now() + timedelta(days=32)
    with time_machine.travel(late):
        both(due_work.order, due_work.order)
        assert Job.objects.filter(kind=jobs.SCHEDULE_JOB).count() == 1
        found = both(lambda: _run(made), lambda: _run(made))
    assert sorted(found) == ["illegal_move", "served"]
    assert Report.objects.count() == 1


def _run(schedule: ReportSchedule) -> Any:
    try:
        run_report_schedule(actor=User.objects.system("reporter"), schedule=schedule)
    except GovernanceError as error:
        return error.code
    return "served"
