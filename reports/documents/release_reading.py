"""Reads the releases of a project as facts: as many queries for one as for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from deployments import queries
from deployments.lifecycle import State
from deployments.lines import ReleaseLine
from deployments.models import Release, ReleaseState
from governance.actions import Action
from reports.documents import release_facts as facts
from reports.documents.change_reading import ChangeReader
from reports.documents.emergency_reading import emergencies
from reports.documents.entry_reading import Entries
from reports.documents.policy_reading import Policies
from reports.documents.reading import moment

ACTIONS: Final = (
    Action.RELEASE_DEPLOYED,
    Action.RELEASE_PROMOTED,
    Action.RELEASE_EMERGENCY,
    Action.EMERGENCY_REVIEWED,
    Action.RELEASE_ROLLED_BACK,
    Action.RELEASE_HEALTHY,
    Action.RELEASE_FAILED,
    Action.DEPLOYMENT_DELETED,
    Action.CHANGE_REQUESTED,
    Action.CHANGE_APPROVED,
    Action.CHANGE_SENT_BACK,
    Action.CHANGE_REJECTED,
)
_ENDS: Final = (State.REPLACED, State.STOPPED)


@dataclass(frozen=True)
class Found:
    """Releases oldest first: as facts, as rows, and which version answered before."""

    releases: tuple[facts.ReleaseFact, ...]
    rows: tuple[Release, ...]
    before: Mapping[UUID, UUID | None]
    policies: tuple[facts.PolicyFact, ...]


def read(project: UUID, until: datetime, entries: Entries) -> Found:
    """Every release of a project that was asked for before a moment."""
    lines = _lines(project, until)
    rows = [line.release for line in lines]
    policies = Policies(project)
    reader = _Reader(
        policies,
        ChangeReader(rows, until, entries),
        emergencies(rows, until, entries),
        entries,
        until,
    )
    before = _versions_before(lines)
    told = tuple(reader.told(line, before[line.release.pk]) for line in lines)
    names = {row.pk: row.version_id for row in rows}
    return Found(
        releases=told,
        rows=tuple(rows),
        before={key: names[live.pk] if live else None for key, live in before.items()},
        policies=policies.used(told),
    )


def _lines(project: UUID, until: datetime) -> list[ReleaseLine]:
    rows = Release.objects.filter(
        deployment__project=project, created_at__lt=until
    ).select_related("deployment", "version", "requested_by", "points_at")
    return queries.with_states(rows.order_by("created_at", "pk"))


def _versions_before(lines: Sequence[ReleaseLine]) -> dict[UUID, Release | None]:
    """The release that answered on the same deployment when each was asked for."""
    by_place: dict[UUID, list[ReleaseLine]] = defaultdict(list)
    for line in lines:
        by_place[line.release.deployment_id].append(line)
    return {
        line.release.pk: _live_at(
            by_place[line.release.deployment_id], line.release.created_at
        )
        for line in lines
    }


def _live_at(lines: Iterable[ReleaseLine], at: datetime) -> Release | None:
    found = None
    for line in lines:
        began = _when(line.reached, (State.HEALTHY,))
        ended = _when(line.reached, _ENDS)
        if began and began < at and (ended is None or ended >= at):
            found = line.release
    return found


def _when(reached: Sequence[ReleaseState], states: Sequence[State]) -> datetime | None:
    return next((row.at for row in reached if row.state in states), None)


@dataclass(frozen=True)
class _Reader:
    """What a release is told with."""

    policies: Policies
    changes: ChangeReader
    emergencies: Mapping[UUID, facts.EmergencyFact]
    entries: Entries
    until: datetime

    def told(self, line: ReleaseLine, before: Release | None) -> facts.ReleaseFact:
        row, place = line.release, line.release.deployment
        policy = self.policies.at(place.environment_id, row.created_at)
        older, entries = row.points_at, self.entries
        return facts.ReleaseFact(
            id=str(row.pk),
            deployment=place.name,
            deployment_id=str(place.pk),
            environment=place.environment_id,
            number=row.number,
            kind=row.kind,
            version=str(row.version),
            digest=row.version.digest,
            before=str(before.version) if before else "",
            at=moment(row.created_at),
            who=row.requested_by.username,
            entry=entries.by_change(place.pk, "release", str(row.number)),
            end=entries.by_object(row.pk),
            states=_states(line.reached, self.until),
            failure=line.failure,
            needed=policy.approvals if policy else 0,
            policy=policy.name if policy else "",
            change=self.changes.of(row),
            emergency=self.emergencies.get(row.pk),
            goes_back_to=str(older.pk) if older else "",
            is_same_worker=older is not None and older.worker_key == row.worker_key,
        )


def _states(
    reached: Sequence[ReleaseState], until: datetime
) -> tuple[facts.StateFact, ...]:
    rows = [row for row in reached if row.at < until]
    ends = [row.at for row in rows[1:]]
    lengths = [
        int((end - row.at).total_seconds() * 1000)
        for row, end in zip(rows, ends, strict=False)
    ]
    return tuple(
        facts.StateFact(row.state, moment(row.at), length, row.detail)
        for row, length in zip(rows, [*lengths, None], strict=False)
    )
