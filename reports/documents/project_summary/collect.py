"""Reads R8: the versions that matter, and what is on record about each of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from deployments.models import Deployment, Environment
from governance.actions import Action
from registry import integrity
from registry.models import Finding, Project, Version
from registry.validation import Standing, standings_that_count
from reports.documents import release_reading
from reports.documents.entry_reading import Entries, acts
from reports.documents.project_summary import evidence as facts
from reports.documents.project_summary import governing
from reports.documents.project_summary.dossiers import dossiers_of
from reports.documents.project_summary.evidence import SummaryEvidence
from reports.documents.reading import moment, position
from reports.documents.release_facts import ReleaseFact
from reports.documents.scope import Collected, Period, Scope

ACTIONS: Final = (
    *release_reading.ACTIONS,
    Action.FINDING_RAISED,
    Action.VALIDATION_DECIDED,
    Action.RISK_TIER_SET,
    Action.REVIEW_OPENED,
    Action.REVIEW_ATTESTED,
)
Places = dict[UUID, list[str]]


def collect(scope: Scope, period: Period | None) -> Collected:
    """The state of a project at the moment it was asked for."""
    project, until = scope.project, scope.until
    entries = acts(project.pk, ACTIONS, until)
    scope.progress(0.2, "Reading releases")
    found = release_reading.read(project.pk, until, entries)
    rows = _deployments(project)
    every = _versions(project, until)
    wanted = _wanted(every, _places(rows))
    scope.progress(0.4, "Reading every file of each version again")
    versions = _told(wanted, _places(rows), found.releases, entries, until)
    digests = {one.digest for one in versions}
    evidence = SummaryEvidence(
        kind="project-summary",
        issue=scope.issue,
        position=position(),
        project=project.name,
        project_id=str(project.pk),
        as_of=moment(until),
        environments=tuple(Environment.objects.values_list("name", flat=True)),
        versions=versions,
        models=len({row.model_id for row in every}),
        others=len(every) - len(wanted),
        owners=governing.owners(project),
        tier=governing.tier(project, until, entries),
        access_reviews=governing.access_reviews(project, until, entries),
        releases=_kept(found.releases, digests),
        live=tuple(str(row.live_release_id) for row in rows if row.live_release_id),
    )
    return Collected(evidence)


def _kept(rows: Sequence[ReleaseFact], digests: set[str]) -> tuple[ReleaseFact, ...]:
    """Of these versions, which holds what a rollback goes back to; and emergencies."""
    return tuple(one for one in rows if one.digest in digests or one.emergency)


def _deployments(project: Project) -> list[Deployment]:
    rows = Deployment.objects.filter(project=project, deleted_at=None)
    return list(rows.select_related("live_release", "environment").order_by("pk"))


def _places(rows: Sequence[Deployment]) -> Places:
    """The environments in which versions answer, in their order."""
    found: Places = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.environment.order):
        if row.live_release is not None:
            names = found[row.live_release.version_id]
            if row.environment_id not in names:
                names.append(row.environment_id)
    return found


def _versions(project: Project, until: datetime) -> list[Version]:
    rows: QuerySet[Version] = Version.objects.filter(
        project=project, created_at__lt=until
    )
    return list(
        rows.select_related("model", "created_by", "withdrawal")
        .prefetch_related("files", "datasets__dataset", "parents__parent")
        .order_by("model_name", "-number")
    )


def _wanted(every: Sequence[Version], places: Places) -> list[Version]:
    return [row for row in every if row.pk in places or _is_newest(row, every)]


def _is_newest(version: Version, every: Sequence[Version]) -> bool:
    return all(
        row.number <= version.number
        for row in every
        if row.model_id == version.model_id
    )


def _told(
    wanted: Sequence[Version],
    places: Places,
    releases: Sequence[ReleaseFact],
    entries: Entries,
    until: datetime,
) -> tuple[facts.VersionFact, ...]:
    stands = standings_that_count(wanted)
    findings = _findings(wanted, stands, entries)
    dossiers = dossiers_of(wanted, stands, releases, until)
    return tuple(
        facts.VersionFact(
            id=str(row.pk),
            label=str(row),
            model=row.model_name,
            digest=row.digest,
            built_by=row.created_by.username,
            registered_at=moment(row.created_at),
            is_newest=_is_newest(row, wanted),
            is_withdrawn=row.is_withdrawn,
            environments=tuple(places.get(row.pk, ())),
            differences=integrity.check(row).differences,
            datasets=len(row.datasets.all()),
            wrong_datasets=tuple(
                data.name
                for data in row.datasets.all()
                if data.sha256 != data.dataset.sha256
            ),
            validation=_validation(stands[row.pk], entries),
            findings=tuple(findings[_judged(row, stands)]),
            dossier=dossiers.get(row.pk),
        )
        for row in wanted
    )


def _validation(found: Standing, entries: Entries) -> facts.ValidationFact:
    verdict = found.verdict
    entry = None
    if verdict is not None:
        key = str(verdict.pk)
        entry = entries.by_change(verdict.version_id, "verdict_id", key)
    return facts.ValidationFact(
        state=found.state.value,
        words=found.words,
        conditions=found.conditions,
        at=moment(verdict.given_at) if verdict else "",
        who=verdict.given_by.username if verdict else "",
        is_carried=found.is_carried,
        entry=entry,
    )


def _judged(version: Version, stands: dict[UUID, Standing]) -> UUID:
    """The version that the verdict in force is about: its own, or that of a refit."""
    verdict = stands[version.pk].verdict
    return verdict.version_id if verdict else version.pk


def _findings(
    wanted: Sequence[Version], stands: dict[UUID, Standing], entries: Entries
) -> dict[UUID, list[facts.FindingFact]]:
    keys = {_judged(row, stands) for row in wanted}
    rows = Finding.objects.filter(validation__version__in=keys, closure=None)
    found: dict[UUID, list[facts.FindingFact]] = defaultdict(list)
    for row in rows.select_related("validation", "owner").order_by("due", "pk"):
        found[row.validation.version_id].append(
            facts.FindingFact(
                number=row.number,
                severity=row.get_severity_display(),
                is_serious=row.is_serious,
                text=row.shown_text,
                owner=row.owner.username,
                due=row.due.isoformat(),
                entry=entries.by_change(
                    row.validation.version_id, "finding_id", str(row.pk)
                ),
            )
        )
    return found
