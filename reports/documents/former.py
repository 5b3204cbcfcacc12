"""The issue before this one, read back from its evidence file."""

import hashlib

from django.db.models import QuerySet

from reports.documents.evidence import Former, Pairs
from reports.documents.reading import moment
from reports.documents.reading_back import UnreadableError, read
from reports.models import Report
from reports.storage import report_files


def revision_of(report: Report) -> int:
    """How many of its kind and subject there are, with this one."""
    return _before(report).count() + 1


def former_of(report: Report) -> Former | None:
    """The newest of them, as its file tells it; None when there is none.

    A file that is missing, altered or of another form is said so: no report fails
    because of an older one.
    """
    found = _before(report).prefetch_related("files").order_by("-pk").first()
    if found is None or found.built_at is None:
        return None
    checks, counts, unreadable = _told(found.evidence_sha256)
    return Former(
        number=found.number,
        evidence=found.evidence_sha256,
        built_at=moment(found.built_at),
        unreadable=unreadable,
        period=found.period,
        checks=checks,
        counts=counts,
    )


def _before(report: Report) -> QuerySet[Report]:
    """Built about the same, in the project that the requester may report on."""
    return Report.objects.filter(
        kind=report.kind,
        project=report.project_id,
        version=report.version_id,
        built_at__isnull=False,
        pk__lt=report.pk,
    )


def _told(sha256: str) -> tuple[Pairs, Pairs, str]:
    """Checks and counts, or why there are none."""
    try:
        with report_files().open(sha256) as stored:
            text = stored.read()
        if hashlib.sha256(text).hexdigest() != sha256:
            return (), (), "its evidence file no longer has its digest"
        kind, evidence = read(text)
        checks = kind.findings(evidence)
        return tuple((c.area, c.tone) for c in checks), kind.counts(evidence), ""
    except FileNotFoundError:
        return (), (), "its evidence file is missing"
    except UnreadableError:
        return (), (), "its evidence has the form of another version of the product"
