"""Put a version on an endpoint, where no approval is asked for."""

from deployments.models import Deployment, Environment, Release
from deployments.operations.steps import (
    check_revision,
    checked_name,
    environment_of,
    new_endpoint,
    put_on,
    refuse_foreign,
    refuse_unready,
)
from deployments.promotion import refuse_ungated
from governance.actions import Action
from governance.models import User
from governance.recording import governed
from registry.models import Version


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
    that is taken, an environment whose policy asks for approvals or whose gate is shut,
    a withdrawn version, the version that runs there already, a second release while one
    is on its way, and a stale `revision`.
    """
    where = environment_of(environment)
    if deployment is None:
        return _on_new_endpoint(actor, version, where, reason, checked_name(name))
    refuse_foreign(version, deployment, where.pk)
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
        refuse_ungated(version, row.environment_id)
        return put_on(record, row, version, Release.Kind.DEPLOY)


def _on_new_endpoint(
    actor: User, version: Version, where: Environment, reason: str, name: str
) -> Release:
    with governed(
        actor,
        Action.RELEASE_DEPLOYED,
        version.project,
        reason=reason,
        environment=where.pk,
    ) as record:
        refuse_ungated(version, where.pk)
        row = new_endpoint(record, version, where, name)
        return put_on(record, row, version, Release.Kind.DEPLOY)
