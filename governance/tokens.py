"""Personal access tokens: how they are made and found."""

import hashlib
import secrets
from datetime import datetime

from governance.models import AccessToken

PREFIX = "hm_"
SECRET_BYTES = 32
SCOPES = ("read", "write", "score")
MAX_DAYS = 365
MAX_LIVE_TOKENS = 20


def new_secret() -> str:
    """A token's text: 256 random bits, so a plain SHA-256 keeps it safe at rest."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, at: datetime) -> AccessToken | None:
    """The live token of this text, looked up by hash: no secret is compared."""
    return (
        AccessToken.objects.filter(
            sha256=digest(secret),
            revoked_at=None,
            expires_at__gt=at,
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )
