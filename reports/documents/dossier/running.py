"""Where a version ran, with who and why from the ledger, and the entries about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from deployments.lifecycle import WAITING, State
from deployments.lines import ReleaseLine
from deployments.models import Release
from deployments.queries import with_states
from governance import history
from governance.history import EventLine
from governance.models import Entry
from registry.models import Version
from reports.documents.dossier.evidence import ReleaseFact
from reports.documents.evidence import Event
from reports.documents.reading import event, moment, told

ENDS: Final = (State.REPLACED, State.STOPPED)
Told = list[tuple[Entry, EventLine]]
Reasons = dict[tuple[UUID, str], str]  # by deployment and number


def history_of(
    version: Version, until: datetime
) -> tuple[tuple[ReleaseFact, ...], tuple[Event, ...]]:
    """Releases on the deployments that carried the version, and its entries."""
    found = with_states(_releases(version, until))
    releases = [line.release for line in found]
    lines = _lines(version, releases, until)
    reasons = _reasons(lines)
    told = tuple(_told(line, version, reasons, until) for line in found)
    return told, _events(version, releases, lines)


def _told(
    line: ReleaseLine, version: Version, reasons: Reasons, until: datetime
) -> ReleaseFact:
    release, place = line.release, line.release.deployment
    reached = [row for row in line.reached if row.at < until]
    times = {State(row.state): moment(row.at) for row in reached}
    return ReleaseFact(
        deployment=place.name,
        environment=place.environment_id,
        number=release.number,
        kind=release.get_kind_display(),
        version=str(release.version),
        mine=release.version_id == version.pk,
        state=reached[-1].state if reached else WAITING,
        at=moment(release.created_at),
        answered=times.get(State.HEALTHY, ""),
        ended=next((times[end] for end in ENDS if end in times), ""),
        who=release.requested_by.username,
        why=reasons.get((place.pk, str(release.number)), ""),
    )


def _releases(version: Version, until: datetime) -> QuerySet[Release]:
    asked = Release.objects.filter(created_at__lt=until)
    carried = asked.filter(version=version).values("deployment")
    rows = asked.filter(deployment__in=carried)
    related = rows.select_related("deployment", "version", "requested_by")
    return related.order_by("deployment__name", "number")


def _lines(version: Version, releases: Iterable[Release], until: datetime) -> Told:
    things = {version.pk}
    for release in releases:
        things |= {release.pk, release.deployment_id}
    rows = history.entries(project_id=version.project_id, until=until)
    return list(told(rows.filter(object_id__in=things)))


def _reasons(lines: Told) -> Reasons:
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
    return tuple(kept)


def _names(line: EventLine, label: str) -> bool:
    """Whether the entry put the version somewhere, or took it away."""
    return any(
        change.field == "version" and label in {change.old, change.new}
        for change in line.changes
    )
