"""What deploy and rollback share; called inside their `governed`, on locked rows."""

from django.db.models import Max

from deployments import job_kinds
from deployments.models import Deployment, Release
from governance.exceptions import Conflict, IllegalMove
from governance.recording import Record
from registry.models import Version, Withdrawal


def check_revision(row: Deployment, expected: int | None) -> None:
    """Refuse a step that was decided on a page older than the row."""
    if expected is not None and expected != row.revision:
        raise Conflict(
            f"{row} has changed since this page was shown. Look at it again, "
            "then decide."
        )


def refuse_unready(row: Deployment) -> None:
    """Refuse an endpoint that is deleted, or has a release on its way."""
    if row.is_deleted:
        raise IllegalMove(f"{row} is deleted.")
    if row.next_release is not None:
        raise Conflict(
            f"Release {row.next_release.number} of {row} is on its way. "
            "Wait until it is Healthy or Failed."
        )


def refuse_withdrawn(version: Version) -> None:
    """Refuse a version that is withdrawn; locks it, as who withdraws it does."""
    Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if Withdrawal.objects.filter(version=version).exists():
        raise IllegalMove(f"{version} is withdrawn and can no longer be deployed.")


def start_release(record: Record, row: Deployment, release: Release) -> None:
    """Number the release, make it the one on its way, and order the work."""
    last = row.releases.aggregate(last=Max("number"))["last"]
    release.number = (last or 0) + 1
    release.save(force_insert=True)
    row.next_release = release
    row.revision += 1
    row.save(update_fields=["next_release", "revision"])
    record.change("release", last, release.number)
    record.enqueue(
        job_kinds.RELEASE,
        subject=row,
        effect_key=job_kinds.release_key(release.pk),
        params={"release": str(release.pk)},
    )
