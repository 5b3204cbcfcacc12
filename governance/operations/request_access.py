"""Ask for a role on a project."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from governance import access_requests
from governance.actions import Action
from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import AccessRequest, User
from governance.recording import governed
from governance.rights import PROJECT_ROLES

OPEN_FOR = timedelta(days=14)
DAYS, MAX_DAYS = 30, 366
MAX_OPEN = 20
State = AccessRequest.State


def request_access(
    *, actor: User, project_id: UUID, role: str, days: int, reason: str
) -> AccessRequest:
    """A request for a role on the project of that key, for some days.

    Nothing here asks whether the project exists, so the answer cannot tell. Refuses a
    role that is none of a project, a time that is too long, a role that the actor holds
    for more than 14 days to come, a second request for the same, and more than 20 open
    ones.
    """
    if role not in PROJECT_ROLES:
        names = ", ".join(PROJECT_ROLES)
        raise InvalidInput("role", f"Choose one of the project's roles: {names}.")
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput("days", f"Ask for 1 to {MAX_DAYS} days.")
    with governed(actor, Action.ACCESS_REQUESTED, actor, reason=reason) as record:
        if record.actor.kind != User.Kind.PERSON:
            raise AccessDenied("Only people ask for access.")
        # The account's row is locked, so nobody asks twice at the same moment.
        _close_expired(actor)
        _refuse(actor, project_id, role)
        now = timezone.now()
        row = AccessRequest.objects.create(
            person=actor,
            project_id=project_id,
            role=role,
            days=days,
            asked_at=now,
            expires_at=now + OPEN_FOR,
            entry_uuid=record.uuid,
        )
        record.about(row)
        record.change("role", None, role)
        record.change("days", None, days)
        record.change("expires_at", None, row.expires_at.isoformat())
    return row


def _close_expired(actor: User) -> None:
    """Those that the clock ended make room for new ones."""
    now = timezone.now()
    late = AccessRequest.objects.filter(
        person=actor, state=State.OPEN, expires_at__lte=now
    )
    late.update(state=State.EXPIRED, decided_at=now)


def _refuse(actor: User, project_id: UUID, role: str) -> None:
    if access_requests.held_for_long(actor, project_id, role):
        raise InvalidInput(
            "role", "You hold this role already. An owner can let it last longer."
        )
    waiting = AccessRequest.objects.filter(person=actor, state=State.OPEN)
    if waiting.filter(project_id=project_id, role=role).exists():
        raise Conflict("You have asked for this already. It waits in your inbox.")
    if waiting.count() >= MAX_OPEN:
        raise Conflict(f"{MAX_OPEN} of your requests wait. Withdraw one first.")
