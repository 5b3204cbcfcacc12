"""Note that a release could not be brought up."""

from deployments.lifecycle import State
from deployments.models import Deployment, Release
from deployments.states import enter, refuse_over
from governance.actions import Action
from governance.models import User
from governance.recording import governed

# States cannot be erased, and a model's own words may quote the rows that it was given.
DETAIL = "Why it failed stands in its entry."
MAX_BYTES = 900  # an entry replaces longer text by its digest


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
        enter(release, State.FAILED, DETAIL)
        row.next_release = None
        row.revision += 1
        row.save(update_fields=["next_release", "revision"])
        record.about(release)
        record.disclose("failure", None, _short(reason))
        record.change("version", None, str(release.version))
        record.hash("version", release.version.digest)
    return row


def _short(reason: str) -> str:
    return reason.encode()[:MAX_BYTES].decode(errors="ignore")
