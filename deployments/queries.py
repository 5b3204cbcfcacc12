"""All reads of deployments, restricted to what the actor may see.

The number of queries does not depend on the number of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from deployments.job_kinds import release_key
from deployments.lifecycle import State
from deployments.lines import DeploymentLine, ReleaseLine
from deployments.models import (
    Deployment,
    Environment,
    Release,
    ReleaseState,
)
from governance import access, history
from governance.actions import Action
from governance.exceptions import NotVisible
from governance.models import Entry, Job, User
from registry.models import Project, Version

MOST = 200
PAGE = 20


def environments() -> list[Environment]:
    """DEV, TEST, PROD, in this order."""
    return list(Environment.objects.all())


def environment_for(name: str) -> Environment:
    """One environment by name, or NotVisible."""
    found = Environment.objects.filter(name=name).first()
    if found is None:
        raise NotVisible
    return found


def deployments(actor: User, project: Project) -> QuerySet[Deployment]:
    """Endpoints of a project that are not deleted."""
    rows = _rows().filter(project=project, deleted_at=None)
    return access.visible(rows, actor, field="project")


def every(actor: User) -> QuerySet[Deployment]:
    """Endpoints of all projects the actor may see."""
    return access.visible(_rows().filter(deleted_at=None), actor, field="project")


def deployment_for(actor: User, deployment_id: UUID) -> Deployment:
    """One endpoint, deleted or not; or NotVisible."""
    rows = access.visible(_rows(), actor, field="project")
    found = rows.filter(pk=deployment_id).first()
    if found is None:
        raise NotVisible
    return found


def release_for(actor: User, release_id: UUID) -> Release:
    """One release, or NotVisible."""
    rows = Release.objects.select_related(
        "deployment__project", "version", "requested_by"
    )
    found = (
        access.visible(rows, actor, field="deployment__project")
        .filter(pk=release_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def lines(rows: Iterable[Deployment]) -> list[DeploymentLine]:
    """Endpoints with their newest releases: two queries for any number."""
    found = list(rows)
    newest = Release.objects.filter(deployment=OuterRef("pk")).order_by("-number")
    ids = Deployment.objects.filter(pk__in=[row.pk for row in found]).values_list(
        Subquery(newest.values("pk")[:1]), flat=True
    )
    told = {
        line.release.deployment_id: line
        for line in with_states(
            Release.objects.filter(pk__in=ids).select_related("version", "requested_by")
        )
    }
    return [DeploymentLine(row, _as_of(row, told.get(row.pk))) for row in found]


def _as_of(row: Deployment, line: ReleaseLine | None) -> ReleaseLine | None:
    return line.as_of(row) if line else None


def releases_of(deployment: Deployment) -> QuerySet[Release]:
    """Every release of an endpoint, with what a list of them shows."""
    return Release.objects.filter(deployment=deployment).select_related(
        "version", "requested_by", "points_at"
    )


def releases(deployment: Deployment, before: int | None = None) -> list[ReleaseLine]:
    """Releases of an endpoint, newest first; one row more than a page."""
    rows = releases_of(deployment)
    if before is not None:
        rows = rows.filter(number__lt=before)
    shown = with_states(rows.order_by("-number")[: PAGE + 1])
    return [line.as_of(deployment) for line in shown]


def newest_release(deployment: Deployment) -> ReleaseLine | None:
    """What was asked for last."""
    rows = releases_of(deployment).order_by("-number")[:1]
    return next((line.as_of(deployment) for line in with_states(rows)), None)


def with_states(rows: Iterable[Release]) -> list[ReleaseLine]:
    """Releases with the states they went through; one query more, or three when one
    of them failed."""
    found = list(rows)
    reached: dict[UUID, list[ReleaseState]] = {row.pk: [] for row in found}
    for state in ReleaseState.objects.filter(release__in=reached).order_by("pk"):
        reached[state.release_id].append(state)
    why = _failures(key for key, states in reached.items() if _has_failed(states))
    return [
        ReleaseLine(row, tuple(reached[row.pk]), why.get(row.pk, "")) for row in found
    ]


def _has_failed(states: Sequence[ReleaseState]) -> bool:
    return any(row.state == State.FAILED for row in states)


def _failures(releases: Iterable[UUID]) -> dict[UUID, str]:
    """Why releases failed: their entries say it, in words that can be erased."""
    failed = list(releases)
    if not failed:
        return {}
    rows = history.entries(action=Action.RELEASE_FAILED).filter(object_id__in=failed)
    found = list(rows)
    return {
        entry.object_id: next((c.new for c in line.changes if c.field == "failure"), "")
        for entry, line in zip(found, history.tell(found), strict=True)
    }


def entries(deployment: Deployment) -> QuerySet[Entry]:
    """Entries about an endpoint and about its releases."""
    mine = Release.objects.filter(deployment=deployment).values("pk")
    rows = history.entries(project_id=deployment.project_id)
    return rows.filter(Q(object_id=deployment.pk) | Q(object_id__in=mine))


def doing(release: Release) -> str:
    """What the job of a release says it does now."""
    job = Job.objects.filter(effect_key=release_key(release.pk)).first()
    return job.message if job else ""


def endpoints_for(version: Version, environment: str) -> list[Deployment]:
    """Where a new release of the version may go: same model, same environment."""
    return list(
        Deployment.objects.filter(
            model_id=version.model_id, environment=environment, deleted_at=None
        )
        .select_related("live_release__version", "next_release")
        .order_by("pk")[:MOST]
    )


def places(versions: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The environments in which versions answer now, by version."""
    rows = (
        Deployment.objects.filter(
            live_release__version__in=list(versions), deleted_at=None
        )
        .order_by("environment__order")
        .values_list("live_release__version", "environment_id")
        .distinct()
    )
    found: dict[UUID, list[str]] = {}
    for version, environment in rows:
        if version is not None:
            found.setdefault(version, []).append(environment)
    return found


def running(version: Version) -> list[Deployment]:
    """The endpoints that a version answers for."""
    rows = _rows().filter(live_release__version=version, deleted_at=None)
    return list(rows.order_by("environment__order", "name")[:MOST])


@dataclass(frozen=True)
class Counts:
    """How many endpoints a project has, and how many of them are in PROD."""

    deployments: int
    in_prod: int


def counts(project: Project) -> Counts:
    """Counted in one query."""
    found = Deployment.objects.filter(project=project, deleted_at=None).aggregate(
        every=Count("pk"), prod=Count("pk", filter=Q(environment_id="PROD"))
    )
    return Counts(found["every"], found["prod"])


def failed(project: Project) -> int:
    """How many endpoints of a project have a newest release that failed."""
    rows = Deployment.objects.filter(project=project, deleted_at=None)
    return sum(line.state == State.FAILED for line in lines(rows[:MOST]))


def _rows() -> QuerySet[Deployment]:
    return Deployment.objects.select_related(
        "project__owner",
        "environment",
        "model",
        "created_by",
        "live_release__version",
        "live_release__requested_by",
        "next_release__version",
    )
