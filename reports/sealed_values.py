"""Which sealed reports hold a value: listed when it is erased, never touched."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import IO, Any, Final

from django.db.models import Q, QuerySet

from governance.ledger.canonical import canonical
from governance.models import Job
from governance.redaction import Erased, Kept
from reports.models import Report, ReportFile
from reports.storage import report_files

PIECE: Final = 2**20


def holding(erased: Erased, since: datetime) -> list[Kept]:
    """Reports finished since a moment whose evidence holds the value.

    The evidence is all that the PDF says, so it is read instead of it. A report that is
    being built now may have read the value already and is listed too.
    """
    needle = _as_json(erased.value)
    return [
        Kept("report", report.pk, _label(report))
        for report in _in_question(erased, since)
        if report.built_at is None or _holds(report, needle)
    ]


def _in_question(erased: Erased, since: datetime) -> QuerySet[Report]:
    being_built = Q(built_at=None, failed_at=None, job__state=Job.State.RUNNING)
    rows = Report.objects.filter(Q(built_at__gte=since) | being_built)
    if erased.entry.project_id:
        rows = rows.filter(project_id=erased.entry.project_id)
    return rows.order_by("pk").prefetch_related("files")


def _label(report: Report) -> str:
    return report.number if report.built_at else f"{report.number} (being built)"


def _as_json(value: Any) -> bytes:
    """The value as it stands inside a string of the evidence, RFC 8785 3.2.2.2."""
    return canonical(str(value))[1:-1]


def _holds(report: Report, needle: bytes) -> bool:
    roles = {ReportFile.Role.EVIDENCE, ReportFile.Role.LIST}
    for file in report.files.all():
        if file.role in roles and _is_in(file, needle):
            return True
    return False


def _is_in(file: ReportFile, needle: bytes) -> bool:
    """A file that is not here any more holds nothing."""
    try:
        stream = report_files().open(file.sha256)
    except FileNotFoundError:
        return False
    with closing(stream):
        return any(needle in piece for piece in _overlapping(stream, file, needle))


def _overlapping(stream: IO[bytes], file: ReportFile, needle: bytes) -> Iterator[bytes]:
    """Pieces that overlap, so that no value lies between two."""
    packed = file.media_type == "application/gzip"
    source: Any = gzip.GzipFile(fileobj=stream) if packed else stream
    tail = b""
    while piece := source.read(PIECE):
        yield tail + piece
        tail = piece[-len(needle) :]
