"""Carry an approved retirement out."""

from deployments.models import Deployment
from deployments.operations.steps import check_revision, refuse_deleted, take_down
from deployments.retirement import deployment_of
from governance.actions import Action
from governance.models import ChangeRequest, User
from governance.operations.ending import applied, approved, stood
from governance.recording import governed


def retire_deployment(
    *,
    actor: User,
    change: ChangeRequest,
    reason: str,
    revision: int | None = None,
    on_behalf_of: User | None = None,
) -> Deployment:
    """The endpoint of an approved request is deleted; once.

    Everything is asked again under lock, as for a promotion. Refuses an endpoint that
    is deleted already and a stale `revision`.
    """
    deployment = deployment_of(change)
    with governed(
        actor,
        Action.DEPLOYMENT_DELETED,
        deployment,
        reason=reason,
        environment=deployment.environment_id,
        on_behalf_of=on_behalf_of,
    ) as record:
        row: Deployment = record.subject
        request = approved(change)
        refuse_deleted(row)
        check_revision(row, revision)
        kept = stood(request)
        take_down(record, row)
        applied(record, request, kept, row)
    return row
