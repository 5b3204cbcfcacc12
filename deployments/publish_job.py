"""The job that tells the gateway what is true now, and when it is ordered.

Grants and tokens decide who may score; whatever changes them orders the job in the
transaction of the change.
"""

from deployments import job_kinds
from deployments.models import Deployment
from deployments.runtimes.local import runtime
from governance import followups
from governance.actions import Action
from governance.jobs import JobRun
from governance.recording import Record

# What can change who may score.
CHANGES_ACCESS = (
    Action.PROJECT_SHARED,
    Action.PROJECT_UNSHARED,
    Action.SITE_ROLE_GRANTED,
    Action.SITE_ROLE_REVOKED,
    Action.TOKEN_CREATED,
    Action.TOKEN_REVOKED,
    Action.PERSON_UPDATED,
    Action.PERSON_CLOSED,
    Action.PERSON_REOPENED,
    Action.PROJECT_EXTENDED,
    Action.SERVICE_HANDED_OVER,
)


def publish_routes(run: JobRun) -> None:
    """Write the routes file from the database."""
    runtime().publish()


def order(record: Record) -> None:
    """Order the job, if there is an endpoint at all that a key could open."""
    if Deployment.objects.filter(deleted_at=None).exists():
        record.enqueue(
            job_kinds.PUBLISH,
            subject=record.subject,
            effect_key=job_kinds.publish_key(),
            params={},
        )


def register_followups() -> None:
    """Order it after every change of access."""
    for action in CHANGES_ACCESS:
        followups.register(action, order)
