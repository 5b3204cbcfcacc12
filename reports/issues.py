"""Which report is an issue of the same document as another: the one rule.

A later report supersedes an earlier one that answers the same question: the same kind
about the same subject and, for a kind with a period, about the same period. The page of
the older says so, its verification, and the cover of the newer.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from reports.models import Report

Of = Callable[[str], Any]  # a field of the report that is looked at


def superseding() -> QuerySet[Report]:
    """In a subquery: the reports that supersede the outer one, newest first."""
    newer = _built(_same_question(OuterRef)).filter(pk__gt=OuterRef("pk"))
    return newer.order_by("-pk")


def newest_over(report: Report) -> Report | None:
    """The newest report that supersedes this one."""
    newer = _built(_same_question(_fields_of(report))).filter(pk__gt=report.pk)
    return newer.order_by("-pk").first()


def superseded_by(report: Report) -> QuerySet[Report]:
    """The reports that this one supersedes, newest first."""
    return _older(report, _same_question)


def former_issue(report: Report) -> Report | None:
    """What a report is compared with: the newest that it supersedes.

    Where there is none, a kind with a period follows the one about the same subject
    whose period ends last, and not after its own: after September comes October.
    """
    found = superseded_by(report).first()
    if found is None and report.until is not None:
        before = _older(report, _same_subject).filter(until__lte=report.until)
        found = before.order_by("-until", "-pk").first()
    return found


def _older(report: Report, same: Callable[[Of], Q]) -> QuerySet[Report]:
    rows = _built(same(_fields_of(report)))
    return rows.filter(pk__lt=report.pk).order_by("-pk")


def _fields_of(report: Report) -> Of:
    return lambda field: attrgetter(field)(report)


def _built(wanted: Q) -> QuerySet[Report]:
    return Report.objects.filter(wanted, built_at__isnull=False)


def _same_question(of: Of) -> Q:
    """The kind decides whether there is a period: in both or in neither."""
    period = Q(since=of("since"), until=of("until")) | Q(since=None)
    return _same_subject(of) & period


def _same_subject(of: Of) -> Q:
    """The kind decides whether there is a version, too."""
    version = Q(version=of("version_id")) | Q(version=None)
    return Q(kind=of("kind"), project=of("project_id")) & version
