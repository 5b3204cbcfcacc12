"""The API of access tokens."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import limits, tokens
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.models import User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from governance.rights import Right
from governance.tokens import MAX_DAYS, SCOPES


class ServiceTokenInput(serializers.Serializer[None]):
    """A token to make. rights: empty for all that the account holds."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.MultipleChoiceField(choices=SCOPES)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=30)
    rights = serializers.MultipleChoiceField(
        choices=[right.value for right in Right], default=set
    )


class TokenInput(ServiceTokenInput):
    """project: the only one that it reaches; null for all that the account sees."""

    project = serializers.UUIDField(source="project_id", default=None, allow_null=True)


class TokenOutput(serializers.Serializer[object]):
    """A token without its text. Scoring at the gateway is no use in last_used_at."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    project = serializers.UUIDField(source="project_id", allow_null=True)
    rights = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenOutput(TokenOutput):
    """A token with its text: told once."""

    token = serializers.CharField()


def made(actor: User, values: dict[str, Any], account: User | None = None) -> Response:
    """The answer about a new token: with its text, once."""
    for several in ("scopes", "rights"):
        values[several] = sorted(values[several])
    token, secret = create_token(actor=actor, account=account, **values)
    return Response({**TokenOutput(token).data, "token": secret}, status=201)


class Tokens(APIView):
    """My access tokens."""

    @extend_schema(responses=TokenOutput(many=True))
    def get(self, request: Request) -> Response:
        """Mine, newest first."""
        actor = actor_of(request)
        limits.require_own(actor)
        return Response(TokenOutput(tokens.listed(actor), many=True).data)

    @extend_schema(request=TokenInput, responses={201: NewTokenOutput})
    def post(self, request: Request) -> Response:
        """Make one; the answer holds its text, once."""
        return made(actor_of(request), checked(TokenInput(data=request.data)))


class RevokeToken(APIView):
    """The end of a token."""

    @extend_schema(request=ReasonInput, responses={204: None})
    def post(self, request: Request, token_id: UUID) -> Response:
        """End one of mine, or of a service account that I may stop."""
        actor = actor_of(request)
        token = tokens.find_to_revoke(actor, token_id)
        values = checked(ReasonInput(data=request.data))
        revoke_token(actor=actor, token=token, **values)
        return Response(status=204)
