"""Note that a release could not be brought up."""

from deployments.lifecycle import State
from deployments.models import Deployment, Release
from deployments.states import enter, refuse_over
from governance.actions import Action
from governance.models import User
from governance.recording import governed


def mark_failed(*, actor: User, release: Release, reason: str) -> Deployment:
    """The release has failed; what answered before goes on answering.

    For the system account that launches. Refuses a release that is not on its way.
    """
    with governed(
        actor,
        Action.RELEASE_FAILED,
        release.deployment,
        on_behalf_of=release.requested_by,
    ) as record:
        row: Deployment = record.subject
        refuse_over(row, release)
        enter(release, State.FAILED, reason)
        row.next_release = None
        row.revision += 1
        row.save(update_fields=["next_release", "revision"])
        record.about(release)
        # A model's own words may quote the rows that it was given.
        record.disclose("failure", None, reason)
        record.change("version", None, str(release.version))
        record.hash("version", release.version.digest)
    return row
