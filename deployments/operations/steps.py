"""What steps on endpoints share; called inside their `governed`, on locked rows."""

import re
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from deployments import job_kinds
from deployments.lifecycle import State
from deployments.models import Deployment, Environment, Release
from deployments.runtimes.recipe import keep_parts, recipe_of
from deployments.states import enter
from governance.exceptions import Conflict, IllegalMove, InvalidInput
from governance.models import User
from governance.recording import Record
from registry.models import Version, Withdrawal

_NAME = re.compile(r"[a-z][a-z0-9-]{0,61}[a-z0-9]")


def check_revision(row: Deployment, expected: int | None) -> None:
    """Refuse a step that was decided on a page older than the row."""
    if expected is not None and expected != row.revision:
        raise Conflict(
            f"{row} has changed since this page was shown. Look at it again, "
            "then decide."
        )


def refuse_unready(row: Deployment) -> None:
    """Refuse an endpoint that is deleted, or has a release on its way."""
    if row.is_deleted:
        raise IllegalMove(f"{row} is deleted.")
    if row.next_release is not None:
        raise Conflict(
            f"Release {row.next_release.number} of {row} is on its way. "
            "Wait until it is Healthy or Failed."
        )


def refuse_deleted(row: Deployment) -> None:
    """Refuse an endpoint that is deleted."""
    if row.is_deleted:
        raise IllegalMove(f"{row} is deleted already.")


def refuse_withdrawn(version: Version) -> None:
    """Refuse a version that is withdrawn; locks it, as who withdraws it does."""
    Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if Withdrawal.objects.filter(version=version).exists():
        raise IllegalMove(f"{version} is withdrawn and can no longer be deployed.")


def environment_of(name: str) -> Environment:
    """An environment by name, or InvalidInput."""
    where = Environment.objects.filter(name=name).first()
    if where is None:
        raise InvalidInput("environment", f"There is no environment {name!r}.")
    return where


def checked_name(name: str) -> str:
    """The name of a new endpoint, or InvalidInput."""
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            "name",
            "An endpoint's name has 2 to 63 small letters, digits and hyphens, "
            "and starts with a letter.",
        )
    return name


def refuse_foreign(version: Version, row: Deployment, environment: str) -> None:
    """Refuse an endpoint of another model or environment."""
    if (row.environment_id, row.model_id) != (environment, version.model_id):
        raise InvalidInput(
            "deployment", f"{row} is an endpoint of another model or environment."
        )


def refuse_taken(project_id: UUID, name: str) -> None:
    """The project's row is locked, so nobody takes the name in between."""
    if Deployment.objects.filter(
        project_id=project_id, name=name, deleted_at=None
    ).exists():
        raise Conflict(f"There is an endpoint {name} in this project already.")


def refuse_running(row: Deployment, release: Release) -> None:
    """Refuse what answers there already."""
    live = row.live_release
    if live is not None and live.worker_key == release.worker_key:
        raise IllegalMove(f"{release.version} answers on {row} already.")


def new_endpoint(
    record: Record, version: Version, where: Environment, name: str
) -> Deployment:
    """An endpoint with nothing on it; the project's row is locked."""
    refuse_taken(version.project_id, name)
    row = Deployment.objects.create(
        project=version.project,
        environment=where,
        model_id=version.model_id,
        name=name,
        created_by=record.requester,
    )
    record.about(row)
    record.change("name", None, name)
    record.change("environment", None, where.pk)
    return row


def put_on(
    record: Record, row: Deployment, version: Version, kind: Release.Kind
) -> Release:
    """A release of the version on the endpoint, started; tells the entry what changes.

    Refuses a withdrawn version, and the one that answers there already.
    """
    refuse_withdrawn(version)
    release = _release(row, version, record.requester, kind)
    refuse_running(row, release)
    live = row.live_release
    record.change("version", str(live.version) if live else None, str(version))
    record.hash("version", version.digest)
    start_release(record, row, release)
    return release


def take_down(record: Record, row: Deployment) -> None:
    """The endpoint answers no more; tells the entry, and orders the work."""
    live = row.live_release
    record.change("version", str(live.version) if live else None, None)
    for release in (live, row.next_release):
        if release is not None:
            enter(release, State.STOPPED, "The deployment was deleted.")
    row.deleted_at = timezone.now()
    record.change("deleted_at", None, row.deleted_at.isoformat())
    row.live_release = row.next_release = row.warm_release = None
    row.revision += 1
    row.save()
    record.enqueue(
        job_kinds.PUBLISH,
        subject=row,
        effect_key=job_kinds.publish_key(),
        params={},
    )


def _release(
    row: Deployment, version: Version, actor: User, kind: Release.Kind
) -> Release:
    keep_parts()
    recipe = recipe_of(version)
    return Release(
        deployment=row,
        version=version,
        kind=kind,
        requested_by=actor,
        worker_key=recipe.worker_key,
        environment_key=recipe.environment_key,
        runtime_lock_sha256=recipe.runtime_lock_sha256,
        code_digest=recipe.code_digest,
    )


def start_release(record: Record, row: Deployment, release: Release) -> None:
    """Number the release, make it the one on its way, and order the work."""
    last = row.releases.aggregate(last=Max("number"))["last"]
    release.number = (last or 0) + 1
    release.save(force_insert=True)
    row.next_release = release
    row.revision += 1
    row.save(update_fields=["next_release", "revision"])
    record.change("release", last, release.number)
    record.enqueue(
        job_kinds.RELEASE,
        subject=row,
        effect_key=job_kinds.release_key(release.pk),
        params={"release": str(release.pk)},
    )
