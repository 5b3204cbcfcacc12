"""Put an endpoint back to a release that has answered before."""

from deployments.models import Deployment, Release
from deployments.operations.steps import (
    check_revision,
    refuse_unready,
    refuse_withdrawn,
    start_release,
)
from deployments.states import was_healthy
from governance.actions import Action
from governance.exceptions import IllegalMove, NotVisible
from governance.models import User
from governance.recording import governed


def roll_back(
    *,
    actor: User,
    deployment: Deployment,
    to_release: Release,
    reason: str,
    revision: int | None = None,
) -> Release:
    """A new release that runs exactly what an older release of the endpoint ran.

    Refuses a release of another endpoint, one that never was Healthy, one whose version
    is withdrawn, the version that answers now, a deleted endpoint, a second release
    while one is on its way, and a stale `revision`.
    """
    if to_release.deployment_id != deployment.pk:
        raise NotVisible
    with governed(
        actor,
        Action.RELEASE_ROLLED_BACK,
        deployment,
        reason=reason,
        environment=deployment.environment_id,
    ) as record:
        row: Deployment = record.subject
        check_revision(row, revision)
        refuse_unready(row)
        _refuse_unfit(row, to_release)
        live = row.live_release
        record.change(
            "version", str(live.version) if live else None, str(to_release.version)
        )
        record.change("to_release", None, to_release.number)
        record.hash("version", to_release.version.digest)
        release = _copy(to_release, row, actor)
        start_release(record, row, release)
    return release


def _refuse_unfit(row: Deployment, to_release: Release) -> None:
    live = row.live_release
    if live is not None and live.version_id == to_release.version_id:
        raise IllegalMove(f"{to_release.version} answers on {row} already.")
    if not was_healthy(to_release):
        raise IllegalMove(
            f"Release {to_release.number} of {row} never was Healthy. "
            "Deploy its version instead."
        )
    refuse_withdrawn(to_release.version)


def _copy(older: Release, row: Deployment, actor: User) -> Release:
    return Release(
        deployment=row,
        version=older.version,
        kind=Release.Kind.ROLLBACK,
        points_at=older,
        requested_by=actor,
        worker_key=older.worker_key,
        environment_key=older.environment_key,
        runtime_lock_sha256=older.runtime_lock_sha256,
        code_digest=older.code_digest,
    )
