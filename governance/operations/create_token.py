"""Make a personal access token."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from governance.actions import Action
from governance.context import origin
from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import AccessToken, User
from governance.recording import governed
from governance.tokens import MAX_DAYS, MAX_LIVE_TOKENS, SCOPES, digest, new_secret

# A leaked token must not outlive itself, nor the emergency its end.
NO_TOKENS_FROM_TOKENS = "Log in with OpenID Connect to make an access token."


def create_token(
    *, actor: User, name: str, scopes: Sequence[str], days: int
) -> tuple[AccessToken, str]:
    """A token of the actor and its text, which is told once and never again.

    Refuses an empty name, unknown scopes, a life of more than 365 days, and whoever
    came by a token or as emergency admin.
    """
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise InvalidInput("name", "Give the token a name of 1 to 80 characters.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise InvalidInput("scopes", f"Choose from: {', '.join(SCOPES)}.")
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput("days", f"A token lives for 1 to {MAX_DAYS} days.")
    secret = new_secret()
    with governed(actor, Action.TOKEN_CREATED, actor) as record:
        if origin().auth in {"token", "emergency"}:
            raise AccessDenied(NO_TOKENS_FROM_TOKENS)
        now = timezone.now()
        live = AccessToken.objects.filter(
            user=actor, revoked_at=None, expires_at__gt=now
        )
        if live.count() >= MAX_LIVE_TOKENS:
            raise Conflict(f"You have {MAX_LIVE_TOKENS} live tokens. Revoke one first.")
        token = AccessToken.objects.create(
            user=actor,
            name=name,
            prefix=secret[:8],
            sha256=digest(secret),
            scopes=sorted(scopes),
            expires_at=now + timedelta(days=days),
        )
        record.about(token)
        record.change("scopes", None, ", ".join(token.scopes))
        record.change("expires_at", None, token.expires_at.isoformat())
    return token, secret
