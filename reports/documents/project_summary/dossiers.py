"""The newest dossier of each version, and why it is no longer fresh."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from registry.models import Version
from registry.validation import Standing
from reports.documents.project_summary.evidence import DossierFact
from reports.documents.reading import moment
from reports.documents.release_facts import ReleaseFact
from reports.models import Report

KIND = "dossier"


def dossiers_of(
    versions: Sequence[Version],
    stands: Mapping[UUID, Standing],
    releases: Sequence[ReleaseFact],
    until: datetime,
) -> dict[UUID, DossierFact]:
    """By version; one query."""
    rows = Report.objects.filter(
        kind=KIND,
        version__in=[row.pk for row in versions],
        built_at__isnull=False,
        built_at__lt=until,
    ).order_by("built_at")
    newest = {row.version_id: row for row in rows}
    found = {}
    for version in versions:
        row = newest.get(version.pk)
        if row is not None and row.built_at is not None:
            found[version.pk] = DossierFact(
                number=row.number,
                at=moment(row.built_at),
                verdict=row.verdict,
                since=_since(version, row.built_at, stands[version.pk], releases),
            )
    return found


def _since(
    version: Version,
    at: datetime,
    standing: Standing,
    releases: Sequence[ReleaseFact],
) -> tuple[str, ...]:
    later = [
        one for one in releases if one.digest == version.digest and one.at > moment(at)
    ]
    told = [f"released as {one.name}" for one in later[:2]]
    verdict = standing.verdict
    if verdict is not None and verdict.given_at > at:
        told.append(f"a verdict by {verdict.given_by.username}")
    return tuple(told)
