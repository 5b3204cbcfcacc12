"""Carry an approved promotion out."""

from deployments import promotion
from deployments.models import Deployment, Release
from deployments.operations.steps import (
    check_revision,
    environment_of,
    new_endpoint,
    put_on,
    refuse_unready,
)
from governance.actions import Action
from governance.models import ChangeRequest, User
from governance.operations.ending import applied, approved, stood
from governance.recording import Record, governed
from registry.models import Version


def apply_change(
    *,
    actor: User,
    change: ChangeRequest,
    reason: str,
    revision: int | None = None,
    on_behalf_of: User | None = None,
) -> Release:
    """A release of the approved version, where the request said; once.

    Everything is asked again under lock: who approved may still approve, what they
    signed is what is there, the gate is open. Refuses what a deploy refuses, too.
    """
    version = promotion.version_of(change)
    endpoint = promotion.deployment_of(change)
    with governed(
        actor,
        Action.RELEASE_PROMOTED,
        endpoint or version.project,
        reason=reason,
        environment=change.environment,
        on_behalf_of=on_behalf_of,
    ) as record:
        row = approved(change)
        kept = stood(row)
        place = _place(record, row, version, revision)
        release = put_on(record, place, version, Release.Kind.PROMOTE)
        applied(record, row, kept, release)
    return release


def _place(
    record: Record, row: ChangeRequest, version: Version, revision: int | None
) -> Deployment:
    """The endpoint, locked by `governed`; or a new one, under the project's lock."""
    if row.target_id is None:
        where = environment_of(row.environment)
        return new_endpoint(record, version, where, row.target_name)
    place: Deployment = record.subject
    check_revision(place, revision)
    refuse_unready(place)
    return place
