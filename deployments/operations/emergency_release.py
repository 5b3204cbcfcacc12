"""Put a version on an endpoint past approval, and owe a review for it."""

from datetime import timedelta

from django.utils import timezone

from deployments import promotion
from deployments.models import Deployment, Emergency, Environment, Release
from deployments.operations.steps import (
    check_revision,
    checked_name,
    environment_of,
    new_endpoint,
    put_on,
    refuse_foreign,
    refuse_unready,
)
from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import Record, governed
from registry.models import Version

DUE = timedelta(hours=48)


def emergency_release(  # noqa: PLR0913 - who, what, where, on which endpoint, why
    *,
    actor: User,
    version: Version,
    environment: str,
    reason: str,
    deployment: Deployment | None = None,
    name: str = "",
    revision: int | None = None,
) -> Release:
    """A release at once; somebody else reviews it within 48 hours.

    A right of its own, and for people alone. Refuses an environment where nothing has
    to be passed by, and what a deploy refuses: a withdrawn version is never released.
    """
    where = environment_of(environment)
    if deployment is None:
        name = checked_name(name)
    else:
        refuse_foreign(version, deployment, where.pk)
    with governed(
        actor,
        Action.RELEASE_EMERGENCY,
        deployment or version.project,
        reason=reason,
    ) as record:
        bypassed = promotion.barriers(version, where.pk)
        if not bypassed:
            raise IllegalMove(f"Nothing bars {version} from {where}. Deploy it.")
        row = _place(record, version, where, name, revision)
        release = put_on(record, row, version, Release.Kind.EMERGENCY)
        _owe(record, row, release, bypassed)
    return release


def _place(
    record: Record, version: Version, where: Environment, name: str, seen: int | None
) -> Deployment:
    if name:
        return new_endpoint(record, version, where, name)
    row: Deployment = record.subject
    check_revision(row, seen)
    refuse_unready(row)
    return row


def _owe(
    record: Record, row: Deployment, release: Release, bypassed: list[str]
) -> None:
    emergency = Emergency.objects.create(
        release=release,
        deployment=row,
        made_by=record.actor,
        entry=record.uuid,
        due_at=timezone.now() + DUE,
        bypassed=bypassed,
    )
    record.change("bypassed", None, " ".join(bypassed))
    record.change("review_due_at", None, emergency.due_at.isoformat())
