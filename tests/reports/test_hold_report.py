"""Legal holds, and what the database itself refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from governance.exceptions import AccessDenied, Conflict, IllegalMove, ReasonMissing
from governance.models import Entry, User
from registry.models import Version
from reports.models import HoldLift, Report, ReportHold
from reports.operations.hold_report import hold_report
from reports.operations.lift_hold import lift_hold
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")


@pytest.fixture
def report(builder: User, version: Version) -> Report:
    return building.run(building.ask_dossier(builder, version))


def test_an_officer_holds_and_lifts_with_a_reason_each(
    officer: User, report: Report
) -> None:
    before = Entry.objects.count()
    hold = hold_report(actor=officer, report=report, reason=make.WHY)
    assert Report.objects.get(pk=report.pk).hold == hold
    lift_hold(actor=officer, report=report, reason=make.WHY)
    assert Report.objects.get(pk=report.pk).hold is None
    actions = [e.action for e in make.entries_since(before)]
    assert actions == ["report.held", "report.hold_lifted"]


@pytest.mark.parametrize("act", [hold_report, lift_hold])
@pytest.mark.parametrize("name", ["builder", "validator", "auditor", "admin"])
def test_nobody_else_may(
    people: dict[str, User], officer: User, report: Report, name: str, act: Any
) -> None:
    if act is lift_hold:
        hold_report(actor=officer, report=report, reason=make.WHY)
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        act(actor=people[name], report=report, reason=make.WHY)
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert ReportHold.objects.count() == (act is lift_hold)
    assert not HoldLift.objects.exists()


@pytest.mark.parametrize("act", [hold_report, lift_hold])
def test_a_reason_is_needed(officer: User, report: Report, act: Any) -> None:
    with pytest.raises(ReasonMissing):
        act(actor=officer, report=report, reason="short")


def test_a_report_is_held_once_at_a_time(officer: User, report: Report) -> None:
    hold_report(actor=officer, report=report, reason=make.WHY)
    before = Entry.objects.count()
    with pytest.raises(Conflict, match="on hold already"):
        hold_report(actor=officer, report=report, reason=make.WHY)
    assert Entry.objects.count() == before
    lift_hold(actor=officer, report=report, reason=make.WHY)
    with pytest.raises(IllegalMove, match="not on hold"):
        lift_hold(actor=officer, report=report, reason=make.WHY)
    hold_report(actor=officer, report=report, reason=make.WHY)
    assert ReportHold.objects.count() == 2


def test_what_is_not_built_cannot_be_held(officer: User, version: Version) -> None:
    waiting = building.ask_dossier(officer, version)
    with pytest.raises(IllegalMove, match="no files"):
        hold_report(actor=officer, report=waiting, reason=make.WHY)


def test_the_rows_of_a_hold_cannot_be_changed(officer: User, report: Report) -> None:
    hold_report(actor=officer, report=report, reason=make.WHY)
    lift_hold(actor=officer, report=report, reason=make.WHY)
    for rows in (ReportHold.objects.all(), HoldLift.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)  # noqa: SLF001 - past Django's collector
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportHold.objects.update(placed_at=report.created_at)
