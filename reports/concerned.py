"""Whom entries of reports concern: who asked for one hears how it went."""

from collections.abc import Iterator, Sequence

from governance import concerns
from governance.actions import Action
from governance.concerns import Concern
from governance.models import Entry
from reports.models import Report, ReportSchedule

OUTCOMES = frozenset({Action.REPORT_BUILT, Action.REPORT_FAILED})


def requesters(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who asked for a report hears that it is built, or could not be."""
    outcomes = concerns.chosen(batch, OUTCOMES)
    rows = Report.objects.filter(pk__in=[entry.object_id for entry in outcomes])
    return concerns.by_object(outcomes, dict(rows.values_list("pk", "requested_by_id")))


def schedulers(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who made a schedule hears that it stopped, though they lost the right to see."""
    stopped = concerns.chosen(batch, {Action.SCHEDULE_STOPPED})
    rows = ReportSchedule.objects.filter(pk__in=[entry.object_id for entry in stopped])
    people = dict(rows.values_list("pk", "made_by_id"))
    return concerns.by_object(stopped, people, is_answer=True)
