"""Reads R4: the releases of a period, what they changed, and their entries."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from deployments import differences
from deployments.models import Deployment, Environment
from governance.change_kinds import DifferenceRow
from registry.models import Version
from reports.documents import release_reading
from reports.documents.deployment_history import evidence as facts
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.entry_reading import Entries, acts
from reports.documents.evidence import Event
from reports.documents.reading import moment, position
from reports.documents.release_facts import ReleaseFact
from reports.documents.release_reading import Found
from reports.documents.scope import Collected, Period, Scope

MAX_EVENTS: Final = 2_000
TONES: Final = {"ok": "met", "warn": "condition"}


def collect(scope: Scope, period: Period | None) -> Collected:
    """The history of a project in a period."""
    if period is None:
        raise ValueError(f"{scope.issue.number} is a history of no period")
    scope.progress(0.1, "Reading entries")
    project, until = scope.project.pk, period.until
    entries = acts(project, release_reading.ACTIONS, until)
    scope.progress(0.5, "Reading releases")
    found = release_reading.read(project, until, entries)
    since = moment(period.since)
    inside = tuple(one for one in found.releases if one.at >= since)
    before = tuple(one for one in found.releases if one.at < since)
    scope.progress(0.8, "Comparing versions")
    told = [one for one in entries.events if one.at >= since]
    evidence = DeploymentEvidence(
        kind="deployment-history",
        issue=scope.issue,
        position=position(),
        project=scope.project.name,
        project_id=str(project),
        since=since,
        until=moment(until),
        environments=tuple(Environment.objects.values_list("name", flat=True)),
        releases=inside,
        earlier=_earlier(inside, before, since),
        outside=len(before),
        deletions=_deletions(project, period, entries),
        differences=_differences(found, {one.id for one in inside}),
        policies=found.policies,
        events=_newest(told),
        events_in_all=len(told),
    )
    return Collected(evidence)


def _newest(events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(events[-MAX_EVENTS:])


def _earlier(
    inside: Iterable[ReleaseFact], before: Sequence[ReleaseFact], since: str
) -> tuple[ReleaseFact, ...]:
    """Those that still answered when the period began, and those gone back to."""
    by_id = {one.id: one for one in before}
    wanted = {one.id for one in before if _reaches(one, since)}
    open_ends = [one.goes_back_to for one in inside]
    open_ends += [by_id[key].goes_back_to for key in wanted]
    while open_ends:
        older = by_id.get(open_ends.pop())
        if older is not None and older.id not in wanted:
            wanted.add(older.id)
            open_ends.append(older.goes_back_to)
    return tuple(one for one in before if one.id in wanted)


def _reaches(release: ReleaseFact, since: str) -> bool:
    return not release.states or release.states[-1].at >= since or _answers(release)


def _answers(release: ReleaseFact) -> bool:
    return release.state == "Healthy"


def _deletions(
    project: UUID, period: Period, entries: Entries
) -> tuple[facts.DeletionFact, ...]:
    rows = Deployment.objects.filter(
        project=project, deleted_at__gte=period.since, deleted_at__lt=period.until
    )
    ordered = rows.order_by("deleted_at", "pk")
    return tuple(_deletion(row, entries) for row in ordered)


def _deletion(row: Deployment, entries: Entries) -> facts.DeletionFact:
    at = row.deleted_at
    told = entries.told_by_change(row.pk, "deleted_at", at.isoformat() if at else "")
    return facts.DeletionFact(
        deployment=row.name,
        deployment_id=str(row.pk),
        environment=row.environment_id,
        at=moment(at) if at else "",
        version=told.old("version") if told else "",
        entry=told.event if told else None,
    )


def _differences(found: Found, inside: set[str]) -> tuple[facts.DifferenceFact, ...]:
    """Of each release in the period that took the place of another version."""
    pairs: list[tuple[str, UUID, UUID]] = []
    for row in found.rows:
        before = found.before[row.pk]
        if str(row.pk) in inside and before and before != row.version_id:
            pairs.append((str(row.pk), before, row.version_id))
    wanted = {key for _, old, new in pairs for key in (old, new)}
    rows = Version.objects.filter(pk__in=wanted).prefetch_related("datasets")
    versions = {row.pk: row for row in rows}
    return tuple(
        _difference(release, versions[old], versions[new])
        for release, old, new in pairs
    )


def _difference(release: str, old: Version, new: Version) -> facts.DifferenceFact:
    rows = differences.difference(old, new).rows
    other = [row for row in rows if not _is_told_apart(row)]
    told = tuple(
        facts.DifferenceRow(
            part=row.part,
            before=row.now,
            after=row.then,
            words=row.words,
            tone=TONES.get(row.shape, "none"),
        )
        for row in other
    )
    same = sum(row.words.startswith("same") for row in rows)
    return facts.DifferenceFact(release, old.digest, new.digest, told, same)


def _is_told_apart(row: DifferenceRow) -> bool:
    """What is the same is counted; the two digests have places of their own."""
    return row.is_hash or row.words.startswith("same")
