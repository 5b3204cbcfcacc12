"""Delete an endpoint; what it did stays."""

from django.utils import timezone

from deployments import job_kinds
from deployments.lifecycle import State
from deployments.models import Deployment
from deployments.operations.steps import check_revision
from deployments.states import enter
from governance.actions import Action
from governance.exceptions import IllegalMove
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
    deleted already and a stale `revision`.
    """
    with governed(
        actor,
        Action.DEPLOYMENT_DELETED,
        deployment,
        reason=reason,
        environment=deployment.environment_id,
    ) as record:
        row: Deployment = record.subject
        if row.is_deleted:
            raise IllegalMove(f"{row} is deleted already.")
        check_revision(row, revision)
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
    return row
