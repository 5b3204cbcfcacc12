"""Take a request for access back."""

from django.utils import timezone

from governance import access_requests
from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import AccessRequest, User
from governance.recording import governed

State = AccessRequest.State


def withdraw_access_request(
    *, actor: User, access_request: AccessRequest, reason: str
) -> AccessRequest:
    """The request is no longer asked. Only by whoever asked, and while it is open."""
    with governed(
        actor, Action.ACCESS_WITHDRAWN, access_request, reason=reason
    ) as record:
        row: AccessRequest = record.subject
        standing = access_requests.standing(row)
        if standing is not State.OPEN:
            raise IllegalMove(f"This request is {standing.label.lower()} already.")
        row.state, row.decided_by = State.WITHDRAWN, record.actor
        row.decided_at, row.decision_uuid = timezone.now(), record.uuid
        row.save()
    return row
