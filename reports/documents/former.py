"""The issue before this one, read back from its evidence file."""

import hashlib

from reports.documents.evidence import Former, Pairs
from reports.documents.reading import moment
from reports.documents.reading_back import UnreadableError, read
from reports.issues import former_issue, superseded_by
from reports.models import Report
from reports.storage import report_files


def revision_of(report: Report) -> int:
    """How many reports answer its question, with this one."""
    return superseded_by(report).count() + 1


def former_of(report: Report) -> Former | None:
    """The former issue as its file tells it; None when there is none.

    A file that is missing, altered or of another form is said so: no report fails
    because of an older one.
    """
    found = former_issue(report)
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
