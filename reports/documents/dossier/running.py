"""Where a version ran, with who and why from the ledger, and the entries about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from deployments.lifecycle import WAITING
from deployments.models import Release
from deployments.states import last_states
from governance import history
from governance.history import EventLine
from governance.models import Entry
from registry.models import Version
from reports.documents.dossier.evidence import ReleaseFact
from reports.documents.evidence import Event
from reports.documents.reading import event, moment, told

MAX_EVENTS: Final = 2_000  # printed about one version; the audit trail has them all
Told = list[tuple[Entry, EventLine]]


def history_of(
    version: Version, until: datetime
) -> tuple[tuple[ReleaseFact, ...], tuple[Event, ...]]:
    """Releases on the deployments that carried the version, and its entries."""
    releases = _releases(version)
    lines = _lines(version, releases, until)
    reasons = _reasons(lines)
    states = last_states(release.pk for release in releases)
    releases_told = tuple(
        ReleaseFact(
            deployment=release.deployment.name,
            environment=release.deployment.environment_id,
            number=release.number,
            kind=release.get_kind_display(),
            version=str(release.version),
            mine=release.version_id == version.pk,
            state=str(states.get(release.pk, WAITING)),
            at=moment(release.created_at),
            who=release.requested_by.username,
            why=reasons.get((release.deployment_id, str(release.number)), ""),
        )
        for release in releases
    )
    return releases_told, _events(version, releases, lines)


def _releases(version: Version) -> list[Release]:
    carried = Release.objects.filter(version=version).values("deployment")
    rows = Release.objects.filter(deployment__in=carried)
    return list(
        rows.select_related("deployment", "version", "requested_by").order_by(
            "deployment__name", "number"
        )
    )


def _lines(version: Version, releases: Iterable[Release], until: datetime) -> Told:
    things = {version.pk}
    for release in releases:
        things |= {release.pk, release.deployment_id}
    rows = history.entries(project_id=version.project_id, until=until)
    return list(told(rows.filter(object_id__in=things)))


def _reasons(lines: Told) -> dict[tuple[UUID, str], str]:
    """The why of each release, by deployment and number."""
    return {
        (entry.object_id, change.new): line.why
        for entry, line in lines
        if line.object_type == "deployment" and line.why
        for change in line.changes
        if change.field == "release"
    }


def _events(
    version: Version, releases: Iterable[Release], lines: Told
) -> tuple[Event, ...]:
    mine = {release.pk for release in releases if release.version_id == version.pk}
    mine.add(version.pk)
    kept = [
        event(line)
        for entry, line in lines
        if entry.object_id in mine or _names(line, str(version))
    ]
    return tuple(kept[:MAX_EVENTS])


def _names(line: EventLine, label: str) -> bool:
    """Whether the entry put the version somewhere, or took it away."""
    return any(
        change.field == "version" and label in {change.old, change.new}
        for change in line.changes
    )
