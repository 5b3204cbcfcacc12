"""Access tokens for the API, sent as `Authorization: Bearer hm_...`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from governance import limits, tokens
from governance.context import authenticated_by
from governance.models import AccessToken, User
from governance.operations.note_token_use import note_token_use


class TokenAuthentication(BaseAuthentication):
    """Finds the token by its hash; expired, revoked and unknown are one answer."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send the token as: Bearer hm_...")
        now = timezone.now()
        found = tokens.find(parts[1].decode("ascii", "replace"), now)
        if found is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        note_token_use(token=found, at=now)
        authenticated_by("token", limits.of_token(found))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hallmark"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the token."""

    target_class = "governance.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
