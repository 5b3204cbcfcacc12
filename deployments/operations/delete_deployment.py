"""Delete an endpoint; what it did stays."""

from deployments.models import Deployment
from deployments.operations.steps import check_revision, refuse_deleted, take_down
from deployments.retirement import refuse_governed
from governance.actions import Action
from governance.models import User
from governance.recording import governed


def delete_deployment(
    *,
    actor: User,
    deployment: Deployment,
    reason: str,
    revision: int | None = None,
) -> Deployment:
    """The endpoint answers no more; its releases and predictions stay.

    Stops the release that answers and the one on its way. Refuses an endpoint that is
    deleted already, a stale `revision`, and an environment whose policy asks for
    approvals before something there is deleted.
    """
    with governed(
        actor,
        Action.DEPLOYMENT_DELETED,
        deployment,
        reason=reason,
        environment=deployment.environment_id,
    ) as record:
        row: Deployment = record.subject
        refuse_deleted(row)
        check_revision(row, revision)
        refuse_governed(row)
        take_down(record, row)
    return row
