"""Reads the ledger for R2, in pieces, so that a long period needs little memory."""

import gzip
import json
from io import BytesIO
from typing import Final

from django.db.models import QuerySet

from governance import history
from governance.models import Entry
from reports.documents.audit_trail.evidence import (
    EDGE,
    PRINTED,
    AuditEvidence,
    FullList,
)
from reports.documents.audit_trail.tally import Tally
from reports.documents.evidence import Attachment, Event
from reports.documents.reading import (
    PIECE,
    Progress,
    is_gapless,
    moment,
    position,
    told,
)
from reports.documents.scope import Collected, Period, Scope

LIST_NAME: Final = "entries.jsonl.gz"
COMPRESSION: Final = 6  # the highest costs twice the time for a hundredth of the size


def collect(scope: Scope, period: Period | None) -> Collected:
    """The entries of a project in a period, hashed again, and the whole list."""
    if period is None:
        raise ValueError(f"{scope.issue.number} is an audit trail of no period")
    every = history.entries(project_id=scope.project.pk)
    rows = every.filter(ts__gte=period.since, ts__lt=period.until)
    known = every.count()
    tally, files = _read(rows, scope.progress)
    many = bool(files)
    evidence = AuditEvidence(
        kind="audit-trail",
        issue=scope.issue,
        position=position(),
        gapless=is_gapless(),
        project=scope.project.name,
        project_id=str(scope.project.pk),
        since=moment(period.since),
        until=moment(period.until),
        counts=tally.counts(outside=max(known - tally.inside, 0)),
        broken=tuple(tally.broken),
        privileged=tuple(tally.privileged),
        first=tuple(tally.head[:EDGE] if many else tally.head),
        last=tuple(tally.tail[-EDGE:] if many else ()),
        full_list=_full_list(files, tally.inside),
    )
    return Collected(evidence, files)


def _read(
    rows: QuerySet[Entry], progress: Progress
) -> tuple[Tally, tuple[Attachment, ...]]:
    """Count every entry; write it to the list too when there are too many to print."""
    total = rows.count()
    tally, stream = Tally(), BytesIO()
    with gzip.GzipFile("", "wb", COMPRESSION, stream, mtime=0) as lines:
        for entry, line in told(rows):
            event = tally.take(entry, line)
            if total > PRINTED:
                lines.write(_json_line(event))
            if tally.inside % PIECE == 0:
                share = min(tally.inside / total, 1.0)
                progress(share, f"Read {tally.inside:,} of {total:,} entries")
    if total <= PRINTED:
        return tally, ()
    return tally, (Attachment(LIST_NAME, "application/gzip", stream.getvalue()),)


def _json_line(event: Event) -> bytes:
    text = json.dumps(vars(event), ensure_ascii=False, sort_keys=True)
    return text.encode() + b"\n"


def _full_list(files: tuple[Attachment, ...], lines: int) -> FullList | None:
    if not files:
        return None
    return FullList(files[0].name, lines, files[0].sha256)
