"""Put a version on an endpoint."""

import re
from uuid import UUID

from deployments.models import Deployment, Environment, Release
from deployments.operations.steps import (
    check_revision,
    refuse_unready,
    refuse_withdrawn,
    start_release,
)
from deployments.runtimes.recipe import keep_parts, recipe_of
from governance.actions import Action
from governance.exceptions import Conflict, IllegalMove, InvalidInput
from governance.models import User
from governance.recording import Record, governed
from registry.models import Version

_NAME = re.compile(r"[a-z][a-z0-9-]{0,61}[a-z0-9]")


def deploy_version(  # noqa: PLR0913 - who, what, where, on which endpoint, why
    *,
    actor: User,
    version: Version,
    environment: str,
    reason: str,
    deployment: Deployment | None = None,
    name: str = "",
    revision: int | None = None,
) -> Release:
    """A new release: on an endpoint that is there, or on a new one called `name`.

    Refuses an unknown environment, an endpoint of another model or environment, a name
    that is taken, a withdrawn version, the version that runs there already, a second
    release while one is on its way, and a stale `revision`.
    """
    where = Environment.objects.filter(name=environment).first()
    if where is None:
        raise InvalidInput("environment", f"There is no environment {environment!r}.")
    if deployment is None:
        return _on_new_endpoint(actor, version, where, reason, _checked(name))
    if (deployment.environment_id, deployment.model_id) != (
        where.pk,
        version.model_id,
    ):
        raise InvalidInput(
            "deployment",
            f"{deployment} is an endpoint of another model or environment.",
        )
    return _on_endpoint(actor, version, deployment, reason, revision)


def _on_endpoint(
    actor: User,
    version: Version,
    deployment: Deployment,
    reason: str,
    revision: int | None,
) -> Release:
    with governed(
        actor,
        Action.RELEASE_DEPLOYED,
        deployment,
        reason=reason,
        environment=deployment.environment_id,
    ) as record:
        row: Deployment = record.subject
        check_revision(row, revision)
        refuse_unready(row)
        refuse_withdrawn(version)
        release = _release(row, version, actor)
        _refuse_running(row, release)
        _tell(record, row, version)
        start_release(record, row, release)
    return release


def _on_new_endpoint(
    actor: User, version: Version, where: Environment, reason: str, name: str
) -> Release:
    project = version.project
    with governed(
        actor,
        Action.RELEASE_DEPLOYED,
        project,
        reason=reason,
        environment=where.pk,
    ) as record:
        refuse_withdrawn(version)
        _refuse_taken(project.pk, name)
        row = Deployment.objects.create(
            project=project,
            environment=where,
            model_id=version.model_id,
            name=name,
            created_by=actor,
        )
        record.about(row)
        record.change("name", None, name)
        record.change("environment", None, where.pk)
        _tell(record, row, version)
        start_release(record, row, _release(row, version, actor))
    release = row.next_release
    assert release is not None  # noqa: S101 - start_release has set it
    return release


def _release(row: Deployment, version: Version, actor: User) -> Release:
    keep_parts()
    recipe = recipe_of(version)
    return Release(
        deployment=row,
        version=version,
        kind=Release.Kind.DEPLOY,
        requested_by=actor,
        worker_key=recipe.worker_key,
        environment_key=recipe.environment_key,
        runtime_lock_sha256=recipe.runtime_lock_sha256,
        code_digest=recipe.code_digest,
    )


def _tell(record: Record, row: Deployment, version: Version) -> None:
    live = row.live_release
    record.change("version", str(live.version) if live else None, str(version))
    record.hash("version", version.digest)


def _checked(name: str) -> str:
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            "name",
            "An endpoint's name has 2 to 63 small letters, digits and hyphens, "
            "and starts with a letter.",
        )
    return name


def _refuse_taken(project_id: UUID, name: str) -> None:
    """The project's row is locked, so nobody takes the name in between."""
    if Deployment.objects.filter(
        project_id=project_id, name=name, deleted_at=None
    ).exists():
        raise Conflict(f"There is an endpoint {name} in this project already.")


def _refuse_running(row: Deployment, release: Release) -> None:
    live = row.live_release
    if live is not None and live.worker_key == release.worker_key:
        raise IllegalMove(f"{release.version} answers on {row} already.")
