"""Access tokens: how they are made, found and listed."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from governance import access
from governance.exceptions import NotVisible
from governance.models import AccessToken, User
from governance.rights import Right

PREFIX = "hm_"
SECRET_BYTES = 32
SCOPES = ("read", "write", "score")
MAX_DAYS = 365
MAX_LIVE_TOKENS = 20
USE_EVERY = timedelta(minutes=1)  # how often the last use is written down
LISTED = 100


def new_secret() -> str:
    """A token's text: 256 random bits, so a plain SHA-256 keeps it safe at rest."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, at: datetime) -> AccessToken | None:
    """The live token of this text, looked up by hash: no secret is compared."""
    found = live(at).filter(sha256=digest(secret))
    return found.select_related("user__owner").first()


def live(at: datetime) -> QuerySet[AccessToken]:
    """Tokens that open something: neither ended, nor of an account that is closed.

    Nor of a service account whose owner's account is closed.
    """
    answered = Q(user__owner=None) | Q(user__owner__is_active=True)
    return AccessToken.objects.filter(
        answered, revoked_at=None, expires_at__gt=at, user__is_active=True
    )


def is_use_due(token: AccessToken, at: datetime) -> bool:
    """Whether the use of a token at a moment is to be written down."""
    return token.last_used_at is None or token.last_used_at <= at - USE_EVERY


def listed(account: User) -> list[AccessToken]:
    """The tokens of an account, newest first."""
    return list(AccessToken.objects.filter(user=account).order_by("-pk")[:LISTED])


def find_to_revoke(actor: User, token_id: UUID) -> AccessToken:
    """One's own token, or one of a service account that one answers for or may stop.

    Absent and anybody else's both raise NotVisible.
    """
    found = AccessToken.objects.filter(pk=token_id)
    token = found.select_related("user__owner").first()
    if token is None or not _is_in_reach(actor, token.user):
        raise NotVisible
    return token


def _is_in_reach(actor: User, account: User) -> bool:
    if actor.pk in {account.pk, account.owner_id}:
        return True
    return account.is_service and bool(
        access.may(actor, Right.SHARE, account.home_project).allowed
    )
