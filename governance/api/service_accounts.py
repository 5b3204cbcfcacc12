"""The API of service accounts. They are closed like any account: /people/<id>/close."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import scopes, service_accounts, tokens
from governance.api.serializers import GrantOutput, ReasonInput
from governance.api.tokens import (
    NewTokenOutput,
    ServiceTokenInput,
    TokenOutput,
    made,
)
from governance.api.views import actor_of, checked
from governance.operations.create_service_account import create_service_account
from governance.operations.hand_over_service_account import hand_over_service_account
from governance.rights import SERVICE_ROLES
from governance.service_rules import MAX_DAYS


class AccountInput(ReasonInput):
    """An account to make. owner: a user name; the caller, when empty."""

    name = serializers.CharField(max_length=50)
    role = serializers.ChoiceField(choices=[role.value for role in SERVICE_ROLES])
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=90)
    owner = serializers.CharField(max_length=150, default="", allow_blank=True)


class HandOverInput(ReasonInput):
    """Who answers for it from now on: a user name."""

    owner = serializers.CharField(max_length=150)


class AccountOutput(serializers.Serializer[object]):
    """One service account. grant: null when it has no role; tokens: how many live."""

    id = serializers.UUIDField(source="account.pk")
    username = serializers.CharField(source="account.username")
    owner = serializers.CharField(source="owner.username")
    project = serializers.UUIDField(source="account.home_project")
    state = serializers.CharField()
    grant = GrantOutput(allow_null=True)
    tokens = serializers.IntegerField()
    last_used_at = serializers.DateTimeField(source="last_used", allow_null=True)


class WholeAccountOutput(serializers.Serializer[object]):
    """With its tokens."""

    account = AccountOutput()
    tokens = TokenOutput(many=True)


class Accounts(APIView):
    """The service accounts of a project."""

    @extend_schema(responses=AccountOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """By name."""
        project = scopes.find_to_manage(actor_of(request), project_id)
        found = service_accounts.lines(project.pk)
        return Response(AccountOutput(found, many=True).data)

    @extend_schema(request=AccountInput, responses={201: AccountOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Make one."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        values = checked(AccountInput(data=request.data))
        account = create_service_account(actor=actor, project=project, **values)
        told = AccountOutput(service_accounts.line(account)).data
        return Response(told, status=201)


class OneAccount(APIView):
    """One service account."""

    @extend_schema(responses=WholeAccountOutput)
    def get(self, request: Request, account_id: UUID) -> Response:
        """For its owner, and for those who may share its project."""
        actor = actor_of(request)
        account, _ = service_accounts.find(actor, account_id)
        service_accounts.require_keeper(actor, account)
        told: dict[str, Any] = {
            "account": service_accounts.line(account),
            "tokens": tokens.listed(account),
        }
        return Response(WholeAccountOutput(told).data)


class AccountTokens(APIView):
    """The tokens of a service account."""

    @extend_schema(request=ServiceTokenInput, responses={201: NewTokenOutput})
    def post(self, request: Request, account_id: UUID) -> Response:
        """Make one, as its owner; the answer holds its text, once."""
        actor = actor_of(request)
        account, _ = service_accounts.find(actor, account_id)
        return made(actor, checked(ServiceTokenInput(data=request.data)), account)


class HandOver(APIView):
    """Another person answers for it."""

    @extend_schema(request=HandOverInput, responses=AccountOutput)
    def post(self, request: Request, account_id: UUID) -> Response:
        """Hand it over; every token of it ends."""
        actor = actor_of(request)
        account, _ = service_accounts.find(actor, account_id)
        values = checked(HandOverInput(data=request.data))
        row = hand_over_service_account(actor=actor, account=account, **values)
        return Response(AccountOutput(service_accounts.line(row)).data)
