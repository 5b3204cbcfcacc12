"""What asking for a report does, for people and for the calendar, inside `governed`."""

from typing import Final

from django.utils import timezone

from governance.exceptions import InvalidInput
from governance.models import Entry
from governance.recording import Record
from registry.models import Project, Version
from reports.documents.catalogue import BY_CODE
from reports.documents.kind import Kind
from reports.models import Report

REPORT_JOB: Final = "report"


def checked_kind(code: str) -> Kind:
    """The kind; InvalidInput names those that there are."""
    if code not in BY_CODE:
        raise InvalidInput("kind", f"Choose one of the kinds: {', '.join(BY_CODE)}.")
    return BY_CODE[code]


def checked_version(
    kind: Kind, project: Project, version: Version | None
) -> Version | None:
    """The version that the kind is about; None for a kind about the project."""
    if kind.about != "version":
        return None
    if version is None or version.project_id != project.pk:
        raise InvalidInput("version", "Choose a version of this project.")
    return version


def order(record: Record, report: Report) -> None:
    """Keep the request with its job; the record names it.

    The number comes from the report's own random identifier: it tells nothing about
    other projects.
    """
    tail = report.pk.hex[-8:].upper()
    letters = BY_CODE[report.kind].letters
    report.number = f"HM-{letters}-{timezone.now().year}-{tail}"
    report.entry_mark = (
        Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    )
    report.save(force_insert=True)
    report.job = record.enqueue(
        REPORT_JOB, subject=report, effect_key=f"report:{report.pk}", params={}
    )
    report.save(update_fields=["job"])
    _tell(record, report)


def _tell(record: Record, report: Report) -> None:
    record.about(report)
    record.change("kind", None, report.kind)
    record.change("about", None, str(report.version or report.project))
    if report.since and report.until:
        record.change("since", None, report.since.isoformat())
        record.change("until", None, report.until.isoformat())
