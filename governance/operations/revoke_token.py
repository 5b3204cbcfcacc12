"""End an access token."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import Conflict
from governance.models import AccessToken, User
from governance.recording import governed


def revoke_token(*, actor: User, token: AccessToken, reason: str) -> AccessToken:
    """End a token now: the actor's, or one of a service account.

    A service account's token is ended by its owner, or by whoever may share its
    project. Refuses one that is revoked.
    """
    with governed(actor, Action.TOKEN_REVOKED, token, reason=reason) as record:
        row: AccessToken = record.subject
        if row.revoked_at is not None:
            raise Conflict("This token is revoked already.")
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record.change("revoked_at", None, row.revoked_at.isoformat())
    return row
