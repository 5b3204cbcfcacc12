"""Note that a release answers now."""

from deployments.lifecycle import State
from deployments.models import Deployment, Release
from deployments.states import enter, refuse_over
from governance.actions import Action
from governance.models import User
from governance.recording import governed


def mark_healthy(*, actor: User, release: Release, detail: str = "") -> Deployment:
    """The release answers for its endpoint; the one before it is replaced, kept warm.

    For the system account that launches. Refuses a release that is not on its way.
    """
    with governed(
        actor,
        Action.RELEASE_HEALTHY,
        release.deployment,
        on_behalf_of=release.requested_by,
    ) as record:
        row: Deployment = record.subject
        refuse_over(row, release)
        before = row.live_release
        enter(release, State.HEALTHY, detail)
        if before is not None:
            enter(before, State.REPLACED, f"Replaced by release {release.number}.")
        row.live_release, row.warm_release = release, before
        row.next_release = None
        row.revision += 1
        row.save(
            update_fields=["live_release", "warm_release", "next_release", "revision"]
        )
        record.about(release)
        record.change("release", before.number if before else None, release.number)
        record.change(
            "version", str(before.version) if before else None, str(release.version)
        )
        record.hash("version", release.version.digest)
    return row
